"""The numbers that the council may change: what each bounds, and its value as people write it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.chain.contracts import Governor
from tallystick.errors import InputError
from tallystick.platform.decisions import PARAMETER_BOUNDS, PARAMETERS
from tallystick_node.web.forms import minor_units, percent_ppm, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.web.page import WebPage

__all__ = [
    "Parameter",
    "parameter_words",
    "parameters_of",
    "unit_of",
    "value_read",
    "value_written",
]

_DAY_SECONDS = 86_400
_COUNTS = frozenset({"cover_multiple"})


@dataclass(frozen=True)
class Parameter:
    """A number that the council may change; each in its own unit."""

    name: str
    now: int
    bound: int


def parameters_of(platform: Platform) -> list[Parameter]:
    """Return every parameter as the chain has it.

    Args:
        platform: Where the Governor is.

    Returns:
        In the contract's order.
    """
    return [
        Parameter(name, platform.read(Governor.parameter(place)), PARAMETER_BOUNDS[name])
        for place, name in enumerate(PARAMETERS)
    ]


def parameter_words(say: Callable[[str], str]) -> dict[str, str]:
    """Return what each parameter bounds.

    Args:
        say: Says a text in the reader's language.

    Returns:
        A phrase for each name.
    """
    return {
        "rate_max_ppm": say("Highest rate a year of a loan"),
        "late_rate_max_ppm": say("Highest rate a year on what is late"),
        "late_cap_max_ppm": say("Highest cap of an instalment's late charges, of the instalment"),
        "origination_max_ppm": say("Highest origination fee, of the loan"),
        "reserve_max_ppm": say("Highest contribution to the reserve, of the loan"),
        "servicing_max_ppm": say("Highest servicing fee, of the interest"),
        "late_share_max_ppm": say("Highest share of late charges for the platform"),
        "market_fee_max_ppm": say("Highest fee of a sale on the market, of the price"),
        "recovery_max_ppm": say("Highest fee of a recovery, of what is recovered"),
        "cover_cap_max_ppm": say("Most that the reserve may cover of one loan"),
        "cover_share_ppm": say("Most of the reserve that all covers of a month may take"),
        "cover_multiple": say(
            "How many times what a group contributed the reserve may pay for its loans"
        ),
        "single_signer_max": say("Largest loan that an underwriter may sign alone"),
        "single_signer_total_max": say("Most that an underwriter may sign alone in 30 days"),
        "raise_seconds_max": say("Longest time to raise money for a loan"),
        "list_day_max": say("Most that may be listed in a day"),
        "issue_day_max": say("Most that may be drawn down in a day"),
        "guarantee_max_ppm": say("Most that a guarantor may stake, of the loan"),
        "mandate_day_max": say("Most that mandates may lend in a day"),
    }


def unit_of(page: WebPage, name: str) -> str:
    """Return the unit in which people write a parameter's value.

    Args:
        page: The reader's.
        name: The parameter's.

    Returns:
        Its unit in words.
    """
    say = page.texts.gettext
    if name.endswith("_ppm"):
        return say("percent")
    if name == "raise_seconds_max":
        return say("days")
    if name in _COUNTS:
        return say("times")
    return page.wording.symbol


def value_read(page: WebPage, parameter: Parameter, text: str) -> int:
    """Read a parameter's value as people write it.

    Args:
        page: The reader's.
        parameter: Which it is for.
        text: A percentage, main units of the token, days or a count, by its unit.

    Returns:
        The value in the contract's unit, 0 to the parameter's bound.

    Raises:
        InputError: INPUT:RATE, INPUT:AMOUNT or INPUT:NUMBER when it is not written so;
            INPUT:BOUND when it is above the bound.
    """
    name = parameter.name
    if name.endswith("_ppm"):
        value = percent_ppm(text)
    elif name == "raise_seconds_max":
        value = whole("days", text, 0, parameter.bound // _DAY_SECONDS) * _DAY_SECONDS
    elif name in _COUNTS:
        value = whole("times", text, 0, parameter.bound)
    else:
        value = minor_units(text, page.wording.exponent, least=0)
    if value > parameter.bound:
        bound = value_written(page, name, parameter.bound)
        raise InputError("INPUT:BOUND", f"{name} is at most {bound}")
    return value


def value_written(page: WebPage, name: str, value: int | None) -> Markup | str:
    """Return a parameter's value as people write it.

    Args:
        page: The reader's.
        name: The parameter's.
        value: In its own unit; None where there is none.

    Returns:
        A share, an amount, days or a count; HTML.
    """
    wording, say = page.wording, page.texts.gettext
    if value is None or name.endswith("_ppm"):
        return wording.share(value)
    if name == "raise_seconds_max":
        days, seconds = divmod(value, _DAY_SECONDS)
        if not seconds:
            return f"{wording.number(days)} {say('days')}"
        return f"{wording.number(value)} {say('seconds')}"
    return wording.number(value) if name in _COUNTS else wording.money(value)
