"""Scopes, networks, clocks and periods, and what is refused of each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tallystick.errors import InputError
from tallystick_node.supervision.rules import (
    FileKind,
    PauseScope,
    RegulatorScope,
    expiry_of,
    file_period,
    is_inside,
    named_scopes,
    networks_of,
    pause_subject,
    pseudonym,
    report_due,
    written_line,
    written_words,
)

TODAY = date(2026, 3, 10)
WALLET = "0x" + "a1" * 20


def test_scopes_are_named_once_and_in_order() -> None:
    assert named_scopes(["files", "portfolio", "files"]) == (
        RegulatorScope.PORTFOLIO, RegulatorScope.FILES,
    )  # fmt: skip


@pytest.mark.parametrize("names", [[], ["everything"], ["files", "Files"]])
def test_an_unknown_scope_or_none_is_refused(names: list[str]) -> None:
    with pytest.raises(InputError, match="REGULATOR:SCOPES"):
        named_scopes(names)


def test_networks_are_kept_in_their_plain_form() -> None:
    assert networks_of(["192.0.2.7", "2001:DB8::/32", "192.0.2.7/32"]) == (
        "192.0.2.7/32", "2001:db8::/32",
    )  # fmt: skip


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["0.0.0.0/0"],
        ["10.0.0.0/7"],
        ["2000::/3"],
        ["192.0.2.7/24"],
        ["here"],
        ["10.0.0.1"] * 21,
    ],
)
def test_a_network_of_everybody_or_none_is_refused(texts: list[str]) -> None:
    with pytest.raises(InputError, match="REGULATOR:NETWORKS"):
        networks_of(texts)


@pytest.mark.parametrize(
    ("address", "inside"),
    [("192.0.2.255", True), ("::ffff:192.0.2.1", True), ("192.0.3.0", False), ("2001:db8::1", True),
     ("2001:db9::1", False), ("", False), ("testclient", False)],
)  # fmt: skip
def test_an_address_is_inside_or_not(address: str, inside: bool) -> None:
    assert is_inside(address, ("192.0.2.0/24", "2001:db8::/32")) is inside


def test_a_key_lives_two_years_at_most() -> None:
    for days in (0, 730):
        last = TODAY + timedelta(days=days)
        assert expiry_of(last, TODAY) == last
    for days in (-1, 731):
        with pytest.raises(InputError, match="REGULATOR:EXPIRY"):
            expiry_of(TODAY + timedelta(days=days), TODAY)


@pytest.mark.parametrize(
    ("kind", "period"),
    [(FileKind.NIFA, "2026-10"), (FileKind.ECSPR, "2026"), (FileKind.OUTCOME, "2026"),
     (FileKind.KIIS, "7")],
)  # fmt: skip
def test_a_file_has_its_period_and_no_other(kind: FileKind, period: str) -> None:
    assert file_period(kind, period) == period
    for other in {"2026-10", "2026", "2026-13", "0", "", "7 ", "２０２６"} - {period}:
        if kind is FileKind.KIIS and other == "2026":
            continue
        with pytest.raises(InputError, match="FILES:PERIOD"):
            file_period(kind, other)


def test_a_report_is_due_after_48_hours_on_weekends_too() -> None:
    friday = datetime(2026, 3, 6, 17, 0, tzinfo=UTC)
    assert report_due(friday) == datetime(2026, 3, 8, 17, 0, tzinfo=UTC)


def test_a_pseudonym_is_the_persons_and_the_salts() -> None:
    salt = bytes(32)
    assert pseudonym(salt, WALLET) == pseudonym(salt, WALLET.upper())
    assert pseudonym(salt, WALLET) != pseudonym(b"\1" * 32, WALLET)
    assert pseudonym(salt, WALLET) != pseudonym(salt, "0x" + "b2" * 20)


def test_a_pause_names_an_attestor_or_nobody() -> None:
    assert pause_subject(PauseScope.NEW_RISK, None) is None
    subject = pause_subject(PauseScope.ATTESTOR_SEAT, WALLET)
    assert subject is not None
    assert subject.lower() == WALLET
    for scope, text in ((PauseScope.NEW_RISK, WALLET), (PauseScope.ATTESTOR_SEAT, None)):
        with pytest.raises(InputError, match="PAUSE:SUBJECT"):
            pause_subject(scope, text)


def test_texts_are_bounded() -> None:
    assert written_line(" Authority ", "it") == "Authority"
    assert written_words("a\nb", "it") == "a\nb"
    for wrong in ("", " ", "a\nb", "x" * 81):
        with pytest.raises(InputError, match="SUPERVISION:TEXT"):
            written_line(wrong, "it")
    for wrong in ("  ", "x" * 4_001):
        with pytest.raises(InputError, match="SUPERVISION:TEXT"):
            written_words(wrong, "it")
