"""The travel rule's file about a client, of what the platform has checked."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from node.aml.builders import OFFICER
from node.kyc.builders import id_number
from tallystick.errors import ConfigError
from tallystick_node.aml.refusals import AmlRefused
from tallystick_node.aml.travel_rule import TravelParty, TravelTransfer
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.infrastructure.policy.packs import Pack
from tallystick_node.storage.tables import journal

if TYPE_CHECKING:
    from node.aml.builders import Bureau

TRANSFER = TravelTransfer("T-1", 10**9, "USD", "Tallystick Ltd", "Other Ltd")
TO = TravelParty("Bob Example", "0xb")


def test_the_file_names_the_client_as_checked_and_is_journalled_by_hash(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = bureau.room.real(id_number("123"))
    bureau.room.bind(person, "investor 0")
    wallet = bureau.network.session.actors.investors[0].address
    travel = bureau.aml.travel
    with bureau.database.writing() as connection, pytest.raises(ConfigError, match="TRAVEL_OFF"):
        travel.file(connection, TRANSFER, person, wallet, TO, staff=OFFICER)
    monkeypatch.setattr(Pack, "allows", lambda *_: True)
    with bureau.database.writing() as connection:
        content = travel.file(connection, TRANSFER, person, wallet, TO, staff=OFFICER)
    natural = json.loads(content)["originator"]["originatorPersons"][0]["naturalPerson"]
    assert natural["nationalIdentification"]["nationalIdentifier"] == id_number("123")
    assert natural["customerIdentification"] == person
    with bureau.database.reading() as connection:
        lines = connection.execute(journal.select()).all()
    assert lines[-1].act == "aml.travel_exported"
    assert lines[-1].subject == f"transfer {hashlib.sha256(content).hexdigest()}"


def test_another_wallet_and_oneself_are_refused(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pack, "allows", lambda *_: True)
    person = bureau.room.real(id_number("123"))
    bureau.room.bind(person, "investor 0")
    first, second, *_ = bureau.network.session.actors.investors
    with bureau.database.writing() as connection:
        with pytest.raises(AmlRefused, match="AML:TRAVEL_WALLET"):
            bureau.aml.travel.file(connection, TRANSFER, person, second.address, TO, staff=OFFICER)
        with pytest.raises(Forbidden, match="ACCESS:OWN"):
            bureau.aml.travel.file(
                connection, TRANSFER, person, first.address, TO, staff=first.address
            )
