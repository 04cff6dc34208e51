"""Proofs of the arithmetic of money for every input within its bounds, by Z3.

scripts/prove.py             prove every claim; exit 1 when one fails or takes too long
scripts/prove.py --list      say what is claimed, and prove nothing

A formula is written once, over an algebra. With whole numbers, tests compare it with the client's
mirror, which others compare with the contracts; with symbols it is what is proved. A floor is two
symbols, quotient and remainder: nothing is assumed of division but its law.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import z3

__all__ = ["CLAIMS", "Algebra", "Exact", "Symbols", "main", "refuted"]

PRINCIPAL_MAX = 10**15
INTEREST_MAX = 2**56 - 1
CAPS_MAX = 2**63 - 1
PRICE_MAX = 10**7
PPM = 10**6
AUCTION_SECONDS = 14 * 86_400
SECONDS_MAX = 60


class Algebra(Protocol):
    """What the formulas ask of numbers."""

    def floor(self, a: Any, b: Any) -> tuple[Any, Any]:
        """Quotient, rounded down, and remainder."""

    def least(self, a: Any, b: Any) -> Any:
        """The smaller of two."""


class Exact:
    """Whole numbers."""

    def floor(self, a: int, b: int) -> tuple[int, int]:
        """Quotient, rounded down, and remainder."""
        return divmod(a, b)

    def least(self, a: int, b: int) -> int:
        """The smaller of two."""
        return min(a, b)


@dataclass
class Symbols:
    """Symbols, with what is known of them."""

    known: list[Any] = field(default_factory=list)
    divisions: int = 0

    def whole(self, name: str, low: Any, high: Any) -> Any:
        """A whole number within bounds."""
        value = z3.Int(name)
        self.known += [value >= low, value <= high]
        return value

    def floor(self, a: Any, b: Any) -> tuple[Any, Any]:
        """Quotient, rounded down, and remainder."""
        self.divisions += 1
        quotient, rest = z3.Int(f"quotient {self.divisions}"), z3.Int(f"rest {self.divisions}")
        self.known += [a == quotient * b + rest, rest >= 0, rest < b]
        return quotient, rest

    def least(self, a: Any, b: Any) -> Any:
        """The smaller of two."""
        return z3.If(a <= b, a, b)


# ---- The formulas ------------------------------------------------


def settle(algebra: Algebra, units: Any, gained: Any, fraction: Any, total: Any) -> tuple[Any, Any]:
    """What a position gets of so much more in the totals, and its new fraction."""
    return algebra.floor(units * gained + fraction, total)


def lost(algebra: Algebra, units: Any, received: Any, fraction: Any, total: Any) -> Any:
    """What a position of an ended loan will never get, rounded up."""
    return ceiling(algebra, units * (total - received) + fraction, total)


def waterfall(
    algebra: Algebra, payment: Any, owed_principal: Any, owed_interest: Any, taken: Any
) -> tuple[Any, Any, Any, Any, Any]:
    """A recovery: (principal, interest, charges, lenders' principal, lenders' interest)."""
    principal = algebra.least(payment, owed_principal)
    interest = algebra.least(payment - principal, owed_interest)
    to_principal = principal - algebra.least(principal, taken)
    rest = payment - principal - interest
    return principal, interest, rest, to_principal, payment - taken - to_principal


def returned(algebra: Algebra, recovered: Any, cover: Any, principal: Any) -> Any:
    """What coverers have got back of all recoveries so far."""
    return algebra.least(algebra.floor(recovered * cover, principal)[0], cover)


def share(algebra: Algebra, part: Any, funds: Any, parts: Any) -> Any:
    """A loan's share of its month, or of the last distribution, rounded down."""
    return algebra.floor(part * funds, parts)[0]


def ceiling(algebra: Algebra, a: Any, b: Any) -> Any:
    """The quotient of two numbers, rounded up."""
    return algebra.floor(a + b - 1, b)[0]


def auction(algebra: Algebra, start: Any, least_price: Any, seconds: Any) -> Any:
    """The price of a collateral so many seconds after its auction began."""
    return start - algebra.floor((start - least_price) * seconds, AUCTION_SECONDS)[0]


# ---- The claims --------------------------------------------------


def claiming_once_or_twice_pays_the_same(s: Symbols) -> Any:
    total = s.whole("U", 1, PRINCIPAL_MAX)
    units, fraction = s.whole("u", 0, total), s.whole("f", 0, total - 1)
    first, then = s.whole("first", 0, INTEREST_MAX), s.whole("then", 0, INTEREST_MAX)
    paid_first, between = settle(s, units, first, fraction, total)
    paid_then, after = settle(s, units, then, between, total)
    paid_once, after_once = settle(s, units, first + then, fraction, total)
    return z3.And(paid_once == paid_first + paid_then, after_once == after)


def a_position_forgets_nothing(s: Symbols) -> Any:
    """Units x totals = paid x U + fraction, before a claim and after it."""
    total = s.whole("U", 1, PRINCIPAL_MAX)
    units, fraction = s.whole("u", 0, total), s.whole("f", 0, total - 1)
    seen, gained = s.whole("seen", 0, INTEREST_MAX), s.whole("gained", 0, INTEREST_MAX)
    paid = s.whole("paid", 0, INTEREST_MAX)
    s.known.append(units * seen == paid * total + fraction)
    more, after = settle(s, units, gained, fraction, total)
    kept = units * (seen + gained) == (paid + more) * total + after
    return z3.And(kept, more >= 0, more <= gained, after >= 0, after < total)


def lenders_get_all_but_less_than_a_unit_each(s: Symbols) -> Any:
    """From what no position forgets: of n holders' sums, paid <= T < paid + n."""
    total, received = s.whole("U", 1, PRINCIPAL_MAX), s.whole("T", 0, INTEREST_MAX)
    paid, holders = s.whole("paid", 0, INTEREST_MAX), s.whole("n", 1, PRINCIPAL_MAX)
    fractions = s.whole("fractions", 0, holders * (total - 1))
    s.known.append(total * received == total * paid + fractions)
    return z3.And(paid <= received, received - paid < holders)


def what_was_paid_and_what_was_lost_are_the_whole(s: Symbols) -> Any:
    total = s.whole("U", 1, PRINCIPAL_MAX)
    units, fraction = s.whole("u", 0, total), s.whole("f", 0, total - 1)
    received, paid = s.whole("T", 0, total), s.whole("paid", 0, PRINCIPAL_MAX)
    s.known.append(units * received == paid * total + fraction)
    return paid + lost(s, units, received, fraction, total) == units


def a_recovery_is_shared_without_rest(s: Symbols) -> Any:
    principal, interest = s.whole("principal", 0, PRINCIPAL_MAX), s.whole("i", 0, INTEREST_MAX)
    charges = s.whole("charges", 0, INTEREST_MAX)
    payment = s.whole("payment", 1, principal + interest + charges)
    fee = s.floor(payment * s.whole("fee ppm", 0, 250_000), PPM)[0]
    back = s.whole("back", 0, payment - fee)
    p, i, c, to_principal, to_interest = waterfall(s, payment, principal, interest, fee + back)
    owed = z3.And(p + i + c == payment, p <= principal, i <= interest, c <= charges, c >= 0)
    whole = to_principal + to_interest + fee + back == payment
    return z3.And(owed, whole, to_principal >= 0, to_interest >= 0, to_principal <= p)


def coverers_get_back_what_they_paid_and_no_more(s: Symbols) -> Any:
    principal = s.whole("O", 1, PRINCIPAL_MAX)
    cover = s.whole("C", 0, principal)
    before, more = s.whole("R", 0, 2 * INTEREST_MAX), s.whole("more", 0, 2 * INTEREST_MAX)
    so_far, after = (returned(s, r, cover, principal) for r in (before, before + more))
    return z3.And(so_far >= 0, so_far <= after, after <= cover, after - so_far <= more)


def shares_never_exceed_the_funds(s: Symbols) -> Any:
    """Two loans get no more apart than together, at most a unit less, and no more than theirs."""
    parts = s.whole("parts", 1, CAPS_MAX)
    funds = s.whole("funds", 0, parts)
    part = s.whole("part", 0, parts)
    other = s.whole("other", 0, parts - part)
    first, second = share(s, part, funds, parts), share(s, other, funds, parts)
    together = share(s, part + other, funds, parts)
    exact = z3.And(first + second <= together, together <= first + second + 1)
    return z3.And(exact, together <= funds, first <= part)


def many_fills_cost_no_less_than_one(s: Symbols) -> Any:
    by = s.whole("outstanding x ppm", 0, PRINCIPAL_MAX * PRICE_MAX)
    whole = s.whole("U x 10^6", 1, PRINCIPAL_MAX * PPM)
    units, other = s.whole("units", 1, PRINCIPAL_MAX), s.whole("other", 1, PRINCIPAL_MAX)
    first, second = ceiling(s, units * by, whole), ceiling(s, other * by, whole)
    together = ceiling(s, (units + other) * by, whole)
    free = z3.Implies(by > 0, first > 0)
    return z3.And(first + second >= together, together >= first, free)


def an_auctions_price_falls_to_its_floor(s: Symbols) -> Any:
    start = s.whole("start", 0, 2**80)
    least_price = s.whole("floor", 0, start)
    early = s.whole("early", 0, AUCTION_SECONDS)
    late = s.whole("late", early, AUCTION_SECONDS)
    first, then = auction(s, start, least_price, early), auction(s, start, least_price, late)
    end = z3.Implies(late == AUCTION_SECONDS, then == least_price)
    return z3.And(first <= start, then <= first, least_price <= then, end)


Claim = Callable[[Symbols], Any]
CLAIMS: tuple[Claim, ...] = (
    claiming_once_or_twice_pays_the_same,
    a_position_forgets_nothing,
    lenders_get_all_but_less_than_a_unit_each,
    what_was_paid_and_what_was_lost_are_the_whole,
    a_recovery_is_shared_without_rest,
    coverers_get_back_what_they_paid_and_no_more,
    shares_never_exceed_the_funds,
    many_fills_cost_no_less_than_one,
    an_auctions_price_falls_to_its_floor,
)


def refuted(claim: Claim) -> str | None:
    """Say why a claim is not proved.

    Args:
        claim: States what holds of symbols that it makes.

    Returns:
        None when it holds for all of them; else the numbers for which it does not, or that the
        time did not suffice.
    """
    symbols = Symbols()
    holds = claim(symbols)
    solver = z3.Solver()
    solver.set("timeout", SECONDS_MAX * 1_000)
    solver.add(*symbols.known, z3.Not(holds))
    answer = solver.check()
    if answer == z3.unsat:
        return None
    return str(solver.model()) if answer == z3.sat else f"no proof in {SECONDS_MAX} s"


def main(arguments: list[str] | None = None) -> int:
    """Prove the claims, or list them.

    Args:
        arguments: Of the command line; None: this process's.

    Returns:
        The exit code: 1 when a claim is not proved.
    """
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--list", action="store_true", help="say what is claimed")
    listed = parser.parse_args(arguments).list
    failures = 0
    for claim in CLAIMS:
        name = claim.__name__.replace("_", " ")
        if listed:
            print(name)
            continue
        begun = time.monotonic()
        why = refuted(claim)
        failures += why is not None
        verdict = "proved" if why is None else f"NOT PROVED: {why}"
        print(f"{name}: {verdict} ({time.monotonic() - begun:.1f} s)")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
