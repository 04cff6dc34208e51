"""No personal datum is in clear anywhere: not in a table, a file, a log, a metric or a sentence."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from node.kyc.builders import PDF, Room, id_number, picture
from tallystick.errors import TallystickError
from tallystick_node.infrastructure.logs import configure_logs
from tallystick_node.kyc.consents import ConsentPurpose
from tallystick_node.kyc.fields import Field, PersonKind
from tallystick_node.kyc.providers.protocols import ProviderFailed
from tallystick_node.storage.schema import metadata

if TYPE_CHECKING:
    from collections.abc import Callable

PHONE = "13917171717"
NAME = "司徒独特"
LATIN = "Situ Dute"
NUMBER = id_number("377", born="19530312")
CARD = "6228480402564890018"
ADDRESS = "上海市独一路 88 号"
JOB = "distinctive beekeeper"
INCOME = "7717171717"
LIQUID = "900000717171"
FILE = "They sold a rare manuscript named Peculiarium in 2025; the deed and the transfer were seen."
VALUES = (
    PHONE,
    NAME,
    LATIN,
    NUMBER,
    CARD,
    ADDRESS,
    JOB,
    INCOME,
    LIQUID,
    "Peculiarium",
    "deadbeef77",
)
COMPANY = "91110000MA000000F0"


def live(room: Room) -> str:
    """Lead one person through the whole room, with everything that goes wrong on the way."""
    people = room.people
    person = room.register(PHONE)
    stated = {
        Field.NAME: NAME, Field.ID_NUMBER: NUMBER, Field.CARD: CARD, Field.ADDRESS: ADDRESS,
        Field.JOB: JOB, Field.INCOME: INCOME, Field.COUNTRY: "CN", Field.BIRTH_DATE: "1953-03-12",
    }  # fmt: skip
    for field, value in stated.items():
        people.evidence.state(person, field, value)
    consent = people.consents.give(person, ConsentPurpose.IDENTITY_CHECK)
    people.checks.identity(person, consent)
    people.checks.card(person, consent)
    challenge = people.checks.liveness_challenge(person)
    people.checks.liveness(person, consent, challenge, picture(b"deadbeef77"))
    people.bureaus.inquire(
        person, "sandbox", people.consents.give(person, ConsentPurpose.CREDIT_REPORT), actor="staff"
    )
    document = people.documents.upload(person, "tax", PDF + b"deadbeef77 %%EOF").number
    people.evidence.verify_by_staff(
        person, Field.JOB, staff="s", document=document, expires_on=None
    )
    people.watchlist.screen(person)
    wallet = room.bind(person, "newcomer")
    room.suit(person, "newcomer", liquid=LIQUID)
    people.ratings.rate(person, staff="s", exposed=True, cash_business=False, stake=1)
    review = people.ratings.write_file(person, staff="s", text=FILE, documents=[document])
    people.ratings.decide(review, staff="t", approved=True)
    people.care.record_call(person, staff="s", understood=True)
    people.care.confirm(person)
    people.credentials.request(person, wallet, lend=True, borrow=True)
    return person


def mistakes(room: Room, person: str) -> list[Callable[[], Any]]:
    """Everything that is refused with one of the person's values in hand."""
    people = room.people
    state = people.evidence.state
    other = room.register()
    return [
        lambda: people.registration.register(PHONE, "000000"),
        lambda: room.register(PHONE),
        lambda: people.registration.ask_code(PHONE + "9"),
        lambda: state(other, Field.ID_NUMBER, NUMBER),
        lambda: state(person, Field.ID_NUMBER, NUMBER[:-1] + "?"),
        lambda: state(person, Field.CARD, CARD[:-1] + "1"),
        lambda: state(person, Field.INCOME, INCOME + ".5"),
        lambda: state(person, Field.NAME, "7717171717 88"),
        lambda: state(person, Field.COMPANY_NUMBER, COMPANY),
        lambda: people.evidence.verify_by_staff(
            person, Field.NAME, staff="s", document=9_999, expires_on=None
        ),
        lambda: people.assessments.answer(person, {"liquid": LIQUID + "x"}),
        lambda: people.ratings.write_file(person, staff="s", text="Peculiarium", documents=[1]),
        lambda: people.documents.upload(person, NAME, PDF),
        lambda: people.registration.register(PHONE, "1", PersonKind.LEGAL, NUMBER),
    ]


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logs("debug", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


def rows_of(room: Room) -> str:
    with room.people.context.database.reading() as connection:
        rows = [
            repr(row)
            for table in metadata.sorted_tables
            for row in connection.execute(select(table)).all()
        ]
    return "\n".join(rows)


def test_no_table_holds_a_value_in_clear(room: Room, logged: io.StringIO) -> None:
    live(room)
    text = rows_of(room)
    assert len(text) > 10_000
    assert [value for value in VALUES if value in text] == []
    assert [value for value in VALUES if value in logged.getvalue()] == []


def test_a_value_that_were_there_would_be_found(room: Room) -> None:
    from tallystick_node.storage.tables import leases  # noqa: PLC0415

    with room.people.context.database.writing() as connection:
        connection.execute(leases.insert().values(name=NAME, holder="x", until=room.time.now))
    assert NAME in rows_of(room)


def test_no_byte_of_the_files_holds_a_value(room: Room) -> None:
    database = room.people.context.database
    if database.dialect != "sqlite":
        pytest.skip("a server's files are the server's")
    person = live(room)
    file = Path(database.place.removeprefix("sqlite:///"))

    def leaked() -> list[str]:
        kept = b"".join(path.read_bytes() for path in file.parent.rglob("*") if path.is_file())
        return [value for value in VALUES if value.encode() in kept]

    assert file.with_name(file.name + "-wal").stat().st_size > 0
    assert leaked() == []
    database.settle()
    assert leaked() == []
    assert person.encode() in file.read_bytes()


def test_no_refusal_quotes_a_value(room: Room, logged: io.StringIO) -> None:
    person = live(room)
    for mistake in mistakes(room, person):
        with pytest.raises(TallystickError) as refused:
            mistake()
        logging.getLogger("test").error("refused", exc_info=refused.value)
        chain: BaseException | None = refused.value
        rows = [refused.value.sentence, str(refused.value)]
        while chain is not None:
            rows.append(repr(chain))
            chain = chain.__cause__
        for value in VALUES:
            assert all(value not in text for text in rows)
    assert [value for value in VALUES if value in logged.getvalue()] == []


def test_what_is_asked_of_providers_is_never_shown(room: Room) -> None:
    from tallystick_node.kyc.providers.protocols import (  # noqa: PLC0415
        BureauAsked,
        CardAsked,
        IdentityAsked,
        LivenessAsked,
    )

    for asked in (
        IdentityAsked(NAME, NUMBER),
        CardAsked(NAME, NUMBER, PHONE, CARD),
        LivenessAsked(NUMBER, "c", b"deadbeef77"),
        BureauAsked(NAME, NUMBER, 1),
    ):
        assert [value for value in VALUES if value in repr(asked)] == []
    person = room.named(id_number("904"))
    with pytest.raises(ProviderFailed) as failed:
        room.people.checks.identity(person, room.agree(person))
    assert id_number("904") not in repr(failed.value)


def test_the_secrets_of_the_room_are_not_in_its_text(room: Room) -> None:
    assert "05050505" not in repr(room.people.context)
    assert "\\x05" not in repr(room.people.context)
