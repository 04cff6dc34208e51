"""A desk over a people room, a chain and a database, with borrowers who may come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from node.kyc.builders import PDF, Room, id_number, open_room
from node.underwriting.cases import UNIT, an_order
from tallystick_node.bootstrap.services import agreements_of
from tallystick_node.infrastructure.indexer.chain_reader import ChainReader
from tallystick_node.infrastructure.indexer.indexer import Indexer
from tallystick_node.infrastructure.jobs.queue import JobQueue
from tallystick_node.infrastructure.settings.settings import load_settings
from tallystick_node.kyc.consents import ConsentPurpose
from tallystick_node.kyc.fields import Field
from tallystick_node.storage.tables import messages
from tallystick_node.underwriting.applications import ApplicationState
from tallystick_node.underwriting.service import Underwriting, make_underwriting

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database

__all__ = ["Desk", "open_desk"]

STAFF = "0x1000000000000000000000000000000000000001"
OTHER = "0x2000000000000000000000000000000000000002"


@dataclass
class Desk:
    """The room of underwriting, and what tests do in it again and again."""

    room: Room
    network: Network
    database: Database
    underwriting: Underwriting

    def borrower(self, wallet: str, sequence: str = "123", **fields: str) -> str:
        """A person of level 2 with documents, a verified income and a bound wallet."""
        people = self.room.people
        person = self.room.full(id_number(sequence))
        people.evidence.state(person, Field.INCOME, fields.get("income", str(60_000 * UNIT)))
        proof = people.documents.upload(person, "proof_of_income", PDF + person.encode() + b"%%EOF")
        people.documents.upload(person, "identity_card", PDF + b"id" + person.encode() + b"%%EOF")
        people.evidence.verify_by_staff(
            person, Field.INCOME, staff=STAFF, document=proof.number, expires_on=None
        )
        people.consents.give(person, ConsentPurpose.CREDIT_REPORT)
        self.room.bind(person, wallet)
        return person

    def apply(self, person: str, wallet: str, device: str | None = None, **order: Any) -> str:
        with self.database.writing() as connection:
            return self.underwriting.applications.apply(
                connection, person, wallet, an_order(**order), device
            )

    def examine(self, number: str) -> ApplicationState:
        effect = self.underwriting.examination.examine(number)
        with self.database.writing() as connection:
            effect(connection)
        return self.state(number)

    def state(self, number: str) -> ApplicationState:
        return ApplicationState(self.row(number).state)

    def row(self, number: str) -> Any:
        with self.database.reading() as connection:
            return self.underwriting.applications.row(connection, number)

    def told(self) -> list[dict[str, Any]]:
        """What applicants were told, in order."""
        with self.database.reading() as connection:
            rows = connection.scalars(
                select(messages.c.content)
                .where(messages.c.key.like("decision %"))
                .order_by(messages.c.id)
            )
            return list(rows)

    def index(self) -> None:
        platform = self.network.platform
        Indexer(self.database, ChainReader(platform), platform, self.room.time).catch_up()


def open_desk(
    folder: Path, database: Database, network: Network, time: Time, pack: str = "generic"
) -> Desk:
    """Put it together with the test platform's underwriter."""
    room = open_room(folder, database, network, time, pack=pack)
    settings, _ = load_settings({"data_dir": folder}, {})
    underwriting = make_underwriting(
        room.people,
        queue=JobQueue(database, time),
        platform=network.platform,
        agreements=agreements_of(settings, network.platform),
        signer=network.session.actors.underwriter,
    )
    desk = Desk(room, network, database, underwriting)
    desk.index()
    return desk
