"""The lending rules: what would be no offer is refused when the file is read."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

import pytest

from node.underwriting.cases import RULES
from tallystick.errors import ConfigError
from tallystick_node.underwriting.rules import load_rules

if TYPE_CHECKING:
    from pathlib import Path


def changed(folder: Path, **figures: int | str) -> Path:
    """The packaged rules with some figures changed."""
    text = (resources.files("tallystick_node.underwriting") / "lending_rules.toml").read_text()
    for name, value in figures.items():
        before = next(line for line in text.splitlines() if line.startswith(f"{name} ="))
        text = text.replace(before, f"{name} = {value}")
    file = folder / "rules.toml"
    file.write_text(text, "utf-8")
    return file


def test_the_packaged_rules_let_nobody_leave_a_funded_loan() -> None:
    terms = (RULES.quorum_ppm, RULES.reflection_days, RULES.reflection_class)
    assert terms == (250_000, 0, 0)


@pytest.mark.parametrize(
    ("figures", "word"),
    [
        ({"quorum_ppm": 199_900}, "quorum_ppm"), ({"quorum_ppm": 250_050}, "quorum_ppm"),
        ({"reflection_days": 4}, "reflection_class"), ({"reflection_class": 2}, "reflection_days"),
        ({"reflection_days": 31, "reflection_class": 2}, "reflection_days"),
        ({"origination_ppm": 600_000, "reserve_ppm": 400_000}, "nothing"),
    ],
)  # fmt: skip
def test_what_the_contract_would_refuse_is_refused_when_it_is_read(
    tmp_path: Path, figures: dict[str, int], word: str
) -> None:
    with pytest.raises(ConfigError, match="UNDERWRITING:RULES") as refused:
        load_rules(changed(tmp_path, **figures))
    assert word in str(refused.value)


def test_days_of_reflection_are_taken_with_their_class(tmp_path: Path) -> None:
    rules = load_rules(changed(tmp_path, reflection_days=4, reflection_class=2, quorum_ppm=500_000))
    terms = (rules.quorum_ppm, rules.reflection_days, rules.reflection_class)
    assert terms == (500_000, 4, 2)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("level_min", "true"), ("level_min", '"1"'), ("ticket_min", "100.0"),
        ("version", "7"), ("purposes_refused", "[1]"), ("documents", "[true]"),
        ("version", "1979-05-27T07:32:00Z"),
    ],
)  # fmt: skip
def test_a_rule_is_taken_for_nothing_else(tmp_path: Path, name: str, written: str) -> None:
    with pytest.raises(ConfigError, match="UNDERWRITING:RULES"):
        load_rules(changed(tmp_path, **{name: written}))
