"""Events become rows: each as it came, and what loans, notes, payments and sales are by them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tallystick.loans.dates import date_from_day, local_day
from tallystick.platform.listing import LoanStatus
from tallystick.replay.loan_events import loan_named

if TYPE_CHECKING:
    from tallystick.replay.decoding import Decoded, Decoder, Log

__all__ = ["Rows"]

Cells = Sequence[Any]
NOBODY = bytes(20)
_PAYMENTS = {
    "Paid": "paid", "Recovered": "recovered", "Covered": "covered", "Distributed": "distributed",
}  # fmt: skip


class Rows:
    """Takes the logs of a platform in the chain's order."""

    def __init__(self, decoder: Decoder, time_of: Callable[[Log], int], offset: int) -> None:
        """Begin.

        Args:
            decoder: Knows the contracts.
            time_of: The Unix second of a log's block.
            offset: The platform's, in seconds east of UTC.
        """
        self._decoder, self._time_of, self._offset = decoder, time_of, offset
        self._loans: dict[int, dict[str, Any]] = {}
        self._notes: dict[tuple[int, bytes], int] = {}
        self._moved: tuple[str, int] = ("", 0)

    def of(self, log: Log) -> Iterator[tuple[str, Cells]]:
        """Yield the rows that a log is.

        Args:
            log: The log.

        Yields:
            The table and its cells: of `events` always, of `payments` and `sales` where it is one.
        """
        event, second = self._decoder.decode(log), self._time_of(log)
        values = {} if event is None else self._named(event)
        loan = None if event is None else loan_named(event.contract, event.name, values)
        yield (
            "events",
            (
                log.block, log.log_index, second, log.block_hash, log.tx_hash, log.address,
                event and event.contract, event and event.name, loan, " ".join(log.topics),
                log.data,
            ),
        )  # fmt: skip
        if event is None or loan is None:
            return
        day = date_from_day(local_day(second, self._offset))
        self._follow(event.name, loan, values, day)
        placed = (log.block, log.log_index, day, log.tx_hash, loan)
        if event.name in _PAYMENTS:
            yield "payments", (*placed, *_payment(event.name, values))
        elif event.name == "SalePaid":
            units = self._moved[1] if self._moved[0] == log.tx_hash else None
            yield (
                "sales",
                (
                    *placed, _hex(values["seller"]), _hex(values["buyer"]), units,
                    values["price"], values["fee"],
                ),
            )  # fmt: skip
        elif event.name == "Transfer":
            self._moved = (log.tx_hash, values["amount"])

    def loans(self) -> Iterator[Cells]:
        """Yield every loan as it stands now.

        Yields:
            Its cells, by number.
        """
        for number, known in sorted(self._loans.items()):
            yield (number, *known.values())

    def notes(self) -> Iterator[Cells]:
        """Yield every note that is held now.

        Yields:
            Its cells, by loan and holder.
        """
        for (loan, holder), units in sorted(self._notes.items()):
            if units:
                yield (loan, _hex(holder), units)

    def _named(self, event: Decoded) -> Mapping[str, Any]:
        plan = self._decoder.plans[event.log.address, event.log.topics[0]]
        return plan.named(event.values)

    def _follow(self, name: str, loan: int, values: Mapping[str, Any], day: object) -> None:
        known = self._loans.get(loan)
        if name == "Listed":
            self._loans[loan] = {
                "borrower": _hex(values["offer.borrower"]), "level": values["offer.risk_level"],
                "principal": values["offer.principal"], "rate_ppm": values["offer.rate_ppm"],
                "instalments": values["offer.n"],
                "disclosure_hash": _hex(values["offer.disclosure_hash"]), "listed_on": day,
                "issued_on": None, "status": LoanStatus.LISTED.name.lower(), "status_on": day,
                "paid_principal": 0, "paid_interest": 0,
            }  # fmt: skip
        elif name == "Transfer":
            for side, sign in (("sender", -1), ("receiver", 1)):
                if values[side] != NOBODY:
                    key = (loan, values[side])
                    self._notes[key] = self._notes.get(key, 0) + sign * values["amount"]
        elif known is None:
            return
        elif name == "StatusChanged":
            known["status"] = LoanStatus(values["status"]).name.lower()
            known["status_on"] = day
        elif name == "Issued":
            known["issued_on"] = day
        elif name == "Restructured":
            known["rate_ppm"] = values["rate_ppm"]
        elif name == "Distributed":
            known["paid_interest"] += values["amount"]
        elif name in _PAYMENTS:
            known["paid_principal"] = values.get("total_principal", known["paid_principal"])
            known["paid_interest"] = values.get("total_interest", known["paid_interest"])


def _payment(name: str, values: Mapping[str, Any]) -> Cells:
    if name == "Distributed":
        # The last of the reserve is nobody's principal: holders get it beside what they lent.
        return (_PAYMENTS[name], None, 0, values["amount"], 0, 0)
    payer = values.get("payer")
    return (
        _PAYMENTS[name], None if payer is None else _hex(payer),
        values.get("principal", values.get("amount", 0)), values.get("interest", 0),
        values.get("charges", 0), values.get("fees", values.get("fee", 0)),
    )  # fmt: skip


def _hex(value: bytes) -> str:
    return "0x" + value.hex()
