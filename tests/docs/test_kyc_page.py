"""The page on KYC: marks of the sandbox, figures and policy keys that it names, as they are."""

from __future__ import annotations

import re

from docs.rows import ROOT, table_rows
from tallystick_node.infrastructure.policy.figure_keys import KEYS
from tallystick_node.kyc import jobs, list_versions, one_time_codes, watchlist
from tallystick_node.kyc.assessment_rules import WARNING, questionnaire
from tallystick_node.kyc.providers.sandbox import BUREAU_MARKS, CARD_MARKS, ID_MARKS, IMAGE_MARKS
from tallystick_node.kyc.sanctions import alike, screening
from tallystick_node.kyc.vulnerability import STEP_DAYS

SOURCES = sorted((ROOT / "node" / "tallystick_node" / "kyc").glob("*.py"))
# A code stands whole, or behind the room's short form for what a second attestor refuses.
CODE = re.compile(r'"([A-Z]+:[A-Z_]+)"')
COSIGN = re.compile(r'_no\(\s*"([A-Z]+)"')
PAGE = ROOT / "docs" / "reference" / "kyc.md"
TEXT = " ".join(PAGE.read_text("utf-8").split())


def said(place: str) -> dict[str, str]:
    return {
        row.cells[1].strip("`"): row.cells[2].replace("`", "") for row in table_rows(PAGE, place)
    }


def told(way: tuple[str, ...] | str) -> str:
    return way if isinstance(way, str) else " ".join(way)


def test_every_mark_of_the_sandbox_is_on_the_page_and_no_other() -> None:
    assert said("identity number, places 15 to 17") == {
        mark: told(way) for mark, way in ID_MARKS.items()
    }
    assert said("mobile number, last four digits") == {
        mark: told(way) for mark, way in CARD_MARKS.items()
    }
    assert said("identity number, bureau") == BUREAU_MARKS
    pictures = said("picture, last bytes")
    assert set(pictures) == {mark.decode() for mark in IMAGE_MARKS}
    for mark, way in IMAGE_MARKS.items():
        code = way if isinstance(way, str) else way[0]
        assert code in pictures[mark.decode()]


def test_the_figures_are_those_of_the_code() -> None:
    codes = one_time_codes
    assert (codes.CODE_DIGITS, codes.TRIES_MAX, codes.CODES_AN_HOUR) == (6, 5, 5)
    assert "a code of 6 digits, good for 10 minutes, 5 tries and one use; at most 5 an hour" in TEXT
    assert jobs.REMINDED_DAYS_BEFORE == (30, 7, 1)
    assert f"more than {STEP_DAYS} days later" in TEXT
    assert f"> {WARNING}" in TEXT
    assert len(questionnaire().shown["questions"]) == 12


def test_the_figures_of_screening_are_those_of_the_code() -> None:
    assert f"From {screening.REVIEW_PPM // 10_000} % on a name is for review" in TEXT
    assert f"from {screening.BLOCK_PPM // 10_000} % on it blocks" in TEXT
    assert f"one of under {alike.SHORT_LETTERS} letters" in TEXT
    assert screening.BORN_FAR_YEARS == 5
    assert "born more than five years off" in TEXT
    assert watchlist.HITS_SHOWN == 20
    assert "the twenty most similar are shown" in TEXT
    assert (list_versions.LOST_MIN, list_versions.LEFT_PERCENT_MIN) == (10, 75)
    assert "has lost ten or more, and over a quarter, of its entries" in TEXT


def test_every_policy_key_that_it_names_is_one() -> None:
    named = set(re.findall(r"`((?:care|entrytest|liveness|retention|investor)\.[\w.*]+)`", TEXT))
    assert len(named) > 6
    for key in named:
        assert any(re.fullmatch(key.replace("*", r"\d"), entry) for entry in KEYS), key


def test_every_refusal_of_the_room_is_on_the_page_and_no_other() -> None:
    sources = [path.read_text("utf-8") for path in SOURCES]
    raised = {code for text in sources for code in CODE.findall(text)}
    raised |= {f"COSIGN:{cause}" for text in sources for cause in COSIGN.findall(text)}
    elsewhere = {
        code for code in raised if code.startswith(("PROVIDER:", "SPONSORSHIP:", "VAULT:"))
    }
    listed = [row.id.strip("`") for row in table_rows(PAGE, r"`[A-Z]+:[A-Z_]+`")]
    assert listed == sorted(raised - elsewhere)
