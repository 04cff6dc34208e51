"""`tallystick audit --detect` on real chains: each death is seen, and what looks like it is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from seams.dying_life import PRINCIPAL, DyingLife
from tallystick.chain._sync.connection import Connection
from tallystick.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    from tallystick.chain.signer import MemorySigner
    from tallystick.testing.session import Session

# Each lives through months on a chain; the quick suite has the detectors' own tests.
pytestmark = pytest.mark.long

DETECTORS = {
    "ponzi", "self_finance", "fake_borrowers", "underwriting_collapse", "run_away",
    "term_splitting",
}  # fmt: skip
INSTALMENT = 10**8
Detect = Callable[[], dict[str, dict[str, Any]]]


@pytest.fixture
def life(session: Session) -> DyingLife:
    return DyingLife(session)


@pytest.fixture
def detect(
    life: DyingLife,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Detect:
    """Run the command; return what each detector said."""
    file = tmp_path / "deployment.json"
    file.write_text(json.dumps(life.platform.deployment.document()), "utf-8")
    monkeypatch.setattr(Connection, "open", lambda *_: life.session.chain.connection)

    def run() -> dict[str, dict[str, Any]]:
        command = ["audit", "--rpc", "http://here", "--deployment", str(file), "--detect", "--json"]
        with pytest.raises(SystemExit) as ended:
            main(command)
        document = json.loads(capsys.readouterr().out)
        assert (ended.value.code, document["verdict"]) == (0, "pass")
        detectors = {detector["id"]: detector for detector in document["detectors"]}
        assert set(detectors) == DETECTORS
        return detectors

    return run


def alarms(detectors: dict[str, dict[str, Any]]) -> set[str]:
    return {name for name, detector in detectors.items() if detector["alarm"]}


def pay_for_a_quarter(
    life: DyingLife, owed: dict[int, MemorySigner], pay: Callable[[MemorySigner, int], None]
) -> None:
    for _ in range(3):
        life.wait(31)
        for loan, borrower in owed.items():
            pay(borrower, loan)


def test_a_new_platform_is_too_young_to_judge(life: DyingLife, detect: Detect) -> None:
    life.draw(life.borrower("the first"))
    detectors = detect()
    assert not alarms(detectors)
    for detector in detectors.values():
        assert detector["evidence"]["judged"] is False
        assert detector["evidence"]["sentence"].startswith("too little to judge: ")


def test_instalments_out_of_newer_loans_are_a_ponzi_scheme(life: DyingLife, detect: Detect) -> None:
    people = life.borrowers(9)
    owed = {life.draw(person): person for person in people}
    for person in people:
        life.take_out(person, life.hub.address)

    def pay(borrower: MemorySigner, loan: int) -> None:
        life.hand_over(life.hub, borrower.address, INSTALMENT)
        life.bring(borrower, INSTALMENT)
        life.pay(borrower, loan, INSTALMENT)

    pay_for_a_quarter(life, owed, pay)
    detectors = detect()
    assert "ponzi" in alarms(detectors)
    assert "fake_borrowers" in alarms(detectors)
    evidence = detectors["ponzi"]["evidence"]
    assert int(evidence["share_ppm"]) > 750_000
    assert int(evidence["borrowers"]) == 9
    assert "the line is 15.0 %" in evidence["sentence"]


def test_instalments_out_of_earnings_are_not(life: DyingLife, detect: Detect) -> None:
    people = life.borrowers(9)
    owed = {life.draw(person): person for person in people}
    for place, person in enumerate(people):
        life.spend(person, place)

    def pay(borrower: MemorySigner, loan: int) -> None:
        life.earn(borrower, INSTALMENT)
        life.pay(borrower, loan, INSTALMENT)

    pay_for_a_quarter(life, owed, pay)
    detectors = detect()
    assert not alarms(detectors)
    assert detectors["ponzi"]["evidence"]["judged"] is True
    assert detectors["ponzi"]["evidence"]["from_new_money"] == "0"
    assert detectors["fake_borrowers"]["evidence"]["judged"] is True


@pytest.mark.parametrize("kin", [True, False], ids=["the underwriter's kin", "anybody's kin"])
def test_loans_to_the_underwriters_group_are_the_platforms_own(
    life: DyingLife, detect: Detect, *, kin: bool
) -> None:
    people = life.borrowers(9)
    for place, person in enumerate(people):
        life.draw(person)
        life.spend(person, place)
    servicer = life.people.servicer
    life.people.enrol(life.platform, servicer, group=77_777)
    for place in range(3):
        relative = life.borrower(f"a relative {place}", group=77_777 if kin else 88_888)
        life.draw(relative)
    detectors = detect()
    assert alarms(detectors) == ({"self_finance"} if kin else set())
    assert detectors["self_finance"]["evidence"]["by_relation"] == ("3" if kin else "0")


def test_money_that_reaches_the_treasury_is_the_platforms_own(
    life: DyingLife, detect: Detect
) -> None:
    people = life.borrowers(9)
    for place, person in enumerate(people):
        life.draw(person)
        if place < 3:
            life.take_out(person, life.people.treasury.address)
        else:
            life.spend(person, place)
    detectors = detect()
    assert "self_finance" in alarms(detectors)
    assert detectors["self_finance"]["evidence"]["by_money"] == "3"


@pytest.mark.parametrize("honest", [False, True], ids=["a collector", "a school"])
def test_borrowers_who_pass_everything_on_and_never_pay_are_fake(
    life: DyingLife, detect: Detect, *, honest: bool
) -> None:
    people = life.borrowers(9)
    owed = {life.draw(person): person for person in people}
    for person in people:
        life.take_out(person, life.hub.address)

    def pay(borrower: MemorySigner, loan: int) -> None:
        if honest:
            life.earn(borrower, INSTALMENT)
            life.pay(borrower, loan, INSTALMENT)

    pay_for_a_quarter(life, owed, pay)
    detectors = detect()
    assert ("fake_borrowers" in alarms(detectors)) is not honest
    assert detectors["fake_borrowers"]["evidence"]["collectors"] == ("0" if honest else "1")


@pytest.mark.parametrize("collapsed", [True, False], ids=["collapsed", "one in nine"])
def test_vintages_that_fail_sooner_than_those_before_are_a_collapse(
    life: DyingLife, detect: Detect, *, collapsed: bool
) -> None:
    people = life.borrowers(24)
    owed: dict[int, MemorySigner] = {}
    good: set[int] = set()
    for month in range(6):
        for place in range(month * 4, month * 4 + 4):
            loan = life.draw(people[place])
            life.spend(people[place], place)
            owed[loan] = people[place]
            if month < 3 or not (collapsed or place % 9 == 0):
                good.add(loan)
        life.wait(31)
        for loan in sorted(good):
            life.earn(owed[loan], INSTALMENT)
            life.pay(owed[loan], loan, INSTALMENT)
    life.wait(31)
    for loan in sorted(good):
        life.earn(owed[loan], INSTALMENT)
        life.pay(owed[loan], loan, INSTALMENT)
    detectors = detect()
    assert ("underwriting_collapse" in alarms(detectors)) is collapsed
    if not collapsed:
        assert not alarms(detectors)


@pytest.mark.parametrize("flees", [True, False], ids=["flees", "pays costs"])
def test_an_operator_who_empties_the_treasury_and_leaves_has_run_away(
    life: DyingLife, detect: Detect, *, flees: bool
) -> None:
    treasury = life.people.treasury
    landlord = life.hub.address
    for week in range(14):
        borrower = life.borrower(f"borrower of week {week}")
        life.draw(borrower)
        life.spend(borrower, week)
        if week % 2 and not flees:
            amount = life.balance(treasury)
            life.do(treasury, "Escrow", "withdraw", amount)
            life.hand_over(treasury, landlord, amount)
        life.wait(7)
    if flees:
        life.take_out(treasury, landlord)
    life.wait(14)
    detectors = detect()
    assert ("run_away" in alarms(detectors)) is flees
    assert detectors["run_away"]["evidence"]["judged"] is True


@pytest.mark.parametrize("split", [True, False], ids=["split", "returning customers"])
def test_short_loans_that_pay_one_another_off_are_a_split_term(
    life: DyingLife, detect: Detect, *, split: bool
) -> None:
    short = {"n": 1, "period": 3, "method": 3}
    people = life.borrowers(4)
    loans = {person: life.draw(person, **short) for person in people}
    for place, person in enumerate(people):
        life.spend(person, place)
    principal = PRINCIPAL
    for _ in range(2):
        life.wait(88)
        principal = principal * 107 // 100
        for place, person in enumerate(people):
            if not split:
                life.earn(person, principal)
                life.pay(person, loans[person])
            newer = life.draw(person, principal=principal, **short)
            if split:
                life.pay(person, loans[person])
            loans[person] = newer
            life.spend(person, place)
    detectors = detect()
    assert ("term_splitting" in alarms(detectors)) is split
    assert detectors["term_splitting"]["evidence"]["chains"] == ("4" if split else "0")
    assert detectors["term_splitting"]["evidence"]["judged"] is True


def test_the_table_names_every_detector(
    life: DyingLife,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "deployment.json"
    file.write_text(json.dumps(life.platform.deployment.document()), "utf-8")
    monkeypatch.setattr(Connection, "open", lambda *_: life.session.chain.connection)
    arguments = ["audit", "--rpc", "http://here", "--deployment", str(file)]
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--detect"])
    out = capsys.readouterr().out
    assert ended.value.code == 0
    for name in DETECTORS:
        assert f"\nquiet {name} " in out
    with pytest.raises(SystemExit):
        main([*arguments, "--json"])
    assert "detectors" not in json.loads(capsys.readouterr().out)
