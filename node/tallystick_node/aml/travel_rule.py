"""What goes along with a transfer to another platform: who sends it and who gets it (IVMS101).

FATF recommendation 16: from the policy's amount on, the originator's name, account and one thing
more that identifies them, and the beneficiary's name and account. Off unless the policy says
otherwise; nothing here sends anything.
"""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from tallystick.errors import ConfigError, InputError
from tallystick_node.aml.ivms101 import LINE_LETTERS_MAX, IvmsRecord

if TYPE_CHECKING:
    from tallystick_node.infrastructure.policy.packs import Pack

__all__ = ["TravelParty", "TravelTransfer", "travel_file", "travel_record"]


@dataclass(frozen=True, slots=True)
class TravelParty:
    """A party to a transfer. account: their wallet or account. born: as ISO day, with `born_in`.

    legal: whether it is a legal person. country: of address and number, two letters. What is not
    known is empty.
    """

    name: str
    account: str
    legal: bool = False
    address: str = ""
    identity_number: str = ""
    customer_number: str = ""
    born: str = ""
    born_in: str = ""
    country: str = ""

    @property
    def identified(self) -> bool:
        """Whether anything but name and account identifies them."""
        birth = bool(self.born and self.born_in)
        return bool(self.address or self.identity_number or self.customer_number) or birth


@dataclass(frozen=True, slots=True)
class TravelTransfer:
    """A transfer. amount: minor units. sender, receiver: the platforms' legal names."""

    reference: str
    amount: int
    currency: str
    sender: str
    receiver: str


def travel_record(
    pack: Pack, day: date, transfer: TravelTransfer, originator: TravelParty,
    beneficiary: TravelParty,
) -> dict[str, Any]:  # fmt: skip
    """Return the record of a transfer in the fields of IVMS101.

    Args:
        pack: The policy pack.
        day: A local date of the platform.
        transfer: What is sent.
        originator: Who sends it.
        beneficiary: Who gets it.

    Returns:
        The record, for JSON.

    Raises:
        ConfigError: AML:TRAVEL_OFF where the policy has no such transfers; POLICY:DAY.
        InputError: AML:TRAVEL, naming what is missing.
    """
    if not pack.allows("aml.travel.enabled", day):
        raise ConfigError(
            "AML:TRAVEL_OFF", f"the pack {pack.name} has no transfers to other platforms on {day}"
        )
    needed = {
        "reference": transfer.reference, "sender": transfer.sender, "receiver": transfer.receiver,
        "originator.name": originator.name, "originator.account": originator.account,
        "beneficiary.name": beneficiary.name, "beneficiary.account": beneficiary.account,
    }  # fmt: skip
    missing = [name for name, value in needed.items() if not value.strip()]
    if transfer.amount < 1:
        missing.append("amount")
    if transfer.amount >= pack.number("aml.travel.amount_min", day) and not originator.identified:
        missing.append("originator's address, number or birth")
    if missing:
        raise InputError("AML:TRAVEL", f"a transfer needs {', '.join(missing)}")
    return {
        "originator": {
            "originatorPersons": [_person(originator)], "accountNumber": [originator.account],
        },
        "beneficiary": {
            "beneficiaryPersons": [_person(beneficiary)], "accountNumber": [beneficiary.account],
        },
        "originatingVASP": {"originatingVASP": _company(transfer.sender)},
        "beneficiaryVASP": {"beneficiaryVASP": _company(transfer.receiver)},
        "transfer": {
            "reference": transfer.reference, "amount": str(transfer.amount),
            "currency": transfer.currency, "day": day.isoformat(),
        },
    }  # fmt: skip


def travel_file(
    pack: Pack, day: date, transfer: TravelTransfer, originator: TravelParty,
    beneficiary: TravelParty,
) -> bytes:  # fmt: skip
    """Return the file of a transfer, which the schema of IVMS101 has accepted.

    Args:
        pack: The policy pack.
        day: A local date of the platform.
        transfer: What is sent.
        originator: Who sends it.
        beneficiary: Who gets it.

    Returns:
        JSON; the same transfer is the same bytes.

    Raises:
        ConfigError: As for `travel_record`.
        InputError: AML:TRAVEL, naming what is missing; AML:TRAVEL_FORM, naming the field that does
            not fit.
    """
    record = travel_record(pack, day, transfer, originator, beneficiary)
    try:
        IvmsRecord.model_validate(record)
    except ValidationError as wrong:
        place = ".".join(str(part) for part in wrong.errors()[0]["loc"])
        raise InputError("AML:TRAVEL_FORM", f"IVMS101 does not take {place} as it is") from None
    return json.dumps(record, ensure_ascii=False, sort_keys=True, indent=2).encode()


def _where(name: str, party: TravelParty) -> dict[str, str]:
    return {name: party.country} if party.country else {}


def _company(name: str) -> dict[str, Any]:
    identifiers = [{"legalPersonName": name, "legalPersonNameIdentifierType": "LEGL"}]
    return {"legalPerson": {"name": {"nameIdentifier": identifiers}}}


def _person(party: TravelParty) -> dict[str, Any]:
    known: dict[str, Any] = {}
    if party.address:
        lines = textwrap.wrap(party.address, LINE_LETTERS_MAX)
        kind = "BIZZ" if party.legal else "HOME"
        known["geographicAddress"] = [
            {"addressType": kind, "addressLine": lines, **_where("country", party)}
        ]
    if party.identity_number:
        kind = "RAID" if party.legal else "NIDN"
        known["nationalIdentification"] = {
            "nationalIdentifier": party.identity_number, "nationalIdentifierType": kind,
            **_where("countryOfIssue", party),
        }  # fmt: skip
    if party.customer_number:
        known["customerIdentification"] = party.customer_number
    if party.legal:
        return {"legalPerson": {**_company(party.name)["legalPerson"], **known}}
    if party.born and party.born_in:
        known["dateAndPlaceOfBirth"] = {"dateOfBirth": party.born, "placeOfBirth": party.born_in}
    names = [{"primaryIdentifier": party.name, "nameIdentifierType": "LEGL"}]
    return {"naturalPerson": {"name": {"nameIdentifier": names}, **known}}
