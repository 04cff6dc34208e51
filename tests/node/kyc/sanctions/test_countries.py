"""Countries have one key on both sides, and what is unknown contradicts nobody."""

from __future__ import annotations

import pytest

from tallystick_node.kyc.sanctions.countries import contradict, country_key, listed_countries


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("CHINA.", "CN"),
        ("cn", "CN"),
        ("IRN", "IR"),
        ("IRAN (ISLAMIC REPUBLIC OF)", "IR"),
        ("Korea, North", "KP"),
        ("Democratic People's Republic of Korea", "KP"),
        ("Republic of Korea", "KR"),
        ("Congo, Democratic Republic of the", "CD"),
        ("Congo, Republic of the", "CG"),
        ("Guinea-Bissau", "GW"),
        ("Dominica", "DM"),
        ("Dominican Republic", "DO"),
        ("South Sudan", "SS"),
        ("Türkiye", "TR"),
        ("Burma", "MM"),
        ("possibly Palestinian", "PS"),
        ("United Kingdom of Great Britain and Northern Ireland", "GB"),
        ("Ruritania", None),
        ("Korea", None),
        ("", None),
        (None, None),
    ],
)
def test_a_country_has_one_key_however_it_is_written(text: str | None, key: str | None) -> None:
    assert country_key(text) == key


def test_an_unknown_spelling_contradicts_nobody() -> None:
    assert contradict("CN", frozenset({"CHINA"})) is False
    assert contradict("DE", frozenset({"CN", "PK"})) is True
    assert contradict("DE", frozenset({"CN", "RURITANIA"})) is None
    assert contradict("RURITANIA", frozenset({"CN"})) is None
    assert contradict("HK", frozenset({"CN"})) is None
    assert contradict(None, frozenset({"CN"})) is None
    assert contradict("CN", frozenset()) is None


def test_a_spelling_that_is_not_known_stays_for_staff_to_read() -> None:
    assert listed_countries(["China.", " Ruritania. ", ""]) == {"CN", "RURITANIA"}
