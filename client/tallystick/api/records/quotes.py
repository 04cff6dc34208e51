"""Records of the node about quotes."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api.shapes import Amount, Record

__all__ = ["GradeQuoteResponse", "QuoteInstalment", "QuoteResponse"]


class GradeQuoteResponse(Record):
    """What a grade would pay; everything from the rate on is null where it is not lent this."""

    annual_percentage_rate_ppm: int | None
    first_instalment: Amount | None
    grade: str
    last_instalment: Amount | None
    limit: Amount
    origination: Amount | None
    rate_ppm: int | None
    received: Amount | None
    reserve: Amount | None
    risk_level: int
    total: Amount | None


class QuoteInstalment(Record):
    """An instalment."""

    interest: Amount
    number: int
    payment: Amount
    principal: Amount


class QuoteResponse(Record):
    """What a loan would cost, by grade; an example, and no offer."""

    amount: Amount
    grades: tuple[GradeQuoteResponse, ...]
    instalments: tuple[QuoteInstalment, ...]
    method: str
    months: int
