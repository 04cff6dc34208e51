"""Lies about ballots, flags, stakes, collateral, mandates and the last distribution."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from seams.rule_lies import History, Lie, changed, dropped, less, more, parameter, twice

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log

__all__ = ["WORKOUT_LIES"]

DAY = 86_400
FLOOR_BALLOT, SURPLUS = 2, 19
WRITTEN_OFF = 7


def of(
    loan: str, event: str, change: dict[str, Any], **find: Any
) -> Callable[[History], list[Log]]:
    """The first event of a name about one of the life's loans, with other values."""

    def tell(history: History) -> list[Log]:
        number = history.life.of[loan]
        return history.change((history.find(event, loan=number, **find), change))

    return tell


def without(event: str, loan: str, **find: Any) -> Callable[[History], list[Log]]:
    return lambda history: history.without(history.find(event, loan=history.life.of[loan], **find))


def by_outsider(event: str) -> Callable[[History], list[Log]]:
    def tell(history: History) -> list[Log]:
        outsider = history.who(history.life.people.outsider)
        return history.change((next(history.all_of(event)), {"by": outsider}))

    return tell


def once_more(event: str, after: str, loan: str, **values: Any) -> Callable[[History], list[Log]]:
    """An event of a loan told again, later, as part of another transaction."""

    def tell(history: History) -> list[Log]:
        number = history.life.of[loan]
        first, place = history.find(event, loan=number), history.find(after, loan=number)
        again = history.told(first, **values)
        return history.after(place, again._replace(block=place.block, tx_hash=place.tx_hash))

    return tell


def units_that_voted_moved(history: History) -> list[Log]:
    two, loan = history.life.people.investors[1], history.life.of["prepaid"]
    voted = history.find("Ballots.Voted", loan=loan)
    moved = history.find("Book.Transfer", sender=history.who(two), id=loan)
    return history.after(voted, moved._replace(block=voted.block, tx_hash=voted.tx_hash))


def a_servicer_without_the_role(history: History) -> list[Log]:
    servicer = history.who(history.life.people.servicer)
    return history.change((history.find("Governor.RolesSet", account=servicer), {"role_bits": 1}))


def a_stake_after_the_first_lender(history: History) -> list[Log]:
    loan = history.life.of["guaranteed"]
    pledged, funded = (
        history.find(event, loan=loan) for event in ("Reserve.Pledged", "Book.Funded")
    )
    return [
        log for log in history.after(funded, pledged._replace(tx_hash="")) if log is not pledged
    ]


def a_guarantor_who_borrows(history: History) -> list[Log]:
    third = history.who(history.life.people.borrowers[2])
    return of("guaranteed", "Reserve.Pledged", {"guarantor": third})(history)


def the_reserve_before_the_guarantor(history: History) -> list[Log]:
    paid = next(history.all_of("Reserve.GuaranteePaid"))
    covered = history.beside(paid, "Reserve.CoverPaid")
    return [
        log
        for log in history.after(covered, paid._replace(tx_hash=paid.tx_hash))
        if log is not paid
    ]


def a_stake_given_back_too_soon(history: History) -> list[Log]:
    released = next(history.all_of("Reserve.StakeReleased"))
    return history.change((released, {"loan": history.life.of["guaranteed"]}))


def a_lender_of_the_guarantors_group(history: History) -> list[Log]:
    investor, *_, four, _ = history.life.people.investors
    lender, guarantor = (
        history.find("Registry.Enrolled", wallet=history.who(who)) for who in (investor, four)
    )
    return history.change((guarantor, {"group": history.named(lender)["group"]}))


def a_deed_for_another(history: History) -> list[Log]:
    three = history.who(history.life.people.investors[2])
    return of("given back", "Collateral.Released", {"receiver": three})(history)


def a_surplus_that_stays(history: History) -> list[Log]:
    return history.without(history.find("Escrow.Moved", reason=SURPLUS))


def a_mandate_that_was_revoked(history: History) -> list[Log]:
    brought = next(history.all_of("Mandates.MandateBrought"))
    named = history.named(brought)
    ended = history.told(
        next(history.all_of("Mandates.MandateRevoked")),
        owner=named["owner"],
        digest=named["digest"],
    )
    return history.after(brought, ended)


def mandated(**limits: Any) -> Callable[[History], list[Log]]:
    """The first mandate, as if its owner had signed other limits."""
    fields = {f"mandate.{name}": value for name, value in limits.items()}
    return lambda history: history.change((next(history.all_of("Mandates.MandateBrought")), fields))


def a_fee_after_the_last_distribution(history: History) -> list[Log]:
    late = history.every("Workouts.Recovered", loan=history.life.of["fallen"])[-1]
    return history.change((late, {"fee": 1}))


BALLOTS = {
    "a ballot too short": Lie(
        of("restructured", "Ballots.BallotOpened", {"question.ends_at": lambda end: end - DAY}),
        "ballots.rules", "takes votes for",
    ),
    "two ballots in 30 days": Lie(
        once_more("Ballots.BallotOpened", "Ballots.BallotClosed", "prepaid", ballot=2),
        "ballots.rules", "after the last one",
    ),
    "another quorum than the offer's": Lie(
        changed("Ballots.BallotOpened", {}, quorum_ppm=less), "ballots.rules", "the quorum of"
    ),
    "a ballot on an older version": Lie(
        changed("Ballots.BallotOpened", {}, **{"question.version": more}),
        "ballots.rules", "the order version of",
    ),
    "terms that cannot be": Lie(
        changed("Ballots.BallotOpened", {}, **{"question.period": 13}),
        "ballots.rules", "terms that cannot be",
    ),
    "a floor before the auction is over": Lie(
        changed(
            "Ballots.BallotOpened", {"question.kind": FLOOR_BALLOT},
            **{"question.floor_price": 10**10},
        ),
        "ballots.rules", "before the auction was over, or in vain",
    ),
    "terms that nobody signed": Lie(
        changed("Ballots.BallotOpened", {}, **{"question.rate_ppm": more}),
        "ballots.calls", "against its terms",
    ),
    "a servicer without the role": Lie(
        a_servicer_without_the_role, "ballots.calls", "against its servicer"
    ),
    "more votes than units": Lie(
        changed("Ballots.Voted", {}, units=more), "ballots.rules", "the units of"
    ),
    "a vote twice": Lie(twice("Ballots.Voted"), "ballots.rules", "voted twice"),
    "a vote of the borrower's group": Lie(
        changed("Ballots.Voted", {"vote": 2}, vote=1), "ballots.rules", "the borrower's group"
    ),
    "an exclusion of another": Lie(
        changed("Ballots.Voted", {"vote": 0}, vote=2), "ballots.rules", "excluded without being"
    ),
    "less than two thirds": Lie(
        changed("Ballots.Voted", {"vote": 1}, vote=0), "ballots.rules", "the result of"
    ),
    "no quorum": Lie(
        of("prepaid", "Ballots.BallotClosed", {"result": 1}), "ballots.rules", "the result of"
    ),
    "a void ballot that carries": Lie(
        of("bullet", "Ballots.BallotClosed", {"result": 1}), "ballots.rules", "the result of"
    ),
    "a ballot closed too soon": Lie(
        of("prepaid", "Ballots.BallotOpened", {"question.ends_at": lambda end: end + 9 * DAY}),
        "ballots.rules", "while votes were taken",
    ),
    "new terms that nobody carried": Lie(
        without("Ballots.BallotClosed", "restructured"), "ballots.rules", "no ballot carried it"
    ),
    "terms that were carried and stay": Lie(
        dropped("Ballots.Restructured"), "ballots.rules", "the old ones stayed"
    ),
    "a restructured principal": Lie(
        changed("Ballots.Restructured", {}, principal=less), "ballots.rules", "the restructuring of"
    ),
    "restructured arrears": Lie(
        changed("Ballots.Restructured", {}, interest=more), "ballots.rules", "the restructuring of"
    ),
    "a restructured level": Lie(
        changed("Ballots.Restructured", {}, level=more), "ballots.rules", "the restructuring of"
    ),
    "units that voted moved": Lie(units_that_voted_moved, "notes.transfers", "had voted"),
}  # fmt: skip

IMPAIRMENTS = {
    "a flag without the role": Lie(
        by_outsider("Workouts.Impaired"), "impairments.rules", "without the role"
    ),
    "a flag for no reason": Lie(
        changed("Workouts.Impaired", {}, reason=bytes(32)), "impairments.rules", "for no reason"
    ),
    "two flags in 120 days": Lie(
        once_more("Workouts.Impaired", "Workouts.ImpairmentLifted", "bullet"),
        "impairments.rules", "after its last flag",
    ),
    "a flag lifted too soon": Lie(
        by_outsider("Workouts.ImpairmentLifted"), "impairments.rules", "before 90 days"
    ),
    "a flag that outlives a full payment": Lie(
        dropped("Servicing.ImpairmentEnded"), "impairments.rules", "the events say otherwise"
    ),
}  # fmt: skip

STAKES = {
    "a stake above the council's share": Lie(parameter(17, 1), "stakes.rules", "at most"),
    "a stake after the first lender": Lie(
        a_stake_after_the_first_lender, "stakes.rules", "after it was funded"
    ),
    "a guarantor who borrows": Lie(a_guarantor_who_borrows, "stakes.rules", "the borrower's group"),
    "a guarantee below the stake": Lie(
        changed("Reserve.GuaranteePaid", {}, amount=less), "stakes.rules", "pays and gives back"
    ),
    "the reserve before the guarantor": Lie(
        the_reserve_before_the_guarantor, "reserve.rules", "before its guarantor"
    ),
    "a stake given back too soon": Lie(
        a_stake_given_back_too_soon, "stakes.rules", "still guarantees"
    ),
    "a lender of the guarantor's group": Lie(
        a_lender_of_the_guarantors_group, "people.rules", "its guarantor's group"
    ),
    "a return to the reserve alone": Lie(
        of("guaranteed", "Reserve.GuaranteePaid", {"amount": 1}), "escrow.causes", "reason 14"
    ),
}  # fmt: skip

COLLATERAL = {
    "another token": Lie(
        changed("Collateral.Locked", {}, token_id=more), "collateral.rules", "another token"
    ),
    "a collection nobody allowed": Lie(
        dropped("Governor.CollectionSet"), "collateral.rules", "not allowed"
    ),
    "an issue before the lock": Lie(
        dropped("Collateral.Locked"), "collateral.rules", "before its collateral was locked"
    ),
    "a deed for another": Lie(a_deed_for_another, "collateral.rules", "while it was needed"),
    "a first price too low": Lie(
        changed("Collateral.AuctionStarted", {}, start_price=less),
        "collateral.rules", "first price and floor",
    ),
    "an auction begun twice": Lie(
        twice("Collateral.AuctionStarted"), "collateral.rules", "began twice"
    ),
    "a price of another second": Lie(
        changed("Collateral.Sold", {}, price=less), "collateral.rules", "the price of loan"
    ),
    "a floor that nobody carried": Lie(
        without("Ballots.BallotClosed", "lowered"), "collateral.rules", "no ballot carried it"
    ),
    "a deed that was not paid": Lie(
        dropped("Collateral.Sold"), "collateral.rules", "while it was needed"
    ),
    "a surplus that stays": Lie(a_surplus_that_stays, "escrow.causes", "reason 19"),
}  # fmt: skip

# What the first mandate's owner might have signed, and the limit that it has lent beyond then.
LIMITS = {
    "level": {"level_max": 2},
    "statement": {"statement": 2},
    "rate": {"rate_min_ppm": 120_001},
    "days": {"days_max": 12 * 31 - 1},
    "ticket": {"ticket": 6 * 10**8 + 1},
    "day's sum": {"day_max": 6 * 10**8 - 1},
    "lifetime's sum": {"lifetime_max": 6 * 10**8 - 1},
    "cash floor": {"cash_floor": 10**15},
    "sum for one borrower": {"person_max": 6 * 10**8},
    "sum for one group": {"group_max": 6 * 10**8},
    "exposure": {"exposure_max": 10**9},
}
MANDATES = {
    f"a mandate beyond its {limit}": Lie(mandated(**signed), "mandates.rules", limit)
    for limit, signed in LIMITS.items()
} | {
    "a mandate that was revoked": Lie(a_mandate_that_was_revoked, "mandates.rules", "revoked"),
    "a mandate brought twice": Lie(
        twice("Mandates.MandateBrought"), "mandates.rules", "came twice"
    ),
    "a mandate that nobody brought": Lie(
        dropped("Mandates.MandateBrought"), "mandates.rules", "never brought"
    ),
    "lending that no mandate asked for": Lie(
        dropped("Mandates.MandateExecuted"), "mandates.rules", "no mandate asked for"
    ),
    "more lent by mandates than a day may see": Lie(
        parameter(18, 1), "mandates.rules", "on one day"
    ),
    "an executor whom nobody named": Lie(
        mandated(executor=b"\1" * 20), "mandates.calls", "its executor"
    ),
}

END = {
    "a loss above what was lost": Lie(
        changed("Reserve.LossNoted", {}, principal=more), "distribution.rules", "miss"
    ),
    "a write-off without a loss": Lie(
        dropped("Reserve.LossNoted"), "distribution.rules", "no loss was noted"
    ),
    "a distribution without a wind-down": Lie(
        dropped("Governor.WindDownBegun"), "distribution.rules", "without a wind-down"
    ),
    "a distribution with a live loan": Lie(
        without("Servicing.StatusChanged", "lost", status=WRITTEN_OFF),
        "distribution.rules", "live loans",
    ),
    "more distributed than is free": Lie(
        changed("Reserve.DistributionBegun", {}, to_treasury=more),
        "distribution.rules", "what is distributed",
    ),
    "a part too large": Lie(
        changed("Reserve.Distributed", {}, amount=more), "distribution.rules", "part of the last"
    ),
    "a part twice": Lie(twice("Reserve.Distributed"), "distribution.rules", "twice"),
    "a fee after the last distribution": Lie(
        a_fee_after_the_last_distribution, "distribution.rules", "after the last distribution"
    ),
}  # fmt: skip

WORKOUT_LIES = BALLOTS | IMPAIRMENTS | STAKES | COLLATERAL | MANDATES | END
