"""What stands beside a loan in every state of it: flag, ballot, stake, collateral, auction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contracts.ballots import ask
from contracts.builders import DAY, Refused, World, key_of
from contracts.test_collateral import FLOOR, TOKEN, lock, named
from contracts.test_guarantors import last_day
from contracts.workouts import drain

if TYPE_CHECKING:
    from collections.abc import Callable

ALL, DONE = 10**9, "done"
ANYONE = key_of("anyone").address

ACTS: dict[str, Callable[[World, int, str, str], Any]] = {
    "flag": lambda w, n, borrower, investor: w.call(
        "Workouts.impair", n, b"\1" * 32, sender=w.servicer.address
    ),
    "take the flag off": lambda w, n, borrower, investor: w.call(
        "Workouts.lift_impairment", n, sender=ANYONE
    ),
    "ask for new terms": lambda w, n, borrower, investor: ask(
        w, n, guarantor="guarantor" if w.call("Reserve.stake_of", n)["amount"] else ""
    ),
    "vote": lambda w, n, borrower, investor: w.call("Ballots.vote", n, True, sender=investor),
    "close the ballot": lambda w, n, borrower, investor: w.call(
        "Ballots.close_ballot", n, sender=ANYONE
    ),
    "pledge": lambda w, n, borrower, investor: w.call(
        "Reserve.pledge", n, 1_000, last_day(w), sender=key_of("guarantor").address
    ),
    "have the guarantor pay": lambda w, n, borrower, investor: w.call(
        "Reserve.pay_guarantee", n, sender=ANYONE
    ),
    "give the stake back": lambda w, n, borrower, investor: w.call(
        "Reserve.release_stake", n, sender=ANYONE
    ),
    "lock": lambda w, n, borrower, investor: lock(w, n, borrower),
    "give the token back": lambda w, n, borrower, investor: w.call(
        "Collateral.release", n, sender=ANYONE
    ),
    "begin the auction": lambda w, n, borrower, investor: w.call(
        "Collateral.start_auction", n, sender=ANYONE
    ),
    "buy": lambda w, n, borrower, investor: w.call("Collateral.buy", n, ALL, sender=investor),
    "ask for a lower floor": lambda w, n, borrower, investor: w.call(
        "Ballots.propose_floor", n, FLOOR - 1, 3 * DAY, sender=investor
    ),
}


class Life:
    """A loan whose offer names a token and which a guarantor stands behind, brought to a state."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.borrower, self.investor = world.person("borrower"), world.person("investor")
        world.fund_wallet(world.person("guarantor"), ALL)
        self.deed = world._deploy("Deed", "mocks/Deed", ())
        world.decide(9, self.deed, 1)
        world.call("Deed.mint", self.borrower, TOKEN)
        world.call("Deed.approve", world.address["Collateral"], TOKEN, sender=self.borrower)
        world.fund_wallet(self.investor, ALL)
        self.loan = world.list_loan(self.borrower, collateral=named(self.deed))

    def act(self, name: str) -> None:
        ACTS[name](self.world, self.loan, self.borrower, self.investor)

    def listed(self) -> None:
        """As it is."""

    def secured(self) -> None:
        self.act("lock")
        self.act("pledge")

    def funded(self) -> None:
        self.secured()
        self.world.fund(self.loan, self.investor, 10**6)

    def active(self) -> None:
        self.funded()
        self.world.call("Book.issue", self.loan, sender=self.borrower)

    def flagged(self) -> None:
        self.active()
        drain(self.world, self.borrower)
        self.world.travel(days=31 + 40)
        self.act("flag")

    def asked(self) -> None:
        self.active()
        self.act("ask for new terms")

    def voted(self) -> None:
        self.asked()
        self.act("vote")
        self.world.travel(seconds=3 * DAY + 1)

    def defaulted(self) -> None:
        self.active()
        drain(self.world, self.borrower)
        self.world.travel(days=31 + 91)
        self.world.call("Workouts.declare_default", self.loan)

    def auctioned(self) -> None:
        self.defaulted()
        self.world.travel(days=30)
        self.act("begin the auction")

    def unsold(self) -> None:
        self.auctioned()
        self.world.travel(days=14, seconds=1)

    def lowering(self) -> None:
        self.unsold()
        self.act("ask for a lower floor")

    def sold(self) -> None:
        self.auctioned()
        self.act("buy")

    def repaid(self) -> None:
        self.active()
        self.world.fund_wallet(self.borrower, ALL)
        self.world.call("Servicing.prepay", self.loan, ALL, 0, sender=self.borrower)

    def written_off(self) -> None:
        self.defaulted()
        self.act("have the guarantor pay")
        self.world.travel(days=1_095)
        self.world.call("Workouts.write_off", self.loan)

    def expired(self) -> None:
        self.secured()
        self.world.travel(days=20, seconds=1)
        self.world.call("Book.expire", self.loan)


STATES = (
    "listed", "secured", "funded", "active", "flagged", "asked", "voted", "defaulted", "auctioned",
    "unsold", "lowering", "sold", "repaid", "written_off", "expired",
)  # fmt: skip
# What an act comes to in most states.
MOSTLY = {
    "flag": "WORKOUT:IMPAIR:STATUS",
    "take the flag off": "WORKOUT:IMPAIR:STATUS",
    "ask for new terms": "BALLOT:PROPOSE:STATUS",
    "vote": "BALLOT:VOTE:CLOSED",
    "close the ballot": "BALLOT:CLOSE:NONE",
    "pledge": "RESERVE:PLEDGE:STATUS",
    "have the guarantor pay": "RESERVE:GUARANTEE:NONE",
    "give the stake back": "RESERVE:RELEASE:EARLY",
    "lock": "COLL:LOCK:STATUS",
    "give the token back": "COLL:RELEASE:STATUS",
    "begin the auction": "COLL:AUCTION:STATUS",
    "buy": "COLL:BUY:CLOSED",
    "ask for a lower floor": "BALLOT:PROPOSE:FLOOR",
}
# Where it is otherwise.
OTHERWISE: dict[str, dict[str, str]] = {
    "listed": {
        "pledge": DONE, "give the stake back": "RESERVE:RELEASE:NONE", "lock": DONE,
        "give the token back": "COLL:RELEASE:NONE", "begin the auction": "COLL:AUCTION:NONE",
        "ask for a lower floor": "BALLOT:PROPOSE:HOLDER",
    },
    "secured": {
        "pledge": "RESERVE:PLEDGE:AGAIN", "lock": "COLL:LOCK:AGAIN",
        "ask for a lower floor": "BALLOT:PROPOSE:HOLDER",
    },
    "funded": {
        "lock": "COLL:LOCK:AGAIN",
    },
    "active": {
        "flag": DONE, "ask for new terms": DONE,
    },
    "flagged": {
        "flag": "WORKOUT:IMPAIR:REST", "take the flag off": "WORKOUT:IMPAIR:EARLY",
        "ask for new terms": DONE,
    },
    "asked": {
        "flag": DONE, "ask for new terms": "BALLOT:OPEN:AGAIN", "vote": DONE,
        "close the ballot": "BALLOT:CLOSE:EARLY",
    },
    "voted": {
        "flag": DONE, "ask for new terms": "BALLOT:OPEN:AGAIN", "close the ballot": DONE,
    },
    "defaulted": {
        "have the guarantor pay": DONE, "begin the auction": "COLL:AUCTION:EARLY",
    },
    "auctioned": {
        "have the guarantor pay": DONE, "begin the auction": "COLL:AUCTION:AGAIN", "buy": DONE,
    },
    "unsold": {
        "have the guarantor pay": DONE, "begin the auction": "COLL:AUCTION:AGAIN", "buy": DONE,
        "ask for a lower floor": DONE,
    },
    "lowering": {
        "vote": DONE, "close the ballot": "BALLOT:CLOSE:EARLY", "have the guarantor pay": DONE,
        "begin the auction": "COLL:AUCTION:AGAIN", "buy": DONE,
        "ask for a lower floor": "BALLOT:OPEN:AGAIN",
    },
    "sold": {
        "give the stake back": DONE, "give the token back": "COLL:RELEASE:NONE",
        "begin the auction": "COLL:AUCTION:NONE",
    },
    "repaid": {
        "give the stake back": DONE, "give the token back": DONE,
    },
    "written_off": {
        "give the stake back": "RESERVE:RELEASE:NONE", "begin the auction": DONE,
    },
    "expired": {
        "give the stake back": DONE, "give the token back": DONE,
        "ask for a lower floor": "BALLOT:PROPOSE:HOLDER",
    },
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_every_act_beside_a_loan_in_every_state(world: World, state: str) -> None:
    life = Life(world)
    getattr(life, state)()
    start, seen = world.now, {}
    for act in ACTS:
        world.set_time(start)
        with world.undone():
            try:
                life.act(act)
                seen[act] = DONE
            except Refused as refusal:
                seen[act] = str(refusal)
    assert seen == MOSTLY | OTHERWISE[state]
