"""Histories that break one rule each: what happened, told as if a contract had let it happen.

A lie takes the events of a whole life and returns them changed. It names the check that must see it
and words of the sentence, which must be the one of that rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from seams.recorded import Recorded
    from tallystick.replay.decoding import Log

__all__ = ["LIES", "History", "Lie"]


class Lie(NamedTuple):
    """What is told, the check that sees it, and words of what it says."""

    tell: Callable[[History], list[Log]]
    check: str
    words: str


class History:
    """A life's events by name; every change returns all logs."""

    def __init__(self, recorded: Recorded) -> None:
        self.life = recorded.life
        self.logs = recorded.logs
        self._decoder = recorded.decoder

    def named(self, log: Log) -> dict[str, Any]:
        plan = self._decoder.plans[log.address, log.topics[0]]
        return plan.named(plan.decode(log.topics, log.data))

    def all_of(self, event: str) -> Iterator[Log]:
        for log in self.logs:
            plan = self._decoder.plans[log.address, log.topics[0]]
            if f"{plan.contract}.{plan.name}" == event:
                yield log

    def find(self, event: str, **values: Any) -> Log:
        """The first event of a name with these values."""
        return next(log for log in self.all_of(event) if values.items() <= self.named(log).items())

    def every(self, event: str, **values: Any) -> list[Log]:
        """All events of a name with these values."""
        named = ((log, self.named(log)) for log in self.all_of(event))
        return [log for log, fields in named if values.items() <= fields.items()]

    def told(self, log: Log, **values: Any) -> Log:
        """The log with other values; a function changes the one there."""
        plan = self._decoder.plans[log.address, log.topics[0]]
        words = [bytes.fromhex(topic[2:]) for topic in log.topics[1:]]
        data = bytes.fromhex(log.data[2:])
        words += [data[at : at + 32] for at in range(0, len(data), 32)]
        for name, value in values.items():
            place = plan.steps[plan.fields.index(name)][0] // 32
            new = value(int.from_bytes(words[place])) if callable(value) else value
            words[place] = new.rjust(32, b"\0") if isinstance(new, bytes) else new.to_bytes(32)
        inner = len(log.topics) - 1
        topics = (log.topics[0], *("0x" + word.hex() for word in words[:inner]))
        return log._replace(topics=topics, data="0x" + b"".join(words[inner:]).hex())

    def change(self, *changes: tuple[Log, dict[str, Any]]) -> list[Log]:
        new = {id(log): self.told(log, **values) for log, values in changes}
        return [new.get(id(log), log) for log in self.logs]

    def without(self, *gone: Log) -> list[Log]:
        return [log for log in self.logs if all(log is not left for left in gone)]

    def after(self, place: Log, *more: Log) -> list[Log]:
        at = next(at for at, log in enumerate(self.logs) if log is place)
        return [*self.logs[: at + 1], *more, *self.logs[at + 1 :]]

    def beside(self, log: Log, event: str, **values: Any) -> Log:
        """The first event of a name in a log's transaction."""
        return next(
            other
            for other in self.all_of(event)
            if other.tx_hash == log.tx_hash and values.items() <= self.named(other).items()
        )

    def who(self, signer: Any) -> bytes:
        return bytes.fromhex(signer.address[2:])


def more(value: int) -> int:
    return value + 1


def less(value: int) -> int:
    return value - 1


def units_out_of_nothing(history: History) -> list[Log]:
    minted = history.find("Book.Transfer", sender=bytes(20))
    return history.after(minted, minted)


def funding_after_a_retraction(history: History) -> list[Log]:
    loan, five = history.life.of["reflected"], history.who(history.life.people.investors[4])
    funded = [log for log in history.all_of("Book.Funded") if history.named(log)["loan"] == loan][
        -1
    ]
    return history.change(
        (funded, {"investor": five}),
        (history.beside(funded, "Book.Transfer"), {"receiver": five}),
        (history.beside(funded, "Escrow.Moved"), {"sender": five}),
    )


def a_gift_to_another(history: History) -> list[Log]:
    wallet = history.who(history.life.wallets[0])
    moved = history.find("Book.Transfer", receiver=wallet)
    return history.change((moved, {"receiver": history.who(history.life.people.investors[3])}))


def a_floor_above_every_nonce(history: History) -> list[Log]:
    two = history.who(history.life.people.investors[1])
    floor = history.told(next(history.all_of("Market.CancelledBelow")), maker=two, nonce=2**256 - 1)
    before = history.beside(history.find("Book.Transfer", receiver=bytes(20)), "Book.Retracted")
    return history.after(before, floor)


def a_council_that_was_replaced(history: History) -> list[Log]:
    """The replacement of a member comes before the other decisions are executed."""
    executed = list(history.all_of("Governor.Executed"))
    replaced = history.every("Governor.MemberReplaced")[-1]
    moved = [log for log in history.logs if log.tx_hash == replaced.tx_hash]
    rest = [log for log in history.logs if log.tx_hash != replaced.tx_hash]
    first = next(at for at, log in enumerate(rest) if log.tx_hash == executed[0].tx_hash)
    return [*rest[:first], *moved, *rest[first:]]


def a_longer_pause(history: History) -> list[Log]:
    paused = history.find("Governor.Paused")
    return history.change(
        (paused, {"until": more}),
        (history.beside(paused, "Registry.GateSet"), {"paused_until": more}),
    )


def a_seat_too_soon(history: History) -> list[Log]:
    """The same replacement again, of the seat that was just filled."""
    emptied = history.find("Registry.SeatChanged", state=0)
    filled = history.beside(emptied, "Registry.SeatChanged", state=1)
    third = history.who(history.life.people.outsider)
    seat = history.named(filled)["seat"]
    return history.after(filled, history.told(emptied, seat=seat), history.told(filled, seat=third))


def a_decision_that_was_cancelled(history: History) -> list[Log]:
    cancelled = next(history.all_of("Governor.DecisionCancelled"))
    return history.change((cancelled, {"decision": 1}))


def a_recovery_after_the_end_as_principal(history: History) -> list[Log]:
    late = history.every("Workouts.Recovered", loan=history.life.of["lost"])[-1]
    return history.change((late, {"total_principal": more, "total_interest": less}))


def parameter(key: int, setting: int) -> Callable[[History], list[Log]]:
    return lambda history: history.change(
        (history.find("Governor.ParameterSet", key=key), {"setting": setting})
    )


def changed(event: str, find: dict[str, Any], **values: Any) -> Callable[[History], list[Log]]:
    return lambda history: history.change((history.find(event, **find), values))


def dropped(event: str) -> Callable[[History], list[Log]]:
    return lambda history: history.without(next(history.all_of(event)))


def twice(event: str) -> Callable[[History], list[Log]]:
    return lambda history: history.after(next(history.all_of(event)), next(history.all_of(event)))


def enrolment(investor: int | None, **values: Any) -> Callable[[History], list[Log]]:
    """The first credential of an investor, or of the underwriter, with other values."""

    def tell(history: History) -> list[Log]:
        people = history.life.people
        who = people.underwriter if investor is None else people.investors[investor]
        return history.change((history.find("Registry.Enrolled", wallet=history.who(who)), values))

    return tell


def a_lower_class_by_another_name(history: History) -> list[Log]:
    five = history.who(history.life.people.investors[4])
    again = history.every("Registry.Enrolled", wallet=five)
    return history.change((again[1], {"risk_class": 5}))


def a_signer_nobody_knows(history: History) -> list[Log]:
    underwriter = history.who(history.life.people.underwriter)
    return history.without(history.find("Registry.Enrolled", wallet=underwriter))


def a_lender_of_the_signers_group(history: History) -> list[Log]:
    people = history.life.people
    signer = history.find("Registry.Enrolled", wallet=history.who(people.underwriter))
    lender = history.find("Registry.Enrolled", wallet=history.who(people.investor))
    return history.change((lender, {"group": history.named(signer)["group"]}))


def a_prepayment_by_another(history: History) -> list[Log]:
    investor = history.who(history.life.people.investor)
    prepaid = history.find("Servicing.Paid", reason=8)
    return history.change(
        (prepaid, {"payer": investor}),
        (history.beside(prepaid, "Escrow.Moved"), {"sender": investor}),
    )


def an_issue_while_they_reflect(history: History) -> list[Log]:
    listed = history.find("Offers.Listed", loan=history.life.of["reflected"])
    return history.change((listed, {"offer.reflection_seconds": 30 * 86_400}))


def a_freeze_without_the_role(history: History) -> list[Log]:
    frozen = next(history.all_of("Freezes.Frozen"))
    return history.change((frozen, {"by": history.who(history.life.people.outsider)}))


def a_debt_that_stays(history: History) -> list[Log]:
    return history.without(next(history.all_of("Registry.DebtRegrouped")))


LIES = {
    "units out of nothing": Lie(units_out_of_nothing, "notes.transfers", "nobody funded"),
    "a funding that no Transfer tells": Lie(
        dropped("Book.Transfer"), "notes.transfers", "without a Transfer"
    ),
    "funding after a retraction": Lie(
        funding_after_a_retraction, "notes.transfers", "after they had retracted"
    ),
    "a gift to another person": Lie(a_gift_to_another, "notes.transfers", "another person"),
    "a cover above its share": Lie(
        changed("Reserve.CoverPaid", {}, amount=more), "reserve.rules", "'s cover is"
    ),
    "funds above the reserve's share": Lie(
        changed("Reserve.RatioFixed", {}, funds=more), "reserve.rules", "the funds of month"
    ),
    "a ratio fixed twice": Lie(twice("Reserve.RatioFixed"), "reserve.rules", "fixed twice"),
    "a default that enters no month": Lie(
        dropped("Reserve.Entered"), "reserve.rules", "did not enter its month"
    ),
    "a cap above the loan's": Lie(
        changed("Reserve.Entered", {}, cap=more), "reserve.rules", "'s cap is"
    ),
    "a guarantee told as the platform's": Lie(
        changed("Reserve.Contributed", {"source": 2}, source=1), "reserve.rules", "the source of"
    ),
    "a price rounded down": Lie(
        changed("Escrow.SalePaid", {}, price=less), "market.rules", "no price of order"
    ),
    "a fill below the floor": Lie(a_floor_above_every_nonce, "market.orders", "broke its nonce"),
    "a debt left in the old group": Lie(a_debt_that_stays, "people.rules", "their debt of"),
    "a decision of a council that was replaced": Lie(
        a_council_that_was_replaced, "governance.rules", "was used by council"
    ),
    "a decision that was cancelled": Lie(
        a_decision_that_was_cancelled, "governance.rules", "after it was cancelled"
    ),
    "a pause of more than 30 days": Lie(a_longer_pause, "governance.rules", "not 30 days"),
    "a pause confirmed twice": Lie(
        twice("Governor.PauseConfirmed"), "governance.rules", "or twice"
    ),
    "two seats in seven days": Lie(a_seat_too_soon, "governance.rules", "after the last change"),
    "an issue while lenders reflect": Lie(
        an_issue_while_they_reflect, "loans.states", "might still reflect"
    ),
    "a gap filled by who may reflect": Lie(
        enrolment(2, risk_class=4), "people.rules", "for 5 and above"
    ),
    "a retraction by who may not reflect": Lie(
        a_lower_class_by_another_name, "loans.states", "left loan"
    ),
    "a signer nobody knows": Lie(a_signer_nobody_knows, "loans.offers", "not enrolled"),
    "a lender of the signer's group": Lie(
        a_lender_of_the_signers_group, "people.rules", "a signer's group"
    ),
    "one signature above the 30 days' total": Lie(
        parameter(14, 1), "loans.offers", "has one signature"
    ),
    "more listed on a day than may be": Lie(parameter(15, 1), "people.caps", "on one day"),
    "more issued on a day than may be": Lie(parameter(16, 1), "people.caps", "on one day"),
    "a prepayment by another": Lie(a_prepayment_by_another, "loans.rules", "might not"),
    "a recovery after the end as principal": Lie(
        a_recovery_after_the_end_as_principal, "loans.running", "'s totals"
    ),
    "a freeze without the role": Lie(
        a_freeze_without_the_role, "governance.rules", "without the role"
    ),
}
