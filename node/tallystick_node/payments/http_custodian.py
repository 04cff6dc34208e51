"""A custodian behind HTTP: our vocabulary in its field names, patience with bounds.

What the bank calls things is a field map, so another bank is another file and no other code. Each
request has a time limit, within which it may be made three times; a circuit breaker: after five
failures in a row nobody is asked for half a minute, so a dead bank does not hold everything up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import requests
from urllib3.util import Retry

from tallystick.documents import DocumentError, joined, read_json
from tallystick.errors import ConfigError, InputError
from tallystick.exchanges.deadline import Deadline
from tallystick.exchanges.sessions import timed_session
from tallystick.loans.dates import iso_day
from tallystick.loans.rounding import TermsError, require_int
from tallystick_node.payments.custodian import (
    AMOUNT_MAX,
    CustodianOrder,
    CustodianRefused,
    CustodianUnavailable,
    Instruction,
    Movement,
    PaymentKind,
    Status,
)

__all__ = ["FieldMap", "HttpCustodian"]

SECONDS_MAX = 10.0
TRIES = 3
FAILURES_MAX = 5
PAUSE_SECONDS = 30.0
ANSWER_BYTES_MAX = 5 * 2**20
_PART_BYTES = 2**16
_SENSELESS = (KeyError, ValueError, TypeError, TermsError, InputError)
_NEEDED = ("reference", "key", "kind", "account", "amount", "currency", "status")


@dataclass(frozen=True, slots=True)
class FieldMap:
    """How a bank names things: ours to theirs, and its words for kinds and states to ours.

    decimals: 0 when the bank counts minor units; else its amounts are decimal strings.
    """

    names: Mapping[str, str]
    kinds: Mapping[str, PaymentKind]
    states: Mapping[str, Status]
    decimals: int = 0

    def __post_init__(self) -> None:
        missing = [name for name in _NEEDED if name not in self.names]
        if missing:
            raise ConfigError("BANK:MAP", f"the field map names no {', '.join(missing)}")
        if set(self.kinds.values()) != set(PaymentKind):
            raise ConfigError("BANK:MAP", "the field map needs a word for deposit and withdrawal")

    def written(self, instruction: Instruction) -> dict[str, Any]:
        """Return an instruction in the bank's names.

        Args:
            instruction: The instruction.

        Returns:
            The JSON object.
        """
        word = next(word for word, kind in self.kinds.items() if kind is instruction.kind)
        return {
            self.names["key"]: instruction.key,
            self.names["kind"]: word,
            self.names["account"]: instruction.account,
            self.names["amount"]: self._amount_out(instruction.amount),
            self.names["currency"]: instruction.currency,
        }

    def order(self, document: Mapping[str, Any]) -> CustodianOrder:
        """Read an order.

        Args:
            document: The bank's JSON object.

        Returns:
            The order.

        Raises:
            CustodianUnavailable: BANK:ANSWER when it makes no sense.
        """
        try:
            instruction = Instruction(
                self._text_of(document, "key"),
                self.kinds[self._of(document, "kind")],
                self._text_of(document, "account"),
                self._amount_in(self._of(document, "amount")),
                self._text_of(document, "currency"),
            )
            return CustodianOrder(
                self._text_of(document, "reference"),
                instruction,
                self.states[self._of(document, "status")],
                document.get(self.names.get("authorise_at", "")),
                document.get(self.names.get("reason", "")),
            )
        except _SENSELESS as error:
            raise _senseless(error) from error

    def movement(self, document: Mapping[str, Any]) -> Movement:
        """Read a line of a statement.

        Args:
            document: The bank's JSON object.

        Returns:
            The movement.

        Raises:
            CustodianUnavailable: BANK:ANSWER when it makes no sense.
        """
        try:
            return Movement(
                self._text_of(document, "reference"),
                self._text_of(document, "key"),
                self.kinds[self._of(document, "kind")],
                self._text_of(document, "account"),
                self._amount_in(self._of(document, "amount")),
                iso_day(str(document[self.names["booked_on"]])),
            )
        except _SENSELESS as error:
            raise _senseless(error) from error

    def balance(self, document: Mapping[str, Any]) -> int:
        """Read what all clients have.

        Args:
            document: The bank's JSON object.

        Returns:
            Minor units.

        Raises:
            CustodianUnavailable: BANK:ANSWER when it makes no sense.
        """
        try:
            return self._amount_in(document[self.names["balance"]])
        except _SENSELESS as error:
            raise _senseless(error) from error

    def _of(self, document: Mapping[str, Any], name: str) -> Any:
        return document[self.names[name]]

    def _text_of(self, document: Mapping[str, Any], name: str) -> str:
        """A text; a bank may write a number without quotes."""
        value = self._of(document, name)
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise TypeError(f"{name} is a text")
        return str(value)

    def _amount_out(self, minor: int) -> Any:
        if not self.decimals:
            return minor
        whole, rest = divmod(minor, 10**self.decimals)
        return f"{whole}.{rest:0{self.decimals}d}"

    def _amount_in(self, amount: Any) -> int:
        """Exact or not at all: a float is not an amount, and no digit is dropped."""
        if not self.decimals:
            minor: int = require_int("amount", amount, 0, AMOUNT_MAX, scope="BANK")
            return minor
        if not isinstance(amount, str):
            raise TypeError(f"an amount is a decimal string, not {amount!r}")
        whole, _, rest = amount.partition(".")
        digits = whole + rest
        if len(rest) > self.decimals or not (digits.isascii() and digits.isdigit()):
            raise ValueError(f"{amount!r} is not an amount with {self.decimals} decimals")
        return int(digits + "0" * (self.decimals - len(rest)))


@dataclass
class HttpCustodian:
    """A bank's API: PUT /orders/KEY, GET /orders/KEY, GET /statements/DAY, GET /balances/DAY.

    token: of the bank, sent as a bearer and shown nowhere. authority: PEM file of the authority
    that vouches for the bank. certificate: PEM files of ours and its key, for mutual TLS. clock:
    seconds that only rise. Raises ConfigError `BANK:TLS` for a file that is not there.
    """

    url: str
    token: str = field(repr=False)
    fields: FieldMap
    authority: Path | None = None
    certificate: tuple[Path, Path] | None = None
    seconds_max: float = SECONDS_MAX
    clock: Callable[[], float] = time.monotonic
    _failures: int = 0
    _not_before: float = 0.0

    def __post_init__(self) -> None:
        # A PUT with our key may be repeated: the same key moves nothing twice.
        again = Retry(
            total=TRIES - 1, backoff_factor=0.2, status_forcelist=(502, 503, 504),
            allowed_methods=("GET", "PUT"), raise_on_status=False, respect_retry_after_header=False,
        )  # fmt: skip
        self._session = timed_session(again)
        for file in (self.authority, *(self.certificate or ())):
            if file is not None and not file.is_file():
                raise ConfigError("BANK:TLS", f"there is no file {file}; give a PEM file")
        if self.certificate is not None:
            self._session.cert = (str(self.certificate[0]), str(self.certificate[1]))
        self._session.headers["Authorization"] = f"Bearer {self.token}"

    def close(self) -> None:
        """Close the pooled connections."""
        self._session.close()

    def instruct(self, instruction: Instruction) -> CustodianOrder:
        """Hand over an instruction; see `Custodian.instruct`.

        Args:
            instruction: What is to be done.

        Returns:
            The order as the bank has it.

        Raises:
            CustodianRefused: BANK:REFUSED when the bank refuses.
            CustodianUnavailable: BANK:… when no sensible response came.
        """
        document = self._ask("PUT", f"orders/{instruction.key}", self.fields.written(instruction))
        order = self.fields.order(_object(document))
        if order.instruction != instruction:
            raise CustodianUnavailable(
                "BANK:ANSWER", f"the bank answered the order {instruction.key} with another one"
            )
        return order

    def order(self, key: str) -> CustodianOrder | None:
        """Return what became of an instruction; see `Custodian.order`.

        Args:
            key: The instruction's key.

        Returns:
            The order, None when it never arrived.

        Raises:
            CustodianRefused: BANK:REFUSED when the bank refuses.
            CustodianUnavailable: BANK:… when no sensible response came.
        """
        document = self._ask("GET", f"orders/{key}", missing_ok=True)
        return None if document is None else self.fields.order(_object(document))

    def statement(self, day: date) -> Sequence[Movement]:
        """Return what was booked on a day; see `Custodian.statement`.

        Args:
            day: A day of the bank's books.

        Returns:
            The movements, in the bank's order.

        Raises:
            CustodianRefused: BANK:REFUSED when the bank refuses.
            CustodianUnavailable: BANK:… when no sensible response came.
        """
        lines = self._ask("GET", f"statements/{day.isoformat()}")
        if not isinstance(lines, list):
            raise _senseless("a statement is a list")
        return [self.fields.movement(_object(line)) for line in lines]

    def balance(self, day: date) -> int:
        """Return what all clients have; see `Custodian.balance`.

        Args:
            day: A day of the bank's books.

        Returns:
            Minor units.

        Raises:
            CustodianRefused: BANK:REFUSED when the bank refuses.
            CustodianUnavailable: BANK:… when no sensible response came.
        """
        return self.fields.balance(_object(self._ask("GET", f"balances/{day.isoformat()}")))

    def _ask(self, method: str, path: str, body: Any = None, *, missing_ok: bool = False) -> Any:
        if self._failures >= FAILURES_MAX and self.clock() < self._not_before:
            raise CustodianUnavailable(
                "BANK:PAUSED",
                f"the bank has failed {self._failures} times; it is asked again later",
            )
        try:
            with (
                Deadline(self.seconds_max),
                self._session.request(
                    method, f"{self.url}/{path}", json=body, timeout=self.seconds_max,
                    allow_redirects=False, stream=True,
                    verify=str(self.authority) if self.authority else True,
                ) as response,
            ):  # fmt: skip
                content = joined(response.iter_content(_PART_BYTES), ANSWER_BYTES_MAX)
        except DocumentError as long:
            self._failed()
            raise CustodianUnavailable("BANK:FAILED", "the bank's answer is too long") from long
        except requests.RequestException as error:
            self._failed()
            raise CustodianUnavailable(
                "BANK:UNREACHABLE", f"the bank does not answer ({type(error).__name__})"
            ) from error
        if response.status_code >= 500:
            self._failed()
            raise CustodianUnavailable("BANK:FAILED", f"the bank failed ({response.status_code})")
        self._failures = 0
        if response.status_code == 404 and missing_ok:
            return None
        if response.status_code >= 400:
            raise CustodianRefused("BANK:REFUSED", f"the bank refuses ({response.status_code})")
        if response.status_code >= 300:
            raise _senseless("the bank sends us elsewhere")
        try:
            return read_json(content, bytes_max=ANSWER_BYTES_MAX)
        except ValueError as error:
            raise _senseless("no JSON") from error

    def _failed(self) -> None:
        self._failures += 1
        self._not_before = self.clock() + PAUSE_SECONDS


def _object(document: Any) -> Mapping[str, Any]:
    if not isinstance(document, dict):
        raise _senseless("no object")
    return document


def _senseless(what: object) -> CustodianUnavailable:
    return CustodianUnavailable("BANK:ANSWER", f"the bank's answer makes no sense ({what})")
