"""The word of others: known, of other people than the borrower, and with their consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.kyc.builders import id_number
from node.products.builders import borrower_wallet
from tallystick_node.kyc.consents import ConsentPurpose
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.products.refusals import ProductRefused
from tallystick_node.underwriting.applications import ApplicationState

if TYPE_CHECKING:
    from node.underwriting.builders import Desk


@pytest.fixture
def person(desk: Desk) -> str:
    return desk.borrower("borrower 0")


def agree(desk: Desk, number: str, person: str, who: tuple[str, str]) -> None:
    with desk.database.writing() as connection:
        desk.underwriting.products.guarantees.agree(connection, number, person, who, 10)


def vouch(desk: Desk, by: str, wallet: str) -> None:
    with desk.database.writing() as connection:
        desk.underwriting.products.vouches.vouch(connection, by, wallet)


def counted(desk: Desk, person: str) -> int | None:
    with desk.database.reading() as connection:
        return desk.underwriting.products.vouches.count(connection, person)


def known(desk: Desk, name: str, sequence: str) -> tuple[str, str]:
    somebody = desk.room.full(id_number(sequence))
    return somebody, desk.room.bind(somebody, name)


def test_nobody_guarantees_alone_twice_or_unknown(desk: Desk, person: str) -> None:
    number = desk.apply(person, borrower_wallet(desk), product="guaranteed")
    with pytest.raises(ProductRefused, match="PRODUCT:GUARANTOR_OWN"):
        agree(desk, number, person, (person, borrower_wallet(desk)))
    stranger = desk.room.register()
    wallet = desk.room.bind(stranger, "stranger")
    with pytest.raises(ProductRefused, match="PRODUCT:GUARANTOR_LEVEL"):
        agree(desk, number, person, (stranger, wallet))
    other = known(desk, "guarantor", "125")
    with pytest.raises(PersonRefused, match="WALLET:FOREIGN"):
        agree(desk, number, person, (other[0], wallet))
    agree(desk, number, person, other)
    with pytest.raises(ProductRefused, match="PRODUCT:GUARANTOR_TWICE"):
        agree(desk, number, person, other)
    with desk.database.reading() as connection:
        assert desk.underwriting.products.guarantees.total(connection, number) == 10


def test_without_consent_no_word_counts_and_none_is_taken(desk: Desk, person: str) -> None:
    friend, _ = known(desk, "friend", "125")
    with pytest.raises(ProductRefused, match="PRODUCT:VOUCH:"):
        vouch(desk, friend, borrower_wallet(desk))
    assert counted(desk, person) is None
    consent = desk.room.people.consents.give(person, ConsentPurpose.SOCIAL_DATA)
    assert counted(desk, person) == 0
    vouch(desk, friend, borrower_wallet(desk))
    vouch(desk, friend, borrower_wallet(desk))
    assert counted(desk, person) == 1
    desk.room.people.consents.withdraw(person, consent)
    assert counted(desk, person) is None


def test_a_word_that_is_there_is_the_same_again_beyond_the_most_too(
    desk: Desk, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tallystick_node.products.guarantees.VOUCHES_MAX", 1)
    friend, _ = known(desk, "friend", "125")
    other, other_wallet = known(desk, "other", "126")
    for each in (person, other):
        desk.room.people.consents.give(each, ConsentPurpose.SOCIAL_DATA)
    vouch(desk, friend, borrower_wallet(desk))
    vouch(desk, friend, borrower_wallet(desk))
    with pytest.raises(ProductRefused, match="PRODUCT:VOUCHES"):
        vouch(desk, friend, other_wallet)
    assert (counted(desk, person), counted(desk, other)) == (1, 0)


def test_a_word_is_of_somebody_else_who_is_known_and_is_taken_back(desk: Desk, person: str) -> None:
    desk.room.people.consents.give(person, ConsentPurpose.SOCIAL_DATA)
    with pytest.raises(ProductRefused, match="PRODUCT:VOUCH_OWN"):
        vouch(desk, person, borrower_wallet(desk))
    stranger = desk.room.register()
    with pytest.raises(ProductRefused, match="PRODUCT:GUARANTOR_LEVEL"):
        vouch(desk, stranger, borrower_wallet(desk))
    friend, _ = known(desk, "friend", "125")
    vouch(desk, friend, borrower_wallet(desk))
    with desk.database.writing() as connection:
        desk.underwriting.products.vouches.take_back(connection, friend, borrower_wallet(desk))
    assert counted(desk, person) == 0


def test_scoring_works_without_it_and_nobody_is_refused_for_it(desk: Desk, person: str) -> None:
    number = desk.apply(person, borrower_wallet(desk), product="social")
    assert desk.examine(number) is ApplicationState.REFERRED
    row = desk.row(number)
    assert row.reasons == ["social.no_word"]
    assert row.grade is not None


def test_a_word_moves_no_score_and_no_look_for_it_is_left(desk: Desk, person: str) -> None:
    without = desk.apply(person, borrower_wallet(desk), title="A first shed")
    desk.examine(without)
    desk.room.people.consents.give(person, ConsentPurpose.SOCIAL_DATA)
    friend, _ = known(desk, "friend", "125")
    vouch(desk, friend, borrower_wallet(desk))
    number = desk.apply(person, borrower_wallet(desk), product="social", title="Other plans")
    desk.room.time.pass_by(seconds=5)
    desk.examine(number)
    assert desk.row(number).reasons == ["fraud.card_shared"], "the scene has one card for all"
    assert desk.row(number).score == desk.row(without).score
