"""Asking for a loan with a form: each field with what it means; a refusal keeps what was typed."""

from __future__ import annotations

import json
import re
import secrets
from decimal import Decimal
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse

from tallystick.errors import InputError
from tallystick.loans.schedule import Method
from tallystick_node.api.routes.applications import (
    ApplicationRequest,
    apply_for_loan,
    read_application,
)
from tallystick_node.api.services import ClockDep, DatabaseDep, KycDep, UnderwritingDep
from tallystick_node.kyc.fields import PersonKind
from tallystick_node.products.catalogue import PERSONAL, ProductSide, ProductState
from tallystick_node.underwriting.loan_request import AMOUNT_MAX, Home, LoanPurpose
from tallystick_node.web.forms import REFUSALS, Typed, minor_units, mistake_of, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Person, Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
# The least of each amount: nothing may be owed, but something is asked for.
_AMOUNTS = {"amount": 1, "owed_elsewhere": 0, "debt_payments": 0}
_OPTIONAL = ("project_reference", "product", "harvest_month", "region", "industry")
# The fields of an invoice that is borrowed on; left empty, there is none.
_INVOICE = ("invoice.debtor", "invoice.number", "invoice.amount", "invoice.due")
# The fields of a token that secures the loan; left empty, nothing does.
_COLLATERAL = ("collateral.collection", "collateral.token_id", "collateral.floor_price")
# Of the form itself: its key, which act, and the mark of the session.
_NO_WORDS = frozenset({"key", "act"})
DRAFT = "draft"
_KEY = re.compile(r"[\x21-\x7e]{8,64}")


@router.get("/borrow")
def read_applying(
    page: PageDep,
    me: Person,
    database: DatabaseDep,
    kyc: KycDep,
    underwriting: UnderwritingDep,
    of: Annotated[str | None, Query(pattern="^[0-9a-f]{32}$")] = None,
) -> Response:
    """The form; with the words of an earlier application of the reader's where one is named."""
    typed: dict[str, str] = {}
    if of is not None:
        read_application(of, me, database, underwriting)
        with database.reading() as connection:
            row = underwriting.applications.row(connection, of)
            order = underwriting.applications.order(connection, row)
        typed = _written(order.model_dump(mode="json"), page.wording.exponent)
    else:
        with database.reading() as connection:
            typed = underwriting.drafts.read(connection, me)
    return _form(page, me, database, kyc, underwriting, typed)


@router.post("/borrow")
def apply_here(
    page: PageDep,
    request: Request,
    reader: Reader,
    me: Person,
    database: DatabaseDep,
    kyc: KycDep,
    underwriting: UnderwritingDep,
    clock: ClockDep,
    typed: Typed,
    _: OwnPage,
) -> Response:
    """Apply once, however often the form is sent; or keep what was typed as a draft."""
    try:
        if typed.get("act") == DRAFT:
            _keep_draft(underwriting, database, me, typed)
            return RedirectResponse("/borrow", HTTPStatus.SEE_OTHER)
        body, key = _request(typed, page.wording.exponent), _key(typed)
        answer = apply_for_loan(body, reader, me, database, underwriting, clock, key)
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _form(page, me, database, kyc, underwriting, typed, mistake)
    with database.writing() as connection:
        underwriting.drafts.drop(connection, me)
    number = json.loads(bytes(answer.body))["id"]
    return RedirectResponse(f"/applications/{number}", HTTPStatus.SEE_OTHER)


def _keep_draft(
    underwriting: UnderwritingDep, database: DatabaseDep, me: str, typed: Mapping[str, str]
) -> None:
    words = {name: text for name, text in typed.items() if name not in _NO_WORDS}
    with database.writing() as connection:
        underwriting.drafts.keep(connection, me, words)


def _form(
    page: WebPage,
    me: str,
    database: DatabaseDep,
    kyc: KycDep,
    underwriting: UnderwritingDep,
    typed: Mapping[str, str],
    mistake: Mistake | None = None,
) -> Response:
    with database.reading() as connection:
        papers = [document.kind for document in kyc.documents.of(connection, me)]
        natural = kyc.context.person(connection, me).kind == PersonKind.NATURAL
    rules = underwriting.applications.rules
    template = underwriting.products.catalogue.products.get(typed.get("product") or PERSONAL)
    if template is not None and template.documents is not None:
        rules = rules.model_copy(update={"documents": template.documents})
    return page(
        "borrow.html", HTTPStatus.OK if mistake is None else mistake.status, typed=typed,
        mistake=mistake, purposes=[purpose.value for purpose in LoanPurpose],
        products=_choices(page, underwriting, natural=natural),
        homes=[home.value for home in Home], methods=[method.name.lower() for method in Method],
        missing=rules.missing_papers(papers, natural=natural),
        tries=underwriting.applications.rules.applications_30d_max,
        key=typed.get("key") or secrets.token_urlsafe(16), draft=DRAFT,
    )  # fmt: skip


def _choices(
    page: WebPage, underwriting: UnderwritingDep, *, natural: bool
) -> list[tuple[str, str]]:
    """What the reader can ask for: name and title of each product, the plain one first."""
    pack = underwriting.products.people.context.pack.name
    kind = PersonKind.NATURAL if natural else PersonKind.LEGAL
    return [
        (name, template.said(page.language).title)
        for name, template in underwriting.products.catalogue.products.items()
        if template.state is ProductState.OFFERED
        and template.side is ProductSide.BORROWER
        and pack not in template.refused_by
        and kind in template.persons
    ]


def _request(typed: Mapping[str, str], exponent: int) -> ApplicationRequest:
    """The application that was typed, in the API's own shape: minor units, numbers of methods."""
    values: dict[str, Any] = {
        name: text
        for name, text in typed.items()
        if name not in {*_NO_WORDS, *_COLLATERAL, *_INVOICE} and (text or name not in _OPTIONAL)
    }
    defects = []
    if "disclosure_agreed" in values:
        values["disclosure_agreed"] = values["disclosure_agreed"] == "yes"
    invoice = {name.partition(".")[2]: typed[name] for name in _INVOICE if typed.get(name)}
    if invoice:
        values["invoice"] = invoice
        try:
            owed = minor_units(typed.get("invoice.amount", ""), exponent, most=AMOUNT_MAX)
        except InputError as wrong:
            defects.append({"loc": ("invoice.amount",), "msg": wrong.sentence, "type": "amount"})
        else:
            invoice["amount"] = str(owed)
    token = {name.partition(".")[2]: typed[name] for name in _COLLATERAL if typed.get(name)}
    if token:
        values["collateral"] = token
        try:
            floor = minor_units(typed.get(_COLLATERAL[-1], ""), exponent, most=AMOUNT_MAX)
        except InputError as wrong:
            defects.append({"loc": _COLLATERAL[-1:], "msg": wrong.sentence, "type": "amount"})
        else:
            token["floor_price"] = str(floor)
    for name, least in _AMOUNTS.items():
        try:
            minor = minor_units(typed.get(name, ""), exponent, least=least, most=AMOUNT_MAX)
            values[name] = str(minor)
        except InputError as wrong:
            defects.append({"loc": (name,), "msg": wrong.sentence, "type": "amount"})
    if defects:
        raise RequestValidationError(defects)
    method = str(values.get("method", "")).upper()
    if method in Method.__members__:
        values["method"] = Method[method]
    return shaped(ApplicationRequest, **values)


def _key(typed: Mapping[str, str]) -> str:
    key = typed.get("key", "")
    if not _KEY.fullmatch(key):
        raise InputError("API:KEY", "the form has lost its key; load the page again")
    return key


def _written(order: Mapping[str, Any], exponent: int) -> dict[str, str]:
    """An application as somebody would type it."""
    typed = {name: str(value) for name, value in order.items() if value is not None}
    typed["method"] = Method(order["method"]).name.lower()
    for name in _AMOUNTS:
        typed[name] = _main_units(order[name], exponent)
    for name in ("collateral", "invoice", "disclosure_agreed"):
        typed.pop(name, None)
    if order["disclosure_agreed"]:
        typed["disclosure_agreed"] = "yes"
    invoice = order["invoice"]
    if invoice is not None:
        typed |= {f"invoice.{name}": str(value) for name, value in invoice.items()}
        typed["invoice.amount"] = _main_units(invoice["amount"], exponent)
    token = order["collateral"]
    if token is not None:
        floor = _main_units(token["floor_price"], exponent)
        typed |= zip(_COLLATERAL, (token["collection"], str(token["token_id"]), floor), strict=True)
    return typed


def _main_units(amount: int, exponent: int) -> str:
    exact = Decimal(amount).scaleb(-exponent)
    return f"{exact:f}".rstrip("0").rstrip(".") if exponent else str(amount)
