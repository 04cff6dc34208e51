"""From the application to the listed loan: stages, notices, the offer that the contract takes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from eth_utils.crypto import keccak

from node.kyc.builders import PDF
from node.underwriting.builders import STAFF, Desk
from tallystick.disclosure.statement import read_statement
from tallystick.errors import Reverted
from tallystick.platform._sync.borrower import Borrower
from tallystick.platform._sync.loans import listing
from tallystick_node.kyc.consents import ConsentPurpose
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.providers.protocols import ProviderFailed
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.underwriting.applications import ApplicationRefused, ApplicationState
from tallystick_node.underwriting.loan_request import LoanPurpose


def borrower_wallet(desk: Desk) -> str:
    return desk.network.session.actors.borrowers[0].address


def borrower_of(desk: Desk, name: str = "borrower 0", **fields: str) -> str:
    return desk.borrower(name, **fields)


@pytest.fixture
def person(desk: Desk) -> str:
    return borrower_of(desk)


def offered(desk: Desk, person: str) -> str:
    number = desk.apply(person, borrower_wallet(desk))
    assert desk.examine(number) is ApplicationState.APPROVED, desk.row(number)
    with desk.database.writing() as connection:
        desk.underwriting.offers.make(connection, person, number)
    return number


def test_a_good_application_passes_six_stages_that_the_journal_has_in_order(
    desk: Desk, person: str
) -> None:
    number = desk.apply(person, borrower_wallet(desk))
    assert desk.state(number) is ApplicationState.SUBMITTED
    assert desk.examine(number) is ApplicationState.APPROVED, desk.row(number).reasons
    acts = [act for act in desk.room.acts() if act.startswith("stage.")]
    assert acts == [
        "stage.screen", "stage.authenticity", "stage.fraud", "stage.score", "stage.assessment",
        "stage.decision",
    ]  # fmt: skip
    row = desk.row(number)
    assert row.model == desk.underwriting.examination.card.hash
    assert row.policy == "generic 1"
    assert row.rules == desk.underwriting.examination.rules.version
    assert len(row.inputs) == 64
    assert desk.told()[-1]["kind"] == "application.approved"


def test_the_job_finds_what_waits_and_does_it_once(desk: Desk, person: str) -> None:
    number = desk.apply(person, borrower_wallet(desk))
    kind = desk.underwriting.examination.kind
    assert list(kind.subjects(desk.room.people.context.today)) == [number]
    desk.examine(number)
    acts = len(desk.room.acts())
    desk.examine(number)
    assert len(desk.room.acts()) == acts
    assert list(kind.subjects(desk.room.people.context.today)) == []


def test_the_contract_takes_the_offer_and_the_texts_are_there(desk: Desk, person: str) -> None:
    number = offered(desk, person)
    with desk.database.reading() as connection:
        signed = desk.underwriting.offers.kept(connection, number)
    assert signed is not None
    offers = desk.underwriting.offers
    agreement = offers.agreements.read(signed.offer.agreement_hash)
    assert keccak(agreement.html) == signed.offer.agreement_hash
    (kept,) = desk.room.people.context.vault.ring_file.parents[1].rglob(
        f"{signed.offer.disclosure_hash.hex()}.json"
    )
    assert read_statement(kept.read_bytes()).hash == signed.offer.disclosure_hash

    platform = desk.network.platform
    signer = desk.network.session.actors.borrowers[0]
    signed_offer = signed.message
    loan = Borrower(platform, signer).act.list(signed_offer).send().result
    desk.index()
    with desk.database.writing() as connection:
        assert offers.follow(connection) == 1
        assert offers.follow(connection) == 0
    assert desk.state(number) is ApplicationState.LISTED
    assert listing(platform, loan).terms.principal == signed.offer.principal


def test_another_term_than_what_was_signed_is_refused_by_the_contract(
    desk: Desk, person: str
) -> None:
    number = offered(desk, person)
    with desk.database.reading() as connection:
        signed = desk.underwriting.offers.kept(connection, number)
    assert signed is not None
    cheaper = replace(signed.offer, rate_ppm=signed.offer.rate_ppm - 1)
    signer = desk.network.session.actors.borrowers[0]
    with pytest.raises(Reverted, match="OFFER:LIST:SIGNATURE"):
        Borrower(desk.network.platform, signer).act.list(
            replace(signed.message, offer=cheaper)
        ).send()


def test_an_offer_is_signed_once(desk: Desk, person: str) -> None:
    number = offered(desk, person)
    with desk.database.writing() as connection:
        first = desk.underwriting.offers.kept(connection, number)
        assert desk.underwriting.offers.make(connection, person, number) == first


def test_an_offer_is_its_owner_s(desk: Desk, person: str) -> None:
    number = desk.apply(person, borrower_wallet(desk))
    desk.examine(number)
    other = borrower_of(desk, "borrower 1", sequence="321")
    for act in (
        lambda connection: desk.underwriting.offers.make(connection, other, number),
        lambda connection: desk.underwriting.applications.withdraw(connection, other, number),
    ):
        with (
            pytest.raises(ApplicationRefused, match="APPLICATION:NONE"),
            desk.database.writing() as connection,
        ):
            act(connection)


def test_an_offer_nobody_took_expires(desk: Desk, person: str) -> None:
    number = offered(desk, person)
    desk.room.time.pass_by(days=15)
    with desk.database.writing() as connection:
        assert desk.underwriting.offers.follow(connection) == 1
    assert desk.state(number) is ApplicationState.EXPIRED


def test_a_refusal_is_told_with_its_reasons_and_is_final(desk: Desk, person: str) -> None:
    number = desk.apply(person, borrower_wallet(desk), purpose=LoanPurpose.GAMBLING)
    assert desk.examine(number) is ApplicationState.REFUSED
    last = desk.told()[-1]
    assert last["kind"] == "application.refused"
    assert last["reasons"] == ["The purpose is one that we do not finance"]
    with (
        pytest.raises(ApplicationRefused, match="APPLICATION:STATE"),
        desk.database.writing() as connection,
    ):
        desk.underwriting.offers.make(connection, person, number)


def test_a_withdrawn_application_is_not_examined(desk: Desk, person: str) -> None:
    number = desk.apply(person, borrower_wallet(desk))
    effect = desk.underwriting.examination.examine(number)
    with desk.database.writing() as connection:
        desk.underwriting.applications.withdraw(connection, person, number)
    with desk.database.writing() as connection:
        effect(connection)
    assert desk.state(number) is ApplicationState.WITHDRAWN


def test_the_same_project_is_refused_whoever_asks(desk: Desk, person: str) -> None:
    first = desk.apply(person, borrower_wallet(desk), project_reference="Invoice 4711")
    assert desk.examine(first) is ApplicationState.APPROVED
    desk.room.time.pass_by(seconds=5)
    other = borrower_of(desk, "borrower 1", sequence="321")
    wallet = desk.network.session.actors.borrowers[1].address
    second = desk.apply(other, wallet, project_reference="invoice  4711", title="Something else")
    assert desk.examine(second) is ApplicationState.REFUSED
    assert desk.row(second).reasons[0] == "project.duplicate"
    assert "fraud.card_shared" in desk.row(second).reasons  # the scene has one card for all


def test_a_project_under_a_new_name_is_looked_at(desk: Desk, person: str) -> None:
    desk.examine(desk.apply(person, borrower_wallet(desk)))
    desk.room.time.pass_by(seconds=5)
    number = desk.apply(person, borrower_wallet(desk), title="A new roof 2")
    assert desk.examine(number) is ApplicationState.REFERRED
    assert "project.similar" in desk.row(number).reasons


def test_a_document_that_another_one_showed_is_refused(desk: Desk, person: str) -> None:
    forged = PDF + b"salary 9999" + b"%%EOF"
    desk.room.people.documents.upload(person, "bank_statement", forged)
    other = borrower_of(desk, "borrower 1", sequence="321")
    desk.room.people.documents.upload(other, "bank_statement", forged)
    number = desk.apply(other, desk.network.session.actors.borrowers[1].address)
    assert desk.examine(number) is ApplicationState.REFUSED
    assert desk.row(number).reasons[0] == "fraud.document_reused"
    assert desk.told()[-1]["reasons"] == ["We could not verify what was given"]


def test_a_shared_device_is_looked_at(desk: Desk, person: str) -> None:
    desk.apply(person, borrower_wallet(desk), device="device-1")
    other = borrower_of(desk, "borrower 1", sequence="321")
    number = desk.apply(other, desk.network.session.actors.borrowers[1].address, device="device-1")
    assert desk.examine(number) is ApplicationState.REFERRED
    assert "fraud.device_shared" in desk.row(number).reasons


def test_an_income_that_grew_overnight_is_looked_at(desk: Desk, person: str) -> None:
    people = desk.room.people
    people.evidence.state(person, Field.INCOME, str(300_000 * 10**6))
    proof = people.documents.upload(person, "tax", PDF + b"tax" + b"%%EOF")
    people.evidence.verify_by_staff(
        person, Field.INCOME, staff=STAFF, document=proof.number, expires_on=None
    )
    number = desk.apply(person, borrower_wallet(desk))
    assert desk.examine(number) is ApplicationState.REFERRED
    assert desk.row(number).reasons == ["income.inconsistent"]


def test_without_an_answer_of_the_bureau_an_application_waits(desk: Desk) -> None:
    person = borrower_of(desk, sequence="914")
    number = desk.apply(person, borrower_wallet(desk))
    with pytest.raises(ProviderFailed, match="PROVIDER:TIMEOUT"):
        desk.examine(number)
    assert desk.state(number) is ApplicationState.SUBMITTED


def test_no_more_than_five_are_open(desk: Desk, person: str) -> None:
    for place in range(5):
        desk.apply(person, borrower_wallet(desk), title=f"Thing {place}")
    with pytest.raises(ApplicationRefused, match="APPLICATION:MANY"):
        desk.apply(person, borrower_wallet(desk), title="Thing 6")


def test_a_wallet_that_is_not_the_person_s_is_refused(desk: Desk, person: str) -> None:
    with pytest.raises(PersonRefused, match="WALLET:FOREIGN"):
        desk.apply(person, desk.network.session.actors.borrowers[1].address)


def test_what_the_borrower_wrote_stands_nowhere_in_clear(desk: Desk, person: str) -> None:
    number = desk.apply(person, borrower_wallet(desk), title="Zanzibar roof of my aunt")
    desk.examine(number)
    with desk.database.reading() as connection:
        for table in ("applications", "findings", "journal", "messages", "credit_reviews"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            assert "Zanzibar" not in json.dumps([str(row) for row in rows])


def test_whom_no_bureau_could_know_is_judged_without_one(desk: Desk) -> None:
    people = desk.room.people
    person = desk.room.register()
    for kind in desk.underwriting.examination.rules.documents:
        people.documents.upload(person, kind, PDF + kind.encode() + b"%%EOF")
    people.consents.give(person, ConsentPurpose.CREDIT_REPORT)
    desk.room.bind(person, "borrower 0")
    number = desk.apply(person, borrower_wallet(desk))
    assert desk.examine(number) is ApplicationState.REFUSED
    with desk.database.reading() as connection:
        assert people.bureaus.report(connection, person, "sandbox") is None
