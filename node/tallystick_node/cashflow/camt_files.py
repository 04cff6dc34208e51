"""Bank statements in ISO 20022 camt.053, of any version, read with the line of each element."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from tallystick.errors import InputError
from tallystick_node.cashflow.bank_statement import (
    BankEntry,
    BankStatement,
    checked,
    currency_of,
    minor_of,
    refuse,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.sax.xmlreader import AttributesImpl, Locator

__all__ = ["is_camt", "read_camt"]

DEPTH_MAX = 32
_OPENS, _CLOSES = ("OPBD", "PRCD"), ("CLBD",)


@dataclass
class _Element:
    """An element: its name without the namespace, text, attributes, parts, and its line."""

    name: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    parts: list[_Element] = field(default_factory=list)

    def all(self, *path: str) -> Iterator[_Element]:
        if not path:
            yield self
            return
        for part in self.parts:
            if part.name == path[0]:
                yield from part.all(*path[1:])

    def first(self, *path: str) -> _Element | None:
        return next(self.all(*path), None)

    def said(self, *path: str) -> str:
        known = self.first(*path)
        return "" if known is None else known.text.strip()


class _Builder(ContentHandler):
    """Builds the elements; as many and as deep as the file's bound allows."""

    def __init__(self) -> None:
        super().__init__()
        self.root = _Element("", 1, {})
        self._open = [self.root]
        # Pieces are put together once: each comment within a text begins another one.
        self._texts: list[list[str]] = [[]]
        self._place: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 - SAX's own name
        self._place = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - likewise
        line = 1 if self._place is None else self._place.getLineNumber() or 1
        if len(self._open) > DEPTH_MAX:
            refuse("FORM", line, f"elements are at most {DEPTH_MAX} deep")
        element = _Element(name.rpartition(":")[2], line, dict(attrs.items()))
        self._open[-1].parts.append(element)
        self._open.append(element)
        self._texts.append([])

    def endElement(self, name: str) -> None:  # noqa: N802 - likewise
        del name
        self._open.pop().text = "".join(self._texts.pop())

    def characters(self, content: str) -> None:
        self._texts[-1].append(content)


def is_camt(data: bytes) -> bool:
    """Say whether a file is meant to be XML.

    Args:
        data: The file.

    Returns:
        Whether it begins so.
    """
    return data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def read_camt(data: bytes) -> list[BankStatement]:
    """Read the statements of a file.

    Args:
        data: The file.

    Returns:
        The statements, in the file's order.

    Raises:
        InputError: BANKFILE:XML when it is not XML, or has entities; BANKFILE:FORM when it is no
            camt.053 or lacks an element; BANKFILE:BALANCE when a statement's balances are not
            those of its movements.
    """
    root = _parsed(data)
    report = root.first("Document", "BkToCstmrStmt")
    if report is None:
        refuse("FORM", 1, "this XML is not a statement: it has no BkToCstmrStmt (camt.053)")
    statements = [_statement(element) for element in report.all("Stmt")]
    if not statements:
        refuse("FORM", report.line, "it has no statement (Stmt)")
    return statements


def _parsed(data: bytes) -> _Element:
    builder, parser = _Builder(), make_parser()
    # Entities of any kind can read files, ask other machines, or grow without end.
    parser.forbid_dtd = True
    parser.setContentHandler(builder)
    try:
        parser.parse(io.BytesIO(data))
    except DefusedXmlException:
        refuse("XML", 1, "a statement has no document type and no entities")
    except SAXException as wrong:
        line = getattr(wrong, "getLineNumber", lambda: 1)() or 1
        refuse("XML", line, "this is not well-formed XML")
    except InputError:
        raise
    except (LookupError, ValueError):
        refuse("XML", 1, "this XML is in an encoding that is not read: write it in UTF-8")
    return builder.root


def _statement(element: _Element) -> BankStatement:
    account = element.first("Acct")
    if account is None:
        refuse("FORM", element.line, "a statement names its account (Acct)")
    name = account.said("Id", "IBAN") or account.said("Id", "Othr", "Id")
    opening, closing = _balance(element, _OPENS), _balance(element, _CLOSES)
    stated = account.said("Ccy") or next(
        (of.attributes.get("Ccy", "") for of in element.all("Bal", "Amt")), ""
    )
    currency = currency_of(stated, account.line)
    for known in (opening, closing):
        if known is not None and known[1] != currency:
            refuse("CURRENCY", known[2], f"a balance in {known[1]}, on an account in {currency}")
    entries = [entry for raw in element.all("Ntry") if (entry := _entry(raw, currency)) is not None]
    statement = BankStatement(
        name, currency, None if opening is None else opening[0],
        None if closing is None else closing[0], tuple(entries),
    )  # fmt: skip
    return checked(statement, element.line if closing is None else closing[2])


def _balance(element: _Element, kinds: tuple[str, ...]) -> tuple[int, str, int] | None:
    for balance in element.all("Bal"):
        if balance.said("Tp", "CdOrPrtry", "Cd") in kinds:
            amount, currency = _amount(balance)
            return amount, currency, balance.line
    return None


def _entry(element: _Element, currency: str) -> BankEntry | None:
    """A booked movement; None for one that is only pending or for information."""
    status = element.said("Sts", "Cd") or element.said("Sts")
    if status and status != "BOOK":
        return None
    amount, own = _amount(element)
    if own != currency:
        refuse("CURRENCY", element.line, f"a movement in {own}, on an account in {currency}")
    day = _day(element)
    parties = list(element.all("NtryDtls", "TxDtls"))
    texts = [text.text for of in parties for text in of.all("RmtInf", "Ustrd")]
    names = [
        name
        for of in parties
        for side in (("Cdtr",) if amount < 0 else ("Dbtr",))
        if (name := of.said("RltdPties", side, "Nm") or of.said("RltdPties", side, "Pty", "Nm"))
    ]
    text = " ".join(texts) or element.said("AddtlNtryInf")
    return BankEntry(day, amount, text, names[0] if names else "", element.line)


def _amount(element: _Element) -> tuple[int, str]:
    stated = element.first("Amt")
    if stated is None:
        refuse("FORM", element.line, f"{element.name} has no amount (Amt)")
    currency = currency_of(stated.attributes.get("Ccy", ""), stated.line)
    minor = minor_of(stated.text, currency, stated.line)
    side = element.said("CdtDbtInd")
    if side not in {"CRDT", "DBIT"} or minor < 0:
        refuse("FORM", element.line, f"{element.name} is neither CRDT nor DBIT (CdtDbtInd)")
    # RvslInd says that it takes back another one; its own side is stated already.
    return minor if side == "CRDT" else -minor, currency


def _day(element: _Element) -> date:
    stated = element.first("BookgDt") or element.first("ValDt")
    text = "" if stated is None else stated.said("Dt") or stated.said("DtTm")[:10]
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        refuse("DAY", element.line, f"{text[:24]!r} is not a day of a movement (BookgDt)")
