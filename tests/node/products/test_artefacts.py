"""What a product asks for is there before an approval, and without it nothing is approved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from node.kyc.builders import id_number
from node.products.builders import (
    VISITOR,
    approve,
    bank_file,
    borrower_wallet,
    company,
    confirm,
    on_invoice,
    visit,
)
from node.underwriting.builders import OTHER, STAFF
from node.underwriting.cases import UNIT
from tallystick_node.products.refusals import ProductRefused
from tallystick_node.underwriting.applications import ApplicationRefused, ApplicationState
from tallystick_node.underwriting.loan_request import LoanPurpose, PledgedToken

if TYPE_CHECKING:
    from node.underwriting.builders import Desk


@pytest.fixture
def person(desk: Desk) -> str:
    return desk.borrower("borrower 0")


def missing(desk: Desk, number: str) -> list[str]:
    with desk.database.reading() as connection:
        row = desk.underwriting.applications.row(connection, number)
        refusals = desk.underwriting.applications.missing_artefacts(connection, row)
    return [refused.code for refused in refusals.values()]


def asked(desk: Desk, person: str, **order: Any) -> str:
    return desk.apply(person, borrower_wallet(desk), **order)


def test_a_personal_loan_asks_for_nothing(desk: Desk, person: str) -> None:
    number = asked(desk, person)
    assert missing(desk, number) == []
    assert desk.examine(number) is ApplicationState.APPROVED
    assert desk.row(number).product == "personal"


def test_without_a_visit_nothing_is_approved_and_so_nothing_listed(desk: Desk, person: str) -> None:
    number = asked(desk, person, product="onsite")
    assert missing(desk, number) == ["PRODUCT:ONSITE_MISSING"]
    assert desk.examine(number) is ApplicationState.REFERRED
    assert desk.row(number).reasons == ["product.artefacts"]
    with pytest.raises(ProductRefused, match="PRODUCT:ONSITE_MISSING"):
        approve(desk, number, STAFF)
    assert desk.state(number) is ApplicationState.REFERRED
    with (
        pytest.raises(ApplicationRefused, match="APPLICATION:STATE"),
        desk.database.writing() as connection,
    ):
        desk.underwriting.offers.make(connection, person, number)
    visit(desk, number)
    assert approve(desk, number, STAFF) is ApplicationState.REFERRED
    assert approve(desk, number, OTHER) is ApplicationState.APPROVED
    with desk.database.writing() as connection:
        desk.underwriting.offers.make(connection, person, number)
    assert desk.state(number) is ApplicationState.OFFERED


def test_a_visit_before_the_examination_lets_the_node_approve(desk: Desk, person: str) -> None:
    number = asked(desk, person, product="onsite")
    visit(desk, number)
    assert desk.examine(number) is ApplicationState.APPROVED


def test_a_visit_that_grew_old_before_the_offer_stops_it(desk: Desk, person: str) -> None:
    number = asked(desk, person, product="onsite")
    visit(desk, number)
    desk.examine(number)
    desk.room.time.pass_by(days=91)
    with (
        pytest.raises(ProductRefused, match="PRODUCT:ONSITE_MISSING"),
        desk.database.writing() as connection,
    ):
        desk.underwriting.offers.make(connection, person, number)
    assert desk.state(number) is ApplicationState.APPROVED


def test_a_visit_that_does_not_confirm_counts_as_none(desk: Desk, person: str) -> None:
    number = asked(desk, person, product="onsite")
    visit(desk, number)
    visit(desk, number, confirmed=False)
    assert missing(desk, number) == ["PRODUCT:ONSITE_MISSING"]


def test_who_visited_does_not_decide(desk: Desk, person: str) -> None:
    number = asked(desk, person, product="onsite")
    desk.examine(number)
    visit(desk, number)
    with pytest.raises(ApplicationRefused, match="REVIEW:VISITOR"):
        approve(desk, number, VISITOR)
    approve(desk, number, STAFF)
    with pytest.raises(ApplicationRefused, match="REVIEW:VISITOR"):
        approve(desk, number, VISITOR)
    assert desk.state(number) is ApplicationState.REFERRED


def test_an_invoice_is_confirmed_before_it_is_lent_on(desk: Desk, person: str) -> None:
    _, wallet = company(desk)
    with desk.database.writing() as connection:
        desk.underwriting.products.enterprises.register(connection, wallet, "Works Ltd", STAFF)
    number = asked(desk, person, **on_invoice(desk, wallet))
    assert missing(desk, number) == ["PRODUCT:INVOICE_UNCONFIRMED"]
    assert desk.examine(number) is ApplicationState.REFERRED, desk.row(number).reasons
    with pytest.raises(ProductRefused, match="PRODUCT:INVOICE_UNCONFIRMED"):
        approve(desk, number, STAFF)
    confirm(desk, number)
    assert missing(desk, number) == []
    desk.room.time.pass_by(days=40)
    assert missing(desk, number) == ["PRODUCT:INVOICE_LATE"]


def test_a_bank_s_file_has_to_cover_the_months(desk: Desk, person: str) -> None:
    documents = desk.room.people.documents
    number = asked(desk, person, product="sme", purpose=LoanPurpose.SMALL_BUSINESS)
    for months, ago in ((5, 0), (8, 100)):
        documents.upload(person, "bank_statement", bank_file(desk, months, ago))
        assert missing(desk, number) == ["PRODUCT:CASH_FLOW_MISSING"], (months, ago)
    documents.upload(person, "bank_statement", bank_file(desk, 6))
    assert missing(desk, number) == []
    assert desk.examine(number) is ApplicationState.APPROVED


def test_others_answer_for_half(desk: Desk, person: str) -> None:
    number = asked(desk, person, product="guaranteed")
    guarantor = desk.room.full(id_number("125"))
    wallet = desk.room.bind(guarantor, "guarantor")
    assert missing(desk, number) == ["PRODUCT:GUARANTOR_MISSING"]
    guarantees = desk.underwriting.products.guarantees
    with desk.database.writing() as connection:
        guarantees.agree(connection, number, person, (guarantor, wallet), 3_000 * UNIT - 1)
    assert missing(desk, number) == ["PRODUCT:GUARANTOR_MISSING"]
    third = desk.room.full(id_number("137"))
    other = desk.room.bind(third, "third")
    with desk.database.writing() as connection:
        guarantees.agree(connection, number, person, (third, other), 1)
    assert missing(desk, number) == []


def test_a_secured_loan_names_its_token(desk: Desk, person: str) -> None:
    token = PledgedToken(collection="0x" + "1" * 40, token_id=1, floor_price=1)
    assert missing(desk, asked(desk, person, product="collateralised", collateral=token)) == []
