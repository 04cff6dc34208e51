"""Providers are asked with a consent, every way to fail has its code, and levels follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.kyc.builders import PDF, id_number, picture
from node.times import Time
from tallystick.errors import ConfigError, InputError
from tallystick_node.kyc.checks import CHECKS_A_DAY
from tallystick_node.kyc.consents import ConsentPurpose
from tallystick_node.kyc.fields import Field, PersonKind
from tallystick_node.kyc.providers.protocols import ProviderFailed
from tallystick_node.kyc.providers.sandbox import CARD_MARKS, ID_MARKS, IMAGE_MARKS, SandboxProvider
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import checks

if TYPE_CHECKING:
    from node.kyc.builders import Room

CARD_NUMBER = "6228480402564890018"
USCC = "91110000600037341L"


def kept(room: Room, person: str) -> list[tuple[str, bool, list[str]]]:
    with room.people.context.database.reading() as connection:
        rows = connection.execute(
            select(checks).where(checks.c.person == person).order_by(checks.c.id)
        ).all()
    return [(row.provider, row.passed, row.codes) for row in rows]


def test_the_sandbox_is_refused_outside_development() -> None:
    with pytest.raises(ConfigError, match="PROVIDER:SANDBOX"):
        SandboxProvider(dev=False, today=Time().now.date)
    assert SandboxProvider(dev=True, today=Time().now.date).name == "sandbox"


def test_a_real_name_is_a_match_and_a_clear_screening(room: Room) -> None:
    person = room.named()
    assert room.level(person) == 0
    result = room.people.checks.identity(person, room.agree(person))
    assert (result.provider, result.passed, result.codes) == ("sandbox", True, ())
    assert room.level(person) == 0
    room.people.watchlist.screen(person)
    assert room.level(person) == 1


@pytest.mark.parametrize("mark", sorted(mark for mark, way in ID_MARKS.items() if way[0] != "P"))
def test_a_mismatch_with_the_register_is_kept_with_its_code(room: Room, mark: str) -> None:
    person = room.named(id_number(mark))
    result = room.people.checks.identity(person, room.agree(person))
    assert not result.passed
    assert result.codes == ID_MARKS[mark]
    room.people.watchlist.screen(person)
    assert room.level(person) == 0
    assert kept(room, person) == [("sandbox", False, list(ID_MARKS[mark]))]


@pytest.mark.parametrize("mark", sorted(mark for mark, way in ID_MARKS.items() if way[0] == "P"))
def test_no_answer_is_no_answer_and_is_kept_as_one(room: Room, mark: str) -> None:
    person = room.named(id_number(mark))
    with pytest.raises(ProviderFailed, match=str(ID_MARKS[mark])):
        room.people.checks.identity(person, room.agree(person))
    assert kept(room, person) == [("sandbox", False, [ID_MARKS[mark]])]
    with room.people.context.database.reading() as connection:
        finding = room.people.evidence.findings(connection, person)[Field.ID_NUMBER]
    assert finding.verdict == "stated"


@pytest.mark.long
@pytest.mark.parametrize("mark", sorted(CARD_MARKS))
def test_each_element_of_a_card_has_its_code(room: Room, mark: str) -> None:
    person = room.real(phone=f"1391234{mark}")
    room.people.evidence.state(person, Field.CARD, CARD_NUMBER)
    way = CARD_MARKS[mark]
    if isinstance(way, str):
        with pytest.raises(ProviderFailed, match=way):
            room.people.checks.card(person, room.agree(person))
        assert kept(room, person)[-1] == ("sandbox", False, [way])
        return
    result = room.people.checks.card(person, room.agree(person))
    assert not result.passed
    assert result.codes == way
    assert room.level(person) == 1


def test_four_elements_and_a_face_make_the_second_level(room: Room) -> None:
    person = room.full()
    assert room.level(person) == 2


def test_a_card_needs_all_four_elements_stated(room: Room) -> None:
    person = room.real()
    with pytest.raises(PersonRefused, match="EVIDENCE:MISSING: state card first"):
        room.people.checks.card(person, room.agree(person))


@pytest.mark.long
@pytest.mark.parametrize("mark", sorted(IMAGE_MARKS))
def test_a_face_that_does_not_live_or_is_another_is_refused(room: Room, mark: bytes) -> None:
    person = room.real()
    challenge = room.people.checks.liveness_challenge(person)
    way = IMAGE_MARKS[mark]
    consent = room.agree(person)
    if isinstance(way, str):
        with pytest.raises(ProviderFailed, match=way):
            room.people.checks.liveness(person, consent, challenge, picture(mark))
        return
    result = room.people.checks.liveness(person, consent, challenge, picture(mark))
    assert not result.passed
    assert {way[0]} - {""} <= set(result.codes)
    assert {"NOT_ALIVE", "NOT_THE_SAME"} & set(result.codes)


def test_a_picture_counts_once_whoever_shows_it(room: Room) -> None:
    person, other = room.real(), room.real(id_number("125"))
    image = picture(b"one")
    challenge = room.people.checks.liveness_challenge(person)
    assert room.people.checks.liveness(person, room.agree(person), challenge, image).passed
    for again in (person, other):
        challenge = room.people.checks.liveness_challenge(again)
        with pytest.raises(PersonRefused, match="IMAGE:AGAIN"):
            room.people.checks.liveness(again, room.agree(again), challenge, image)


@pytest.mark.parametrize("stale", ["used", "old", "another's", "made up"])
def test_a_challenge_is_fresh_or_refused(room: Room, stale: str) -> None:
    person = room.real()
    consent = room.agree(person)
    challenge = room.people.checks.liveness_challenge(person)
    if stale == "used":
        room.people.checks.liveness(person, consent, challenge, picture(b"first"))
    elif stale == "old":
        room.time.pass_by(seconds=600)
    elif stale == "another's":
        challenge = room.people.checks.liveness_challenge(room.register())
    else:
        challenge = "0" * 32
    with pytest.raises(PersonRefused, match="CHALLENGE:STALE"):
        room.people.checks.liveness(person, consent, challenge, picture(b"second"))


@pytest.mark.parametrize("image", [b"", b"GIF89a", PDF, b"\x89PNG\r\n\x1a\n"])
def test_a_picture_is_a_picture_by_its_bytes(room: Room, image: bytes) -> None:
    person = room.real()
    challenge = room.people.checks.liveness_challenge(person)
    with pytest.raises(InputError, match="DOCUMENT:TYPE|IMAGE:TYPE"):
        room.people.checks.liveness(person, room.agree(person), challenge, image)


@pytest.mark.parametrize("how", ["withdrawn", "for something else", "another's", "none"])
def test_without_an_open_consent_nobody_is_asked(room: Room, how: str) -> None:
    person = room.named()
    consent = 99
    if how == "withdrawn":
        consent = room.agree(person)
        room.people.consents.withdraw(person, consent)
    elif how == "for something else":
        consent = room.agree(person, ConsentPurpose.CREDIT_REPORT)
    elif how == "another's":
        consent = room.agree(room.register())
    with pytest.raises(PersonRefused, match="CONSENT:NONE"):
        room.people.checks.identity(person, consent)
    assert kept(room, person) == []


def test_a_register_is_not_tried_out(room: Room) -> None:
    person = room.named(id_number("901"))
    consent = room.agree(person)
    for _ in range(CHECKS_A_DAY):
        assert not room.people.checks.identity(person, consent).passed
    with pytest.raises(PersonRefused, match="CHECK:LIMIT"):
        room.people.checks.identity(person, consent)
    room.time.pass_by(days=1)
    room.people.checks.identity(person, consent)


def test_a_name_stated_anew_is_not_verified_any_more(room: Room) -> None:
    person = room.real()
    room.people.evidence.state(person, Field.NAME, "王小明")
    assert room.level(person) == 0
    room.people.checks.identity(person, room.agree(person))
    assert room.level(person) == 1


def test_evidence_says_who_looked_how_and_until_when(room: Room) -> None:
    person = room.real()
    with room.people.context.database.reading() as connection:
        finding = room.people.evidence.findings(connection, person)[Field.ID_NUMBER]
    assert (finding.verdict, finding.method, finding.verifier) == (
        "verified",
        "identity",
        "sandbox",
    )
    assert finding.reference is not None
    assert finding.reference.startswith("SANDBOX-")
    assert finding.expires_on is not None
    room.time.pass_by(days=(finding.expires_on - room.time.now.date()).days)
    assert room.level(person) == 1
    room.time.pass_by(days=1)
    assert room.level(person) == 0


def test_staff_verifies_job_and_income_by_a_document_of_the_person(room: Room) -> None:
    person, other = room.register(), room.register()
    room.people.evidence.state(person, Field.INCOME, "120000000000")
    document = room.people.documents.upload(person, "proof_of_income", PDF)
    verify = room.people.evidence.verify_by_staff
    with pytest.raises(PersonRefused, match="EVIDENCE:MISSING"):
        verify(person, Field.JOB, staff="s", document=document.number, expires_on=None)
    with pytest.raises(PersonRefused, match="DOCUMENT:NONE"):
        verify(other, Field.INCOME, staff="s", document=document.number, expires_on=None)
    verify(person, Field.INCOME, staff="staff-1", document=document.number, expires_on=None)
    with room.people.context.database.reading() as connection:
        finding = room.people.evidence.findings(connection, person)[Field.INCOME]
    assert (finding.holds, finding.verifier, finding.method) == (True, "staff-1", "document")
    assert finding.at == room.time.now


def test_a_company_is_known_as_well_as_who_acts_for_it(room: Room) -> None:
    number = room.new_number()
    company = room.people.registration.register(
        number, room.code_for(number), PersonKind.LEGAL, USCC
    )
    room.people.evidence.state(company, Field.NAME, "北京示例有限公司")
    document = room.people.documents.upload(company, "business_licence", PDF).number
    for field in (Field.NAME, Field.COMPANY_NUMBER):
        room.people.evidence.verify_by_staff(
            company, field, staff="s", document=document, expires_on=None
        )
    room.people.watchlist.screen(company)
    assert room.level(company) == 0
    with pytest.raises(PersonRefused, match="PERSON:KIND"):
        room.people.levels.represent(company, company, staff="s", document=document)
    acting = room.full()
    room.people.levels.represent(company, acting, staff="s", document=document)
    assert room.level(company) == 2
