"""How clean people use the platform, among them those who look almost like somebody else."""

from __future__ import annotations

from tallystick_node.aml.flows import DAY, FlowKind, loan_node
from tallystick_node.aml.simulation.stage import HOUR, MONTH_DAYS, Stage

__all__ = ["live"]

_BORROWERS, _HOUSEHOLDS = 0.15, 0.12
# Who inherits or sells a house brings a large amount, openly and once: rightly looked at.
_WINDFALLS = 0.003


def live(stage: Stage, count: int) -> list[str]:
    """Add clean people with their flows.

    Args:
        stage: The market in the making.
        count: How many people, at least 20.

    Returns:
        Their ids.
    """
    people = _households(stage, count)
    borrowers = people[: max(1, int(count * _BORROWERS))]
    loans = [_borrow(stage, borrower) for borrower in borrowers]
    for person in people[len(borrowers) :]:
        _lend(stage, person, loans)
    for number, person in enumerate(people[len(borrowers) :]):
        _ODDITIES[number % len(_ODDITIES)](stage, person, people)
        if stage.rng.random() < _WINDFALLS:
            stage.deposit(person, stage.moment(), stage.units(500_000, 900_000))
    return people


def _households(stage: Stage, count: int) -> list[str]:
    """People, some of whom live together: borrowers never with lenders to whom they could owe."""
    people: list[str] = []
    while len(people) < count:
        size = 1
        if stage.rng.random() < _HOUSEHOLDS and len(people) >= count * _BORROWERS:
            size = min(stage.rng.randint(2, 5), count - len(people))
        home = f"address:home-{len(people)}"
        people += [stage.person(home) for _ in range(size)]
    return people


def _borrow(stage: Stage, borrower: str) -> int:
    """Take a loan, use it outside, repay it out of income; some soon, with their own money."""
    at = stage.moment(0, stage.days * 2 // 3)
    months = stage.rng.choice((6, 12, 24, 36))
    principal = int(stage.income(borrower) * min(months, 12) * stage.rng.uniform(0.1, 0.3))
    loan = stage.borrow(borrower, at, principal, months)
    stage.withdraw(borrower, at + stage.rng.randint(1, 30) * HOUR, principal * 97 // 100)
    if stage.rng.random() < 0.02:
        soon = at + stage.rng.randint(5, 15) * DAY
        stage.deposit(borrower, soon, principal)
        stage.repay(borrower, soon + HOUR, principal, loan, last=True)
        return loan
    for month in range(1, months + 1):
        due = at + month * MONTH_DAYS * DAY
        stage.deposit(borrower, due - stage.rng.randint(1, 40) * HOUR, principal // months)
        stage.repay(borrower, due, principal // months, loan, last=month == months)
    return loan


def _lend(stage: Stage, person: str, loans: list[int]) -> None:
    """Bring a part of each month's income, lend most of it, take claims and rarely go."""
    rng, income, kept = stage.rng, stage.income(person), 0
    share, active = rng.uniform(0.1, 0.6), rng.uniform(0.3, 1.0)
    for month in range(-(-stage.days // MONTH_DAYS)):
        if rng.random() > active:
            continue
        at = stage.moment(month * MONTH_DAYS, month * MONTH_DAYS + MONTH_DAYS - 1)
        amount = int(income * share * rng.uniform(0.6, 1.2))
        stage.deposit(person, at, amount)
        for loan in rng.sample(loans, min(len(loans), rng.randint(1, 3))):
            part = int(amount * rng.uniform(0.2, 0.3))
            lent_at = at + rng.randint(1, 40) * HOUR
            stage.lend(person, lent_at, part, loan)
            kept += part
            stage.move(
                FlowKind.CLAIM, lent_at + MONTH_DAYS * DAY, loan_node(loan), person, part // 6,
                loan=loan,
            )  # fmt: skip
        if rng.random() < 0.15:
            stage.withdraw(person, at + rng.randint(4, 20) * DAY, max(1, kept // 4))
            kept -= kept // 4


def _none(stage: Stage, person: str, people: list[str]) -> None:
    """Most people do nothing remarkable."""
    del stage, person, people


def _in_and_out(stage: Stage, person: str, people: list[str]) -> None:
    """Bring money, lend half of it, and take the rest home the next day."""
    del people
    at, amount = stage.moment(), stage.income(person)
    stage.deposit(person, at, amount)
    if stage.loans:
        stage.lend(person, at + HOUR, amount // 2, stage.rng.choice(sorted(stage.loans)))
    stage.withdraw(person, at + 30 * HOUR, amount // 2)


def _often(stage: Stage, person: str, people: list[str]) -> None:
    """Save with every coffee: many small amounts a day that come to little."""
    del people
    at = stage.moment()
    for number in range(12):
        stage.deposit(person, at + number * HOUR // 2, stage.units(5, 60))


def _generous(stage: Stage, person: str, people: list[str]) -> None:
    """Bring a month and a half of income at once: a bonus."""
    del people
    stage.deposit(person, stage.moment(), stage.income(person) * 3 // 2)


def _abroad(stage: Stage, person: str, people: list[str]) -> None:
    """Pay in a little from a journey."""
    del people
    stage.deposit(person, stage.moment(), stage.units(200, 2_000), country="BB")


def _family(stage: Stage, person: str, people: list[str]) -> None:
    """Send money to four others on one day."""
    at = stage.moment()
    for other in stage.rng.sample(people, 4):
        if other != person:
            stage.move(FlowKind.TRANSFER, at, person, other, stage.units(50, 800))


def _seller(stage: Stage, person: str, people: list[str]) -> None:
    """Sell a note to somebody and take the money home."""
    at, buyer = stage.moment(), stage.rng.choice(people)
    amount = stage.units(1_000, 9_000)
    if buyer != person and stage.loans:
        loan = stage.rng.choice(sorted(stage.loans))
        stage.move(FlowKind.SALE, at, buyer, person, amount, loan=loan)
        stage.withdraw(person, at + 5 * HOUR, amount)


_ODDITIES = (
    _none, _in_and_out, _none, _often, _generous, _none, _abroad, _family, _none, _seller,
)  # fmt: skip
