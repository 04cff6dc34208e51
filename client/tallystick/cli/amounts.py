"""Amounts and rates as people read them: in the token's units, and in percent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tallystick.cli.exits import CannotRunError

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform

__all__ = ["TokenAmounts", "percent", "printable", "require_amount", "yearly"]

_PPM_OF_ONE_PERCENT = 10_000
_SYMBOL_MAX = 12
# No amount of a token has more digits than a word of the chain.
_AMOUNT = re.compile(r"([0-9]{1,78}|[0-9]{1,3}(?:,[0-9]{3}){1,25})(?:\.([0-9]{1,78}))?")
# `10 minor units`, and what is compared with them: `9 of the 10`, `9, not 10`, `0 is not 1 to 10`.
_MINOR = re.compile(r"(-?\b\d+(?:(?: of the |, not | is not | to )\d+)*) minor units\b")


class TokenAmounts:
    """Writes amounts of one token; nothing is rounded away but blanks after the cents."""

    def __init__(self, symbol: str, decimals: int) -> None:
        """Take the token's words.

        Args:
            symbol: The token's symbol.
            decimals: How many digits of an amount are behind the point, at least 0.
        """
        # Anybody's token may be under a platform, and its symbol goes to a terminal.
        self.symbol = printable(symbol)[:_SYMBOL_MAX]
        self._decimals = decimals

    @classmethod
    def of(cls, platform: Platform) -> TokenAmounts:
        """Return the money of a platform, asked of its token.

        Args:
            platform: The platform.

        Returns:
            What writes its amounts.

        Raises:
            TransportError: When the node does not answer.
        """
        return cls(*platform.token())

    def __call__(self, minor: int) -> str:
        """Write an amount: every digit of it, at least two behind the point where there are two.

        Args:
            minor: In minor units.

        Returns:
            Such as 1,234.50.
        """
        sign, size = ("-" if minor < 0 else ""), abs(minor)
        whole, part = divmod(size, 10**self._decimals)
        if not self._decimals:
            return f"{sign}{whole:,}"
        digits = f"{part:0{self._decimals}}"
        kept = min(2, self._decimals)
        return f"{sign}{whole:,}.{digits[:kept]}{digits[kept:].rstrip('0')}"

    def worded(self, sentence: str) -> str:
        """Write the amounts of a refusal as people read them.

        Args:
            sentence: Of the SDK or the node, whose amounts are minor units and say so.

        Returns:
            The same with `1,234.50 TUSD` where it had so many minor units.
        """

        def written(match: re.Match[str]) -> str:
            return re.sub(r"-?\d+", lambda minor: self(int(minor[0])), match[1])

        return _MINOR.sub(lambda match: f"{written(match)} {self.symbol}", sentence)

    def read(self, text: str) -> int:
        """Read an amount as people write it, and as this prints it.

        Args:
            text: Digits, with commas between groups of three or without, and a point before at most
                as many digits as the token has.

        Returns:
            Minor units, at least 0.

        Raises:
            CannotRunError: CLI:AMOUNT for anything else; nothing is rounded.
        """
        written = _parts(text)
        whole, part = written[1].replace(",", ""), written[2] or ""
        if len(part) > self._decimals:
            raise CannotRunError(
                "CLI:AMOUNT", f"{self.symbol} has {self._decimals} digits after the point at most"
            )
        return int(whole + part.ljust(self._decimals, "0"))


def require_amount(text: str) -> None:
    """Require that a text is an amount, before the token is asked for its digits.

    Args:
        text: What was given.

    Raises:
        CannotRunError: CLI:AMOUNT when it is none, such as -5.
    """
    _parts(text)


def _parts(text: str) -> re.Match[str]:
    written = _AMOUNT.fullmatch(text)
    if written is None:
        raise CannotRunError(
            "CLI:AMOUNT", f"{printable(text)!r} is not an amount such as 100 or 1,250.50"
        )
    return written


def printable(text: str) -> str:
    """Return a text of somebody else's as a terminal may show it.

    Args:
        text: Any.

    Returns:
        The same without line breaks, control characters and what turns the order of letters.
    """
    return "".join(letter for letter in text if letter.isprintable())


def percent(ppm: int | None) -> str:
    """Write a rate as a percentage with all of its digits, at least two behind the point.

    Args:
        ppm: In parts per million; None for a rate that is not defined.

    Returns:
        Such as 8.25 %; a dash for None.
    """
    if ppm is None:
        return "–"
    sign, size = ("-" if ppm < 0 else ""), abs(ppm)
    whole, part = divmod(size, _PPM_OF_ONE_PERCENT)
    digits = f"{part:04}"
    return f"{sign}{whole}.{digits[:2]}{digits[2:].rstrip('0')} %"


def yearly(ppm: int | None, undefined: str) -> str:
    """Write a rate of a year, or what is said where there is none.

    Args:
        ppm: In parts per million a year; None for a rate that is not defined.
        undefined: What is said then.

    Returns:
        Such as 8.25 % a year.
    """
    return undefined if ppm is None else f"{percent(ppm)} a year"
