"""A signed verdict says what its checks say, to whoever has the file and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tallystick.audit.signed_verdict import (
    DETAIL_CHARACTERS_MAX,
    SignedVerdict,
    sign_verdict,
    verdict_of,
    was_newest_on,
)
from tallystick.audit.verdict import Check, Verdict
from tallystick.errors import InputError
from tallystick.loans.dates import date_from_day, local_day
from tallystick.testing.actors import test_signer

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform

DAY = date(2026, 3, 10)
CHECKS = (Check("escrow.backed", ok=True, detail="9 compared"), Check("b", ok=False, detail="x"))
VERDICT = Verdict(12, 34, 56, CHECKS)
EDA = test_signer("watcher eda")


@pytest.fixture
def signed(platform: Platform) -> SignedVerdict:
    return sign_verdict(VERDICT, platform.deployment, DAY, b"\x07" * 32, EDA)


def test_its_file_is_read_back_and_is_signed(platform: Platform, signed: SignedVerdict) -> None:
    read = SignedVerdict.parse(json.loads(json.dumps(signed.document())))
    assert read == signed
    assert (read.is_signed(), read.is_of(platform.deployment)) == (True, True)
    assert (read.passed, read.failed, read.day, read.watcher) == (False, 1, DAY, EDA.address)


@pytest.mark.parametrize(
    "facts",
    [{"day": date(2026, 3, 9)}, {"block": 13}, {"block_hash": bytes(32)}, {"chain_id": 1},
     {"contract": "0x" + "11" * 20}, {"code": "tallystick 0"}, {"events": 35},
     {"checks": (*CHECKS[:1], Check("b", ok=True, detail="x"))},
     {"checks": (*CHECKS[:1], Check("b", ok=False, detail="y"))},
     {"watcher": test_signer("outsider").address}, {"signature": b""},
     {"signature": b"\xff" * 64}, {"signature": bytes(64)}],
)  # fmt: skip
def test_whatever_is_changed_it_is_signed_no_more(
    signed: SignedVerdict, facts: dict[str, Any]
) -> None:
    assert not replace(signed, **facts).is_signed()


@pytest.mark.parametrize("facts", [{"chain_id": 1}, {"contract": "0x" + "11" * 20}])
def test_it_is_of_one_platform(
    platform: Platform, signed: SignedVerdict, facts: dict[str, Any]
) -> None:
    assert not replace(signed, **facts).is_of(platform.deployment)


def test_the_same_audit_has_the_same_evidence_whoever_signs_and_however_long_it_took(
    platform: Platform, signed: SignedVerdict
) -> None:
    again = replace(VERDICT, milliseconds=9_999)
    other = sign_verdict(again, platform.deployment, DAY, b"\x07" * 32, test_signer("nim"))
    assert other.evidence == signed.evidence
    assert other.digest != signed.digest
    less = sign_verdict(
        replace(VERDICT, events=33), platform.deployment, DAY, b"\x07" * 32, EDA
    )  # fmt: skip
    assert less.evidence != signed.evidence


def test_a_long_detail_is_cut_and_still_signed(platform: Platform) -> None:
    check = Check("long", ok=False, detail="x" * 500)
    signed = sign_verdict(Verdict(1, 2, 3, (check,)), platform.deployment, DAY, bytes(32), EDA)
    assert len(signed.checks[0].detail) == DETAIL_CHARACTERS_MAX
    assert SignedVerdict.parse(signed.document()).is_signed()


BROKEN: dict[str, Any] = {
    "format": 2, "chain_id": 1, "verifying_contract": "x", "day": "2026-W11-2", "block": "-1",
    "block_hash": "0x07", "events": "1.0", "code": "", "verdict": "pass", "held": 2, "failed": 0,
    "evidence": "0x" + "00" * 32, "checks": [], "watcher": None, "signature": "zz",
}  # fmt: skip


@pytest.mark.parametrize("field", BROKEN)
def test_a_document_that_says_something_else_than_its_checks_is_none(
    signed: SignedVerdict, field: str
) -> None:
    with pytest.raises(InputError, match="WATCH:FORM"):
        SignedVerdict.parse(signed.document() | {field: BROKEN[field]})


@pytest.mark.parametrize(
    "document",
    [None, [], {}, "x", 1],
)
def test_something_else_is_no_verdict(document: Any) -> None:
    with pytest.raises(InputError, match="WATCH:FORM"):
        SignedVerdict.parse(document)


@pytest.mark.parametrize(
    "check",
    [{}, {"id": "a", "ok": 1, "detail": ""}, {"id": "", "ok": True, "detail": ""},
     {"id": "a", "ok": True, "detail": "x" * 121}, {"id": "a\n", "ok": True, "detail": ""},
     {"id": "a", "ok": True, "detail": "", "more": 1}, "x", None],
)  # fmt: skip
def test_a_check_has_its_form(signed: SignedVerdict, check: Any) -> None:
    with pytest.raises(InputError, match="WATCH:FORM"):
        SignedVerdict.parse(signed.document() | {"checks": [check]})


def test_a_block_is_of_the_days_on_which_it_was_the_newest(platform: Platform) -> None:
    connection, offset = platform.connection, platform.deployment.roles.utc_offset_seconds
    newest = connection.block()
    assert newest is not None
    today = date_from_day(local_day(newest.timestamp, offset))
    day = timedelta(days=1)
    assert was_newest_on(connection, offset, newest.number, today)
    assert was_newest_on(connection, offset, newest.number, today + day)  # nothing came since
    assert not was_newest_on(connection, offset, newest.number, today - day)
    assert not was_newest_on(connection, offset, newest.number - 1, today + day)
    assert not was_newest_on(connection, offset, newest.number + 1, today)


def test_what_audit_prints_is_read() -> None:
    read = verdict_of(VERDICT.document())
    assert (read.block, read.events, read.checks) == (12, 34, CHECKS)


@pytest.mark.parametrize(
    "change", [{"verdict": "pass"}, {"checks": []}, {"checks": [1]}, {"block": "x"}]
)
def test_what_audit_has_not_printed_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="WATCH:AUDIT"):
        verdict_of(VERDICT.document() | change)
