"""From evidence to a credential that the chain takes; nothing missing, nothing expired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.kyc.builders import PDF, Room, account, id_number, open_room, signed
from tallystick.errors import BadSignature
from tallystick.platform._sync.operator import Operator
from tallystick.testing.actors import test_signer
from tallystick_node.kyc.assessment_rules import WARNING
from tallystick_node.kyc.cosigning import Cosigning
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.refusals import UNDER_REVIEW, PersonRefused
from tallystick_node.kyc.wallets import WALLETS_MAX, wallet_text
from tallystick_node.storage.tables import credentials, journal

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick.chain.signer import Signature
    from tallystick_node.kyc.cosign_request import CosignRequest
    from tallystick_node.storage import Database

UNIT = 10**6


@dataclass
class Second:
    """A second attestor that looks at what it is asked, with the first one's database."""

    cosigning: Cosigning
    place: str = "second"

    def cosign(self, request: CosignRequest) -> Signature:
        return self.cosigning.cosign(request)


@pytest.fixture
def pair(tmp_path: Path, database: Database, network: Network, time: Time) -> Room:
    """A room whose credentials are co-signed."""
    others: list[Second] = []
    room = open_room(tmp_path, database, network, time, cosigners=others)
    context, watchlist = room.people.context, room.people.watchlist
    second = network.session.actors.attestors[1]
    others.append(Second(Cosigning(context, watchlist, network.platform, second, dev=True)))
    return room


def lender(room: Room, wallet: str, number: str | None = None) -> tuple[str, str]:
    person = room.full(number)
    address = room.bind(person, wallet)
    room.suit(person, wallet)
    return person, address


def missing(room: Room, person: str, *, borrow: bool = False) -> tuple[str, ...]:
    return room.people.credentials.missing(person, lend=not borrow, borrow=borrow)


def test_evidence_becomes_a_credential_that_the_chain_takes(pair: Room, network: Network) -> None:
    person, wallet = lender(pair, "newcomer")
    issued = pair.people.credentials.request(person, wallet, lend=True, borrow=True)
    assert issued.complete
    assert issued.refusals == {}
    sender = Operator(network.platform, network.session.actors.borrower)
    consented = issued.signed.consented(network.platform, test_signer("newcomer"))
    assert sender.act.enrol(consented).send().result == wallet
    known = sender.view.person(wallet)
    assert known is not None
    assert (known.risk_class, known.lend_limit) == (5, 10**15)
    assert known.expiry == issued.signed.credential.expiry


def test_one_signature_is_not_enough_for_the_chain(room: Room, network: Network) -> None:
    person, wallet = lender(room, "newcomer")
    issued = room.people.credentials.request(person, wallet, lend=True, borrow=False)
    assert not issued.complete
    assert issued.threshold == 2
    sender = Operator(network.platform, network.session.actors.borrower)
    consented = issued.signed.consented(network.platform, test_signer("newcomer"))
    with pytest.raises(BadSignature, match="REG:ATTEST:FEW"):
        sender.act.enrol(consented).send()


def test_many_wallets_have_one_commitment_and_the_head_stands_for_them(
    pair: Room, network: Network
) -> None:
    person, first = lender(pair, "newcomer")
    second = pair.bind(person, "another")
    response = pair.people.credentials.request(person, first, lend=True, borrow=False)
    sender = Operator(network.platform, network.session.actors.borrower)
    sender.act.enrol(response.signed.consented(network.platform, test_signer("newcomer"))).send()
    pair.time.pass_by(seconds=5)
    two = pair.people.credentials.request(person, second, lend=True, borrow=False)
    assert two.signed.credential.person == response.signed.credential.person
    result = sender.act.enrol(two.signed.consented(network.platform, test_signer("another"))).send()
    assert result.result == first


def test_the_commitment_needs_the_key(
    tmp_path: Path, database: Database, network: Network, time: Time
) -> None:
    room = open_room(tmp_path, database, network, time, key=b"\x06" * 32)
    context = open_room(tmp_path / "b", database, network, time).people.context
    number = id_number()
    assert room.people.context.commitment("natural", number) != context.commitment(
        "natural", number
    )
    assert number not in context.commitment("natural", number)
    assert context.commitment("natural", number) != context.commitment("legal", number)
    assert 1 <= context.group(context.commitment("natural", number)) < 2**28


def test_all_that_is_missing_is_said_at_once(room: Room) -> None:
    person = room.register()
    wallet = room.bind(person, "newcomer")
    with pytest.raises(PersonRefused, match="CREDENTIAL:MISSING") as refused:
        room.people.credentials.request(person, wallet, lend=True, borrow=True)
    for part in ("name must match", "id_number must match", "questionnaire", "screening"):
        assert part in str(refused.value)
    with pytest.raises(PersonRefused, match="CREDENTIAL:NOTHING"):
        room.people.credentials.request(person, wallet, lend=False, borrow=False)


def test_a_real_name_is_enough_to_lend_and_not_to_borrow(room: Room) -> None:
    person = room.real()
    wallet = room.bind(person, "newcomer")
    room.suit(person, "newcomer")
    assert missing(room, person) == ()
    assert any("card" in sentence for sentence in missing(room, person, borrow=True))
    issued = room.people.credentials.request(person, wallet, lend=True, borrow=False)
    assert issued.signed.credential.borrow_limit == 0


def test_who_does_not_lend_needs_no_questionnaire_and_may_lend_nothing(room: Room) -> None:
    person = room.full()
    wallet = room.bind(person, "newcomer")
    issued = room.people.credentials.request(person, wallet, lend=False, borrow=True)
    credential = issued.signed.credential
    assert (credential.lend_limit, credential.risk_class) == (0, 1)
    assert credential.borrow_limit > 0


def test_the_class_decides_the_limit(room: Room) -> None:
    person = room.real()
    wallet = room.bind(person, "newcomer")
    room.suit(person, "newcomer", income="0", liquid="30000000000", commitments="0")
    issued = room.people.credentials.request(person, wallet, lend=True, borrow=False)
    credential = issued.signed.credential
    assert (credential.risk_class, credential.lend_limit) == (3, 200_000 * UNIT)


def test_an_assessment_that_has_ended_blocks_until_it_is_taken_anew(room: Room) -> None:
    person, wallet = lender(room, "newcomer")
    with room.people.context.database.reading() as connection:
        current = room.people.assessments.current(connection, person)
    assert current is not None
    room.time.pass_by(days=(current.expires_on - room.time.now.date()).days)
    assert missing(room, person) == ()
    room.time.pass_by(days=1)
    assert any("held until" in sentence for sentence in missing(room, person))
    with pytest.raises(PersonRefused, match="CREDENTIAL:MISSING"):
        room.people.credentials.request(person, wallet, lend=True, borrow=False)


def test_a_credential_ends_with_what_it_rests_on(room: Room) -> None:
    person, wallet = lender(room, "newcomer")
    issued = room.people.credentials.request(person, wallet, lend=True, borrow=False)
    expiry = issued.signed.credential.expiry
    assert expiry % 86_400 == 86_399
    first = room.time.now.date()
    assert (expiry - int(room.time.now.timestamp())) // 86_400 in {364, 365, 366}
    room.time.pass_by(days=600)
    assert room.time.now.date() > first
    late = room.people.cases
    with room.people.context.database.reading() as connection:
        case = late.of(connection, person, lend=True, borrow=False)
    assert case.until is not None
    assert (case.until - room.time.now.date()).days < 365


def test_who_failed_is_warned_before_and_held_to_the_first_class(room: Room) -> None:
    person = room.real()
    wallet = room.bind(person, "newcomer")
    number = room.suit(person, "newcomer", best=False)
    assert any(WARNING in sentence for sentence in missing(room, person))
    room.people.assessments.acknowledge(person, number, WARNING)
    assert missing(room, person) == ()
    issued = room.people.credentials.request(person, wallet, lend=True, borrow=False)
    assert issued.signed.credential.risk_class == 1


def test_who_is_held_learns_nothing_but_that_it_takes_time(room: Room) -> None:
    person = room.real(name="SANDBOX LISTED PERSON")
    assert missing(room, person) == (UNDER_REVIEW,)
    assert "list" not in UNDER_REVIEW
    assert "sanction" not in UNDER_REVIEW


def test_high_risk_waits_for_the_approved_file(room: Room) -> None:
    person, wallet = lender(room, "newcomer")
    room.people.ratings.rate(person, staff="one", exposed=True, cash_business=False, stake=0)
    assert any("another one must approve" in sentence for sentence in missing(room, person))
    document = room.people.documents.upload(person, "source_of_funds", PDF).number
    text = "A long enough account of where the money comes from, and of the papers seen."
    review = room.people.ratings.write_file(person, staff="one", text=text, documents=[document])
    assert missing(room, person) != ()
    room.people.ratings.decide(review, staff="two", approved=True)
    assert missing(room, person) == ()
    assert room.people.credentials.request(person, wallet, lend=True, borrow=False).number


@pytest.mark.parametrize("why", ["age", "income"])
def test_the_old_and_the_poor_get_a_call_a_second_yes_and_a_lower_cap(room: Room, why: str) -> None:
    born = "19550312" if why == "age" else "19850312"
    person, wallet = lender(room, "newcomer", id_number("123", born=born))
    if why == "income":
        room.people.evidence.state(person, Field.INCOME, str(30_000 * UNIT - 1))
    steps = missing(room, person)
    assert any("speak with you" in step for step in steps)
    assert any("confirm" in step for step in steps)
    with pytest.raises(PersonRefused, match="CARE:CALL"):
        room.people.care.confirm(person)
    room.people.care.record_call(person, staff="one", understood=False)
    assert any("speak with you" in sentence for sentence in missing(room, person))
    room.people.care.record_call(person, staff="one", understood=True)
    assert missing(room, person) == ("confirm once more",)
    room.people.care.confirm(person)
    issued = room.people.credentials.request(person, wallet, lend=True, borrow=False)
    assert issued.signed.credential.lend_limit == 5_000 * UNIT
    room.time.pass_by(days=91)
    assert len(missing(room, person)) == 2


def test_the_young_and_well_off_need_no_such_steps(room: Room) -> None:
    person, _ = lender(room, "newcomer", id_number("123", born="19620311"))
    room.people.evidence.state(person, Field.INCOME, str(30_000 * UNIT))
    assert missing(room, person) == ()


def test_related_parties_share_a_group_and_strangers_do_not(room: Room) -> None:
    entry, first = lender(room, "newcomer")
    two, second = lender(room, "another", id_number("125"))
    groups = [
        room.people.credentials.request(
            person, wallet, lend=True, borrow=False
        ).signed.credential.group
        for person, wallet in ((entry, first), (two, second))
    ]
    assert groups[0] != groups[1]
    room.people.credentials.relate(two, entry, staff="s")
    with room.people.context.database.reading() as connection:
        case = room.people.cases.of(connection, two, lend=True, borrow=False)
    assert room.people.context.group(case.group_of) == groups[0]


def test_a_wallet_is_bound_by_its_own_fresh_signature_to_one_person(room: Room) -> None:
    person, other = room.register(), room.register()
    wallet, stranger = account("newcomer"), account("another")
    nonce = room.people.wallets.challenge(person)
    text = wallet_text(wallet.address, nonce)
    with pytest.raises(PersonRefused, match="WALLET:SIGNER"):
        room.people.wallets.bind(person, wallet.address, nonce, signed(stranger, text))
    room.people.wallets.bind(person, wallet.address, nonce, signed(wallet, text))
    with pytest.raises(PersonRefused, match="CHALLENGE:STALE"):
        room.people.wallets.bind(person, wallet.address, nonce, signed(wallet, text))
    assert room.people.wallets.owner(wallet.address.lower()) == person
    assert room.people.wallets.owner(stranger.address) is None
    with pytest.raises(PersonRefused, match="WALLET:TAKEN"):
        room.bind(other, "newcomer")


def test_a_person_has_eight_wallets_and_not_nine(room: Room) -> None:
    person = room.register()
    for number in range(WALLETS_MAX):
        room.bind(person, f"wallet {number}")
    with pytest.raises(PersonRefused, match="WALLET:MANY"):
        room.bind(person, "wallet 9")


def test_what_was_issued_is_journalled_without_a_personal_datum(room: Room) -> None:
    person, wallet = lender(room, "newcomer")
    room.people.credentials.request(person, wallet, lend=True, borrow=False)
    with room.people.context.database.reading() as connection:
        text = repr(connection.execute(select(journal)).all())
        kept = repr(connection.execute(select(credentials)).all())
    assert "credential.issued" in text
    for value in (id_number(), "欧阳明", "6228480402564890018", "138000"):
        assert value not in text
        assert value not in kept
