"""What is asked for is compared with its product on the way in, and kept with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from node.kyc.builders import PDF
from node.products.builders import borrower_wallet
from node.underwriting.builders import open_desk
from node.underwriting.cases import RULES, UNIT, an_order
from tallystick.disclosure.statement import read_statement
from tallystick.errors import InputError
from tallystick_node.kyc.consents import ConsentPurpose
from tallystick_node.kyc.fields import Field
from tallystick_node.products.catalogue import load_catalogue
from tallystick_node.products.refusals import ProductRefused
from tallystick_node.underwriting.applications import ApplicationState
from tallystick_node.underwriting.loan_request import LoanPurpose
from tallystick_node.underwriting.product_terms import narrowed

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from node.underwriting.builders import Desk
    from tallystick_node.storage import Database


@pytest.fixture
def person(desk: Desk) -> str:
    return desk.borrower("borrower 0")


def mine(desk: Desk, person: str) -> int:
    with desk.database.reading() as connection:
        return len(desk.underwriting.applications.of(connection, person))


def test_a_product_that_is_off_or_unknown_changes_nothing(desk: Desk, person: str) -> None:
    for product, code in (("lend_first", "PRODUCT:OFF"), ("institution", "PRODUCT:SIDE")):
        with pytest.raises(ProductRefused, match=code):
            desk.apply(person, borrower_wallet(desk), product=product)
    with pytest.raises(InputError, match="PRODUCT:NONE"):
        desk.apply(person, borrower_wallet(desk), product="yacht")
    with pytest.raises(InputError, match="PRODUCT:MONTHS"):
        desk.apply(person, borrower_wallet(desk), product="rural", amount=2_000 * UNIT, months=24)
    assert mine(desk, person) == 0


def test_the_china_pack_refuses_lending_first_by_name(
    tmp_path: Path, database: Database, network: Network, time: Time
) -> None:
    desk = open_desk(tmp_path, database, network, time, pack="cn-2017")
    person = desk.borrower("borrower 0")
    with pytest.raises(ProductRefused, match="PRODUCT:PACK"):
        desk.apply(person, borrower_wallet(desk), product="lend_first")


def test_an_identity_card_is_enough_for_a_small_loan(desk: Desk) -> None:
    person = desk.room.full()
    desk.room.bind(person, "borrower 0")
    desk.room.people.documents.upload(person, "identity_card", PDF + b"id%%EOF")
    desk.room.people.evidence.state(person, Field.INCOME, str(30_000 * UNIT))
    desk.room.people.consents.give(person, ConsentPurpose.CREDIT_REPORT)
    with pytest.raises(Exception, match="APPLICATION:DOCUMENTS"):
        desk.apply(person, borrower_wallet(desk), amount=2_000 * UNIT)
    number = desk.apply(person, borrower_wallet(desk), product="rural", amount=2_000 * UNIT)
    assert desk.examine(number) is ApplicationState.REFERRED, desk.row(number).reasons
    assert desk.row(number).reasons == ["income.unverified"]


def test_the_cap_of_a_product_is_on_all_that_is_owed() -> None:
    order = an_order(product="rural")
    rules = narrowed(RULES, load_catalogue().template("rural"), order)
    assert {grade.limit for grade in rules.grades.values()} == {3_000 * UNIT}
    assert max(grade.income_months for grade in rules.grades.values()) == 6
    assert rules.documents == ["identity_card"]
    assert narrowed(RULES, load_catalogue().template("personal"), order) is RULES


@pytest.mark.parametrize("name", list(load_catalogue().products))
def test_no_product_lends_more_than_the_rules(name: str) -> None:
    template = load_catalogue().template(name)
    rules = narrowed(RULES, template, an_order())
    assert rules.amount_max <= RULES.amount_max
    assert rules.amount_min >= RULES.amount_min
    for grade, known in rules.grades.items():
        assert known.limit <= RULES.grades[grade].limit
        assert known.income_months <= RULES.grades[grade].income_months


def test_a_grade_that_a_product_leaves_out_gets_none() -> None:
    rules = narrowed(RULES, load_catalogue().template("tourism"), an_order())
    assert list(rules.grades) == ["A", "B", "C", "D", "E"]


def test_a_harvest_loan_is_paid_at_once_after_it(desk: Desk, person: str) -> None:
    month = desk.room.people.context.today.month % 12 + 5
    order: dict[str, Any] = {
        "product": "seasonal", "purpose": LoanPurpose.SMALL_BUSINESS, "method": 3, "months": 6,
        "harvest_month": month,
    }  # fmt: skip
    with pytest.raises(InputError, match="PRODUCT:SEASON"):
        desk.apply(person, borrower_wallet(desk), **(order | {"months": 5}))
    number = desk.apply(person, borrower_wallet(desk), **order)
    assert desk.examine(number) is ApplicationState.APPROVED, desk.row(number).reasons
    with desk.database.writing() as connection:
        signed = desk.underwriting.offers.make(connection, person, number)
    assert (signed.offer.n, signed.offer.method) == (6, 3)


def test_region_and_industry_are_shown_where_that_is_agreed_and_no_finer(
    desk: Desk, person: str
) -> None:
    coarse: dict[str, Any] = {"region": "CN-ZJ", "industry": "A", "product": "shop",
              "purpose": LoanPurpose.SMALL_BUSINESS}  # fmt: skip
    with pytest.raises(InputError, match="PRODUCT:COARSE"):
        desk.apply(person, borrower_wallet(desk), **coarse)
    for finer in ({"region": "CN-ZJ-HZ"}, {"industry": "A01"}):
        with pytest.raises(ValueError, match="pattern"):
            an_order(**finer)
    number = desk.apply(person, borrower_wallet(desk), disclosure_agreed=True, **coarse)
    desk.examine(number)
    with desk.database.writing() as connection:
        signed = desk.underwriting.offers.make(connection, person, number)
        row = desk.underwriting.applications.row(connection, number)
    assert (row.region, row.industry) == ("CN-ZJ", "A")
    (kept,) = desk.room.people.context.vault.ring_file.parents[1].rglob(
        f"{signed.offer.disclosure_hash.hex()}.json"
    )
    document = read_statement(kept.read_bytes()).document
    assert document["borrower"]["industry"] == "ISIC section A, region CN-ZJ"
    assert document["purpose"].startswith("Shopkeeper's loan, small_business: ")
