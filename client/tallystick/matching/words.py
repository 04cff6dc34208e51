"""What a mandate's sentence says, and the limits that it comes to."""

from __future__ import annotations

from dataclasses import dataclass

from tallystick.errors import InputError
from tallystick.loans.mandates import Limits
from tallystick.loans.rounding import div_floor

__all__ = ["DAYS_MAX", "NO_LIMIT", "SECONDS_A_DAY", "MandateWords", "limits_of_words", "words_of"]

# The largest amount of the contract: a limit that is not spoken of.
NO_LIMIT = 10**15
DAYS_MAX = 16_383
LEVEL_MAX = 5
SECONDS_A_DAY = 86_400
_PPM = 10**6
_EXPIRY_MAX = 2**32 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateWords:
    """A mandate as it is spoken of; amounts in minor units, None: not spoken of.

    ticket, each_max: the least at once, and the most to each borrower. level_max: 1 to 5 for the
    grades A to E. statement: up to which level the risk statement that was read speaks; level_max
    without. person_ppm: the most to each borrower as a share of the funds. person_max: likewise as
    an amount. exposure_max: lent out at the same time. lifetime_max: over the mandate's life.
    expiry: the last Unix second.
    """

    ticket: int
    each_max: int
    level_max: int
    expiry: int
    statement: int | None = None
    rate_min_ppm: int = 0
    days_max: int = DAYS_MAX
    person_ppm: int | None = None
    person_max: int | None = None
    group_max: int | None = None
    day_max: int | None = None
    exposure_max: int | None = None
    lifetime_max: int | None = None
    cash_floor: int = 0


def limits_of_words(words: MandateWords, funds: int) -> Limits:
    """Return the limits that are signed.

    Args:
        words: What the sentence says.
        funds: What the investor has here in minor units, free and lent: a share is of the least of
            it and of what may be lent out.

    Returns:
        The limits. A share is rounded down; what is not spoken of of a group is a person's.

    Raises:
        InputError: MANDATE:EACH when the least at once is above what a borrower may get;
            MANDATE:BOUNDS when a figure is beyond the contract's bounds.
    """
    caps = [words.each_max]
    if words.person_max is not None:
        caps.append(words.person_max)
    if words.person_ppm is not None:
        base = funds if words.exposure_max is None else min(funds, words.exposure_max)
        caps.append(div_floor(base * words.person_ppm, _PPM))
    person = min(caps)
    limits = Limits(
        level_max=words.level_max,
        statement=words.level_max if words.statement is None else words.statement,
        rate_min_ppm=words.rate_min_ppm,
        days_max=words.days_max,
        ticket=words.ticket,
        person_max=person,
        group_max=person if words.group_max is None else words.group_max,
        day_max=NO_LIMIT if words.day_max is None else words.day_max,
        exposure_max=NO_LIMIT if words.exposure_max is None else words.exposure_max,
        lifetime_max=NO_LIMIT if words.lifetime_max is None else words.lifetime_max,
        cash_floor=words.cash_floor,
        expiry=words.expiry,
    )
    _check(limits)
    if person < words.ticket:
        raise InputError(
            "MANDATE:EACH",
            f"at most {person} minor units fit one borrower, which is below the least"
            f" of {words.ticket} at once",
        )
    return limits


def words_of(limits: Limits) -> MandateWords:
    """Return what a sentence says of limits: what is as it would be unspoken is left out.

    Args:
        limits: The limits.

    Returns:
        The words, which come to the same limits.
    """

    def spoken(amount: int) -> int | None:
        return None if amount == NO_LIMIT else amount

    return MandateWords(
        ticket=limits.ticket,
        each_max=limits.person_max,
        level_max=limits.level_max,
        statement=None if limits.statement == limits.level_max else limits.statement,
        rate_min_ppm=limits.rate_min_ppm,
        days_max=limits.days_max,
        group_max=None if limits.group_max == limits.person_max else limits.group_max,
        day_max=spoken(limits.day_max),
        exposure_max=spoken(limits.exposure_max),
        lifetime_max=spoken(limits.lifetime_max),
        cash_floor=limits.cash_floor,
        expiry=limits.expiry,
    )


def _check(limits: Limits) -> None:
    """The bounds of the contract."""
    amounts = (
        limits.person_max, limits.group_max, limits.day_max, limits.exposure_max,
        limits.lifetime_max, limits.cash_floor, limits.ticket,
    )  # fmt: skip
    inside = (
        1 <= limits.level_max <= LEVEL_MAX
        and 1 <= limits.statement <= LEVEL_MAX
        and 0 <= limits.rate_min_ppm <= _PPM
        and 1 <= limits.days_max <= DAYS_MAX
        and all(0 <= amount <= NO_LIMIT for amount in amounts)
        and limits.ticket >= 1
        and 0 <= limits.expiry <= _EXPIRY_MAX
    )
    if not inside:
        raise InputError(
            "MANDATE:BOUNDS",
            f"a mandate takes 1 to {DAYS_MAX} days, rates up to 100 %, amounts up to {NO_LIMIT}"
            " minor units and a least sum above 0",
        )
