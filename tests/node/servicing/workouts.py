"""What servicers, guarantors and lenders do about a loan, for tests of the node."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tallystick.chain import typed_data
from tallystick.chain.contracts import Ballots, Book, Command, Lens, Reserve, Workouts
from tallystick.chain.signer import signature_bytes
from tallystick.loans.dates import day_from_date
from tallystick.testing.loans import DISCLOSURE
from tallystick_node.servicing.jobs import COLLECT, CRANK

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from node.servicing.builders import Office
    from tallystick.chain.signer import MemorySigner

__all__ = [
    "act",
    "calls",
    "crank",
    "defaulted",
    "first_of_next_month",
    "impair",
    "listed_with_stake",
    "pledged",
    "put_to_vote",
    "vote",
]

DAY = 86_400
PRINCIPAL = 10**10
REASON = b"\x07" * 32


def act(office: Office, command: Command, signer: MemorySigner) -> None:
    office.network.platform.plan(command, signer).send()
    office.catch_up()


def crank(office: Office, day: date) -> None:
    """Come to a day, let the node ask for what is open, and send it."""
    office.day(day, CRANK)
    office.send()


def calls(office: Office) -> list[str]:
    """What was done, without collections, sweeps and releases of caps."""
    names = [name for name, state in office.calls() if state == "done"]
    return [name for name in names if name not in {"collect_many", "sweep_fees", "release"}]


def first_of_next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def defaulted(office: Office, loan: int | None = None, paid: int = 3) -> int:
    """A loan that was paid for so many months and then never again, by its last crank declared."""
    number = loan or office.loan()
    for _ in range(paid):
        office.day(office.stands(number).next_due, COLLECT)
        office.send()
    office.empty()
    crank(office, office.late(number, 91))
    return number


def listed_with_stake(office: Office, amount: int, last_day: date) -> int:
    """A listed loan that an investor has guaranteed."""
    guarantor = office.network.session.actors.investors[3]
    loan = office.network.loans.listed(office.borrower)
    act(office, Reserve.pledge(loan, amount, day_from_date(last_day)), guarantor)
    return loan


def pledged(office: Office, amount: int, last_day: date) -> int:
    """A loan that an investor has guaranteed, funded by another and issued."""
    actors = office.network.session.actors
    loan = listed_with_stake(office, amount, last_day)
    act(office, Book.fund(loan, PRINCIPAL, PRINCIPAL, DISCLOSURE), actors.investor)
    act(office, Book.issue(loan), office.borrower)
    return loan


def impair(office: Office, loan: int) -> None:
    act(office, Workouts.impair(loan, REASON), office.network.session.actors.servicer)


def put_to_vote(office: Office, loan: int, **changes: Any) -> None:
    """Open a ballot on twice as many instalments at half the rate, for three days."""
    platform, actors = office.network.platform, office.network.session.actors
    now = platform.now()
    proposal = {
        "loan": loan, "rate_ppm": 60_000, "n": 24, "period": 1, "lead": 0,
        "window_seconds": 3 * DAY, "version": platform.read(Lens.progress_of(loan))["version"],
        "expiry": now + 30 * DAY, **changes,
    }  # fmt: skip
    message = typed_data.message(
        "Restructuring", proposal, platform.chain_id, platform.address("Ballots")
    )
    by_borrower, by_servicer = (
        signature_bytes(signer.sign_typed_data(message))
        for signer in (office.borrower, actors.servicer)
    )
    command = Ballots.propose(proposal, actors.servicer.address, by_borrower, by_servicer, b"")
    act(office, command, office.borrower)


def vote(office: Office, loan: int, *, in_favour: bool) -> None:
    for investor in office.network.session.actors.investors[:2]:
        act(office, Ballots.vote(loan, in_favour), investor)
