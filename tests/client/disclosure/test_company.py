"""What is stated about a company: whole, in one form, and silent about nothing that is left out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tallystick.disclosure.company import (
    company_hash,
    not_stated,
    read_company,
)
from tallystick.errors import InputError

WHOLE: dict[str, Any] = {
    "stated_on": "2026-03-01",
    "company": {"name": "Abacus Ltd", "paid_in_capital": 10**12, "founded_on": "2015-05-05"},
    "shareholders": [{"name": "A", "share_ppm": 600_000, "controls": True}],
    "management": [{"name": "B", "office": "director"}],
    "finances": [{"year": 2025, "own_funds": 5 * 10**10}],
    "licences": [
        {"kind": "licence", "name": "Lending", "authority": "Authority", "expires_on": "2026-06-01"}
    ],
    "major_events": [{"happened_on": "2026-01-01", "text": "Moved."}],
}


def test_it_comes_back_from_its_own_document() -> None:
    facts = read_company(WHOLE)
    document = json.loads(json.dumps(facts.document()))
    assert document["company"]["paid_in_capital"] == str(10**12)
    assert read_company(document) == facts
    assert company_hash(read_company(document)) == company_hash(facts)
    assert len(company_hash(facts)) == 32


def test_another_word_is_another_hash() -> None:
    other = read_company(WHOLE | {"stated_on": "2026-03-02"})
    assert company_hash(other) != company_hash(read_company(WHOLE))


def test_what_is_left_out_is_not_stated_and_nothing_is_invented() -> None:
    bare = read_company({"stated_on": "2026-03-01"})
    missing = not_stated(bare)
    assert {"company.name", "shareholders", "licences", "major_events"} <= set(missing)
    assert bare.document()["company"]["name"] is None
    assert "company.name" not in not_stated(read_company(WHOLE))
    assert "company.website" in not_stated(read_company(WHOLE))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"stated_on": None}, "stated_on"),
        ({"more": 1}, "more"),
        ({"company": {"name": ""}}, "company.name"),
        ({"company": {"name": "two\nlines"}}, "company.name"),
        ({"company": {"paid_in_capital": 1.5}}, "paid_in_capital"),
        ({"company": {"paid_in_capital": "1.5"}}, "paid_in_capital"),
        ({"shareholders": [{"name": "A", "share_ppm": 600_000}] * 2}, "more than all shares"),
        ({"shareholders": [{"name": "A", "share_ppm": 1}] * 101}, "shareholders"),
        ({"finances": [{"year": 2025}, {"year": 2024}]}, "by year"),
        ({"licences": [{"kind": "wish", "name": "A", "authority": "B"}]}, "kind"),
        (
            {"licences": [{"kind": "filing", "name": "A", "authority": "B",
                           "granted_on": "2026-01-02", "expires_on": "2026-01-01"}]},
            "expires before it is granted",
        ),
    ],
)  # fmt: skip
def test_what_is_not_whole_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match="COMPANY:FORM") as refused:
        read_company(WHOLE | changes)
    assert words in str(refused.value)
