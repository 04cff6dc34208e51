"""A desk of underwriting with what products ask for: a company that owes, a case in the queue."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from node.kyc.builders import PDF, account, id_number
from node.kyc.test_checks import USCC
from node.underwriting.builders import STAFF, Desk
from node.underwriting.cases import UNIT
from tallystick_node.kyc.fields import Field, PersonKind
from tallystick_node.products.onsite import Visit
from tallystick_node.underwriting.loan_request import LoanPurpose, OwedInvoice
from tallystick_node.underwriting.queue import ReviewVerdict
from tallystick_node.underwriting.reasons import Override

if TYPE_CHECKING:
    from tallystick_node.underwriting.applications import ApplicationState

__all__ = [
    "COMPANY", "VISITOR", "approve", "bank_file", "borrower_wallet", "company", "confirm",
    "on_invoice", "signed_invoice", "today", "visit",
]  # fmt: skip

COMPANY = "factory"
VISITOR = "0x4000000000000000000000000000000000000004"


def today(desk: Desk) -> date:
    return desk.room.people.context.today


def borrower_wallet(desk: Desk, number: int = 0) -> str:
    return str(desk.network.session.actors.borrowers[number].address)


def company(desk: Desk) -> tuple[str, str]:
    """A company that is known, with a wallet; returns both."""
    room, people = desk.room, desk.room.people
    phone = room.new_number()
    person = people.registration.register(phone, room.code_for(phone), PersonKind.LEGAL, USCC)
    people.evidence.state(person, Field.NAME, "北京示例有限公司")
    document = people.documents.upload(person, "business_licence", PDF).number
    for field in (Field.NAME, Field.COMPANY_NUMBER):
        people.evidence.verify_by_staff(
            person, field, staff=STAFF, document=document, expires_on=None
        )
    people.watchlist.screen(person)
    acting = room.full(id_number("457"))
    people.levels.represent(person, acting, staff=STAFF, document=document)
    return person, room.bind(person, COMPANY)


def on_invoice(desk: Desk, debtor: str, **changed: Any) -> dict[str, Any]:
    """What an order on an invoice of 10,000 says."""
    invoice: dict[str, Any] = {
        "debtor": debtor, "number": "INV-2026/17", "amount": 10_000 * UNIT,
        "due": today(desk) + timedelta(days=180),
    }  # fmt: skip
    order: dict[str, Any] = {
        "product": "supply_chain", "purpose": LoanPurpose.SMALL_BUSINESS, "months": 6,
        "method": 3, "amount": 6_000 * UNIT, "title": "Goods that are delivered",
    }  # fmt: skip
    mine = {name: changed.pop(name) for name in list(changed) if name in invoice}
    return order | changed | {"invoice": OwedInvoice(**(invoice | mine))}


def signed_invoice(desk: Desk, number: str, signer: str = COMPANY, **changed: Any) -> str:
    """The signature of an application's invoice, as somebody signs it."""
    book = desk.underwriting.products.invoices
    with desk.database.reading() as connection:
        row = book.of(connection, number)
    assert row is not None
    typed = book.typed(row)
    typed["message"] = typed["message"] | changed.pop("message", {})
    typed["domain"] = typed["domain"] | changed
    signed = account(signer).sign_typed_data(full_message=typed)
    return "0x" + bytes(signed.signature).hex()


def confirm(desk: Desk, number: str, signature: str | None = None) -> None:
    book = desk.underwriting.products.invoices
    signature = signature or signed_invoice(desk, number)
    with desk.database.writing() as connection:
        row = book.of(connection, number)
        assert row is not None
        book.confirm(connection, row.hash, account(COMPANY).address, signature)


def visit(desk: Desk, number: str, staff: str = VISITOR, **changed: Any) -> int:
    """Report a visit of today that confirms what was stated."""
    facts: dict[str, Any] = {
        "visited_on": today(desk), "place": "The workshop in Baker Street 4",
        "findings": "Two machines run, six people work, stock for a month.", "confirmed": True,
    }  # fmt: skip
    with desk.database.writing() as connection:
        row = desk.underwriting.applications.undecided(connection, number)
        return desk.underwriting.products.onsite.report(
            connection, number, row.person, staff, Visit(**(facts | changed))
        )


def approve(desk: Desk, number: str, staff: str) -> ApplicationState:
    """Claim a case and propose or confirm its approval."""
    queue = desk.underwriting.queue
    with desk.database.writing() as connection:
        queue.claim(connection, number, staff)
        return queue.decide(
            connection, number, staff, ReviewVerdict.APPROVE, Override.VERIFIED_BY_DOCUMENT
        )


def bank_file(desk: Desk, months: int, ago_days: int = 0) -> bytes:
    """A bank's file with a movement in each of so many months, the last some days ago."""
    last = today(desk) - timedelta(days=ago_days)
    days = []
    year, month = last.year, last.month
    for _ in range(months):
        days.append(date(year, month, min(last.day, 28)))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    lines = [f"{day},Customer,1000.00,CNY" for day in sorted(days)]
    return ("Date,Counterparty,Amount,Currency\n" + "\n".join(lines) + "\n").encode()
