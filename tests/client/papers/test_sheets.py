"""Papers are read whole or refused with what is wrong; they come back as they were."""

from __future__ import annotations

import json

import pytest

from client.papers.made_papers import made_papers
from tallystick.errors import InputError
from tallystick.papers.sheets import Paper, is_paper, paper_data, read_paper


@pytest.mark.parametrize("paper", made_papers(), ids=lambda paper: paper.paper)
def test_a_paper_comes_back_as_it_was(paper: Paper) -> None:
    data = paper_data(paper)
    assert read_paper(data) == paper
    assert paper_data(read_paper(data)) == data
    assert is_paper(json.loads(data))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("paper", "letter"), ("loan", 0), ("loan", "3"), ("principal", "1.5"), ("principal", 7),
        ("principal", "007"), ("day", "2026-02-30"), ("transaction", "0x12"), ("decimals", 19),
        ("more", 1), ("currency", "漢"),
    ],
)  # fmt: skip
def test_a_paper_that_is_not_whole_is_refused(name: str, value: object) -> None:
    document = json.loads(paper_data(made_papers()[0]))
    document[name] = value
    with pytest.raises(InputError) as refused:
        read_paper(json.dumps(document).encode())
    assert refused.value.code == "PAPER:FORM"


def test_a_field_less_is_refused_too() -> None:
    document = json.loads(paper_data(made_papers()[2]))
    del document["lent"]
    with pytest.raises(InputError, match="lent"):
        read_paper(json.dumps(document).encode())
    assert not is_paper([document])
