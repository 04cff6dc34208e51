"""The file of the travel rule about a client's transfer, made of what the platform has checked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick_node.aml.refusals import AmlRefused
from tallystick_node.aml.travel_rule import TravelParty, travel_file
from tallystick_node.kyc.fields import Field, PersonKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.aml.context import AmlDesk
    from tallystick_node.aml.travel_rule import TravelTransfer

__all__ = ["TravelBook"]


@dataclass(frozen=True, slots=True)
class TravelBook:
    """Makes files; nothing of them is kept but their hash, and nothing sends them."""

    desk: AmlDesk

    def file(
        self,
        connection: Connection,
        transfer: TravelTransfer,
        person: str,
        wallet: str,
        beneficiary: TravelParty,
        *,
        staff: str,
    ) -> bytes:
        """Return the file about a transfer, and journal that it was made.

        Args:
            connection: An open transaction that writes.
            transfer: What is sent, by which platform to which.
            person: The client who sends it.
            wallet: From which of their wallets.
            beneficiary: Who gets it.
            staff: The member of staff.

        Returns:
            JSON in the fields of IVMS101, which its schema has accepted.

        Raises:
            ConfigError: AML:TRAVEL_OFF where the policy has no such transfers; POLICY:DAY.
            InputError: AML:TRAVEL, naming what is missing; AML:TRAVEL_FORM, naming what does not
                fit.
            AmlRefused: AML:TRAVEL_WALLET when the wallet is not theirs.
            PersonRefused: PEOPLE:UNKNOWN when nobody is known so.
            Forbidden: ACCESS:OWN when it is the member of staff's own.
        """
        desk, context = self.desk, self.desk.context
        desk.kyc.conflicts.not_about_oneself(connection, staff, person)
        kind = context.person(connection, person).kind
        if wallet not in desk.kyc.wallets.of(connection, person):
            raise AmlRefused("AML:TRAVEL_WALLET", "this wallet is not the client's")
        legal = kind == PersonKind.LEGAL
        number = Field.COMPANY_NUMBER if legal else Field.ID_NUMBER

        def value(field: Field) -> str:
            return desk.kyc.evidence.value(connection, person, field) or ""

        originator = TravelParty(
            value(Field.NAME), wallet, legal=legal, address=value(Field.ADDRESS),
            identity_number=value(number), customer_number=person, country=value(Field.COUNTRY),
        )  # fmt: skip
        content = travel_file(context.pack, context.today, transfer, originator, beneficiary)
        digest = hashlib.sha256(content).hexdigest()
        desk.note(connection, "aml.travel_exported", f"transfer {digest}", staff)
        return content
