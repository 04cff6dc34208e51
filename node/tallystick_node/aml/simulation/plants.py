"""Laundering patterns, each in one case of some people; one planter for each rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tallystick_node.aml.flows import DAY, FlowKind, wallet_node
from tallystick_node.aml.simulation.stage import HOUR, Stage

__all__ = ["PLANTS", "plant"]

_RICH = 400_000  # units a month: whose income explains what they bring


def plant(stage: Stage, rule: str) -> list[str]:
    """Add one case of a pattern.

    Args:
        stage: The market in the making.
        rule: The code of the rule that has to see it.

    Returns:
        The ids of who takes part.
    """
    return PLANTS[rule](stage)


def _rich(stage: Stage, *marks: str, since: int | None = None) -> str:
    return stage.person(*marks, income=stage.units(_RICH), since=since)


def _large(stage: Stage) -> list[str]:
    person, at = _rich(stage), stage.moment()
    if stage.rng.random() < 0.5:
        stage.deposit(person, at, stage.units(500_000, 1_100_000))
    else:  # in two parts of one day
        midnight = at - at % DAY
        stage.deposit(person, midnight + 8 * HOUR, stage.units(251_000, 400_000))
        stage.deposit(person, midnight + 19 * HOUR, stage.units(251_000, 400_000))
    return [person]


def _structuring(stage: Stage) -> list[str]:
    person, at = _rich(stage), stage.moment(0, stage.days - 4)
    if stage.rng.random() < 0.5:
        for number in range(3):
            stage.deposit(person, at + number * 23 * HOUR, stage.units(351_000, 490_000))
    else:
        for number in range(14):
            stage.deposit(person, at + number * HOUR, stage.units(37_000, 49_000))
    return [person]


def _fast(stage: Stage) -> list[str]:
    person, at = _rich(stage), stage.moment(0, stage.days - 3)
    amount = stage.units(15_000, 300_000)
    stage.deposit(person, at, amount)
    share = stage.rng.uniform(0.92, 1.0)
    stage.withdraw(person, at + stage.rng.randint(1, 45) * HOUR, int(amount * share))
    return [person]


def _related(stage: Stage) -> list[str]:
    case = f"case-{len(stage.people)}"
    kind = stage.rng.choice(("device", "card", "telephone", "address", "wallet"))
    if stage.rng.random() < 0.5:
        size = stage.rng.randint(3, 6)
        people = [_rich(stage, f"{kind}:{case}") for _ in range(size)]
        at = stage.moment(0, stage.days - 22)
        for person in people:
            amount = stage.units(520_000, 900_000) // size
            stage.deposit(person, at + stage.rng.randint(0, 20) * DAY, amount)
        return people
    lender, borrower = _rich(stage, f"{kind}:{case}"), _rich(stage, f"{kind}:{case}")
    at, amount = stage.moment(0, stage.days - 3), stage.units(20_000, 80_000)
    stage.deposit(lender, at, amount)
    loan = stage.borrow(borrower, at + 40 * HOUR, amount, 12)
    stage.lend(lender, at + 2 * HOUR, amount, loan)
    return [lender, borrower]


def _round(stage: Stage) -> list[str]:
    people = [_rich(stage) for _ in range(stage.rng.randint(2, 4))]
    at, amount = stage.moment(0, stage.days - 26), stage.units(12_000, 200_000)
    for place, person in enumerate(people):
        follower = people[(place + 1) % len(people)]
        stage.move(FlowKind.TRANSFER, at, person, follower, amount)
        at += stage.rng.randint(3, 150) * HOUR
        amount = amount * stage.rng.randint(960, 1000) // 1000
    return people


def _dormant(stage: Stage) -> list[str]:
    person = _rich(stage, since=stage.start - stage.rng.randint(200, 900) * DAY)
    at = stage.moment(0, stage.days - 7)
    for number in range(2):
        stage.deposit(person, at + number * 50 * HOUR, stage.units(260_000, 340_000))
    return [person]


def _income(stage: Stage) -> list[str]:
    income = stage.units(2_000, 20_000)
    person, at = stage.person(income=income), stage.moment(0, stage.days - 25)
    for number in range(4):
        amount = int(income * stage.rng.uniform(0.85, 1.8))
        stage.deposit(person, at + number * 6 * DAY, amount)
    return [person]


def _cross_border(stage: Stage) -> list[str]:
    person, at = _rich(stage), stage.moment(1)
    amount = stage.thresholds.large_cross_border
    stage.deposit(person, at - DAY, stage.units(3_000))
    if stage.rng.random() < 0.5:
        stage.deposit(person, at, int(amount * stage.rng.uniform(1.0, 2.0)), country="BB")
    else:
        share = stage.rng.uniform(1.0, 3.0)
        stage.deposit(person, at, int(stage.thresholds.floor * share), country="CC")
    return [person]


def _early_payment(stage: Stage) -> list[str]:
    borrower = _rich(stage)
    at, amount = stage.moment(0, stage.days - 20), stage.units(20_000, 200_000)
    loan = stage.borrow(borrower, at, amount, 12)
    stage.withdraw(borrower, at + 5 * HOUR, amount)
    payer = wallet_node(f"0x{stage.rng.getrandbits(160):040x}")
    stage.repay(payer, at + stage.rng.randint(2, 18) * DAY, amount, loan, last=True)
    return [borrower]


def _fan_out(stage: Stage) -> list[str]:
    person, at = _rich(stage), stage.moment(0, stage.days - 2)
    count = stage.rng.randint(5, 12)
    for number in range(count):
        stage.withdraw(
            person, at + number * HOUR, stage.units(12_000, 60_000) // count,
            bank=f"{person}-{number}",
        )  # fmt: skip
    return [person]


def _wallet(stage: Stage) -> list[str]:
    person, at = _rich(stage), stage.moment()
    address = f"0x{stage.rng.getrandbits(160):040x}"
    stage.listed.add(address)
    stage.move(FlowKind.TRANSFER, at, wallet_node(address), person, stage.units(100, 5_000))
    return [person]


PLANTS: Mapping[str, Callable[[Stage], list[str]]] = {
    "LARGE": _large,
    "STRUCT": _structuring,
    "FIFO": _fast,
    "RELATED": _related,
    "ROUND": _round,
    "DORMANT": _dormant,
    "INCOME": _income,
    "XBORDER": _cross_border,
    "EARLYPAY": _early_payment,
    "SMURF_OUT": _fan_out,
    "WALLET": _wallet,
}
