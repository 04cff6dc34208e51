"""What is kept of differences, and how a verdict is told."""

from __future__ import annotations

from tallystick.audit.verdict import Check, Verdict
from tallystick.replay.decoding import Log
from tallystick.replay.findings import Findings, shown

LOG = Log("0x", (), "0x", 12, 3, "0xabc", "0x", removed=False)


def test_the_first_difference_is_kept_with_both_values_and_its_place() -> None:
    findings = Findings()
    assert findings.same("a.b", "the balance", 5, 5, LOG)
    assert findings.tally("a.b").detail == "1 compared"
    assert not findings.same("a.b", "the balance", 5, 6, LOG)
    assert not findings.holds("a.b", condition=False, sentence="something else")
    assert findings.tally("a.b").detail == (
        "the balance is 5, rebuilt 6, at block 12 log 3 of 0xabc (first of 2)"
    )
    assert (findings.tally("a.b").compared, findings.tally("a.b").differences) == (3, 2)


def test_a_note_is_told_while_the_check_holds() -> None:
    findings = Findings()
    findings.note("a.b", "10 tokens")
    assert findings.tally("a.b").detail == "10 tokens"
    findings.differ("a.b", "gone")
    assert findings.tally("a.b").detail == "gone"


def test_bytes_are_shown_as_hex() -> None:
    assert shown((b"\x01\xff", 3, True)) == "(0x01ff, 3, True)"


def test_a_verdict_passes_only_when_every_check_does() -> None:
    good, bad = Check("a.b", ok=True, detail="1 compared"), Check("c.d", ok=False, detail="no")
    assert Verdict(9, 100, 1_005, (good,)).verdict == "pass"
    verdict = Verdict(9, 100, 1_005, (good, bad))
    assert (verdict.verdict, verdict.failed, verdict.seconds) == ("fail", (bad,), "1.005")
    assert verdict.document() == {
        "verdict": "fail",
        "block": 9,
        "events": 100,
        "seconds": "1.005",
        "checks": [
            {"id": "a.b", "ok": True, "detail": "1 compared"},
            {"id": "c.d", "ok": False, "detail": "no"},
        ],
    }
