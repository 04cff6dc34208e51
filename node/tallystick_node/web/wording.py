"""How figures are written on a page: by the marks of the language, with what they are exactly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup

if TYPE_CHECKING:
    from babel import Locale

__all__ = ["Wording"]

PPM = 1_000_000
# How many digits behind the point an amount shows at least, if its token has as many.
_PLACES_MIN = 2
# Nothing to state.
_DASH = "\N{EN DASH}"
_NOTHING = Markup("&ndash;")
_MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Wording:
    """Writes amounts, shares and days for one reader.

    exponent: how many digits of an amount stand behind the point. Amounts are shown with at least
    two of them and with all that are not zero, so that nothing is rounded.
    """

    locale: Locale
    symbol: str
    exponent: int

    def number(self, value: int) -> str:
        """Return a count.

        Args:
            value: Any whole number.

        Returns:
            Its digits in groups.
        """
        return str(format_decimal(value, locale=self.locale)).replace("-", _MINUS)

    def amount(self, minor: int | None) -> str:
        """Return an amount as plain text, without its currency.

        Args:
            minor: In minor units; None where there is none.

        Returns:
            Main units, exactly; a dash for None.
        """
        if minor is None:
            return _DASH
        exact = Decimal(minor).scaleb(-self.exponent)
        places = min(self.exponent, _PLACES_MIN)
        form = "#,##0." + "0" * places + "#" * (self.exponent - places)
        return str(format_decimal(exact, form, locale=self.locale)).replace("-", _MINUS)

    def money(self, minor: int | None) -> Markup:
        """Return an amount with its currency; the minor units show when it is pointed at.

        Args:
            minor: In minor units; None where there is none.

        Returns:
            HTML.
        """
        return self._amount(minor, f" {self.symbol}")

    def units(self, minor: int | None) -> Markup:
        """Return an amount where the head of its column names the currency.

        Args:
            minor: In minor units; None where there is none.

        Returns:
            HTML; zeros fill it up behind the point, faint, so that points stand in a line.
        """
        return self._amount(minor, self._filling(minor or 0))

    def _filling(self, minor: int) -> Markup:
        """The zeros that `amount` leaves away at the end."""
        if self.exponent <= _PLACES_MIN:
            return Markup()
        digits = f"{abs(minor):0{self.exponent}d}"[-self.exponent :]
        missing = self.exponent - max(_PLACES_MIN, len(digits.rstrip("0")))
        filling = Markup('<span class="filling" aria-hidden="true">{}</span>')
        return filling.format("0" * missing) if missing else Markup()

    def _amount(self, minor: int | None, currency: str) -> Markup:
        if minor is None:
            return _NOTHING
        return Markup('<data class="money" value="{}" title="{} × 10⁻{} {}">{}{}</data>').format(
            minor, minor, self.exponent, self.symbol, self.amount(minor), currency
        )

    def share(self, ppm: int | None, digits: int = 2) -> Markup:
        """Return a share or a rate in percent; the parts per million show when it is pointed at.

        Args:
            ppm: Parts per million; None where it is not defined.
            digits: How many digits behind the point, rounded half to even.

        Returns:
            HTML.
        """
        if ppm is None:
            return _NOTHING
        form = "0." + "0" * digits + " %" if digits else "0 %"
        text = format_percent(Decimal(ppm) / PPM, form, locale=self.locale).replace("-", _MINUS)
        return Markup('<data class="share" value="{}" title="{} ppm">{}</data>').format(
            ppm, ppm, text
        )

    def fraction(self, part: int, whole: int) -> str:
        """Return so many of so many.

        Args:
            part: How many.
            whole: Of how many.

        Returns:
            Both numbers.
        """
        return f"{self.number(part)} / {self.number(whole)}"

    def day(self, value: date | str | None) -> str:
        """Return a day.

        Args:
            value: A date, or its ISO form; None where there is none.

        Returns:
            As the language writes it; a dash for None.
        """
        if value is None:
            return _DASH
        known = date.fromisoformat(value) if isinstance(value, str) else value
        return str(format_date(known, "medium", locale=self.locale))

    def month(self, value: str) -> str:
        """Return a month.

        Args:
            value: As YYYY-MM.

        Returns:
            As the language writes it.
        """
        first = date.fromisoformat(f"{value}-01")
        return str(format_skeleton("yMMMM", first, locale=self.locale))

    def moment(self, value: datetime | int | str | None) -> Markup:
        """Return a moment in UTC.

        Args:
            value: A moment, in ISO 8601 where it is a text, or seconds since 1970; None where there
                is none.

        Returns:
            HTML.
        """
        if value is None:
            return _NOTHING
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        known = datetime.fromtimestamp(value, UTC) if isinstance(value, int) else value
        text = format_datetime(known, "yyyy-MM-dd HH:mm 'UTC'", tzinfo=UTC, locale=self.locale)
        return Markup('<time datetime="{}">{}</time>').format(known.isoformat(), text)
