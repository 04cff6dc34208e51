"""Freezes of up to 30 days: two of staff prepare the order, M attestors sign it, the chain checks.

One key freezes for 72 hours, and nobody extends that. Beyond it stand attestors: each signs whom,
until when, and the hash of a lawful order, whose file the case keeps. Once as many have signed as
the Registry asks for, anybody may bring it; the node's account does where it has one.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eth_utils.crypto import keccak
from sqlalchemy import insert

from tallystick.chain.contracts import Registry
from tallystick.errors import InputError
from tallystick.platform.messages import FreezeOrder, SignedFreezeOrder
from tallystick.platform.signable import signature_parsed
from tallystick_node.aml.chain_freeze import CONTRACT, ORDER_FUNCTION
from tallystick_node.aml.context import written_text
from tallystick_node.aml.freeze_register import FreezeState
from tallystick_node.aml.refusals import AmlRefused
from tallystick_node.kyc.cosigning import active_seat
from tallystick_node.kyc.signatures import read_signature, signer_of, write_signature
from tallystick_node.storage.tables import aml_freezes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

    from tallystick.chain.signer import Signature
    from tallystick_node.aml.case_files import CaseFiles
    from tallystick_node.aml.freeze_register import FreezeRegister
    from tallystick_node.infrastructure.transactions.outgoing import SendBook

__all__ = ["ORDER_DAYS_MAX", "SIGNING_SECONDS", "FreezeOrders", "order_arguments"]

# The longest freeze on one order; another one may follow.
ORDER_DAYS_MAX = 30
# How long attestors have to sign, and anybody to bring it: an order nobody needs any more lapses.
SIGNING_SECONDS = 7 * 86_400
_DAY_HOURS = 24
_HOUR = 3_600
_WORD, _COMPACT, _FULL = 32, 64, 65
_PARITY_BIT = 255
_PARITIES = {0: 0, 1: 1, 27: 0, 28: 1}


@dataclass(frozen=True, slots=True)
class FreezeOrders:
    """Prepares and collects. account: the node's own, which may bring an order; None without."""

    register: FreezeRegister
    files: CaseFiles
    sends: SendBook
    account: str | None

    def propose(
        self, connection: Connection, case: int, person: str, text: str, *, days: int, file: int,
        staff: str,
    ) -> int:  # fmt: skip
        """Propose that somebody of a case is frozen on a lawful order.

        Args:
            connection: An open transaction that writes.
            case: The case's number.
            person: The person, of whom the case is.
            text: Why.
            days: For how long, from the decision on.
            file: The number of the case's file that is the order; its hash is what is signed.
            staff: The member of staff, who has the case.

        Returns:
            The freeze's number.

        Raises:
            InputError: AML:FREEZE_DAYS for a time beyond the bounds; AML:TEXT.
            NoAml: AML:CASE or AML:FILE when there is none; AML:PERSON when the case is not about
                them.
            AmlRefused: AML:FREEZE_OPEN while another one of theirs waits; AML:FREEZE_WALLET,
                AML:CLOSED, AML:LEASE.
            Forbidden: ACCESS:OWN when it is about the member of staff.
            TransportError: When the chain's node does not answer.
        """
        if not 1 <= days <= ORDER_DAYS_MAX:
            raise InputError(
                "AML:FREEZE_DAYS", f"a freeze by order is of 1 to {ORDER_DAYS_MAX} days"
            )
        reason = written_text(text, "the reason of a freeze")
        desk = self.register.desk
        wallet = self.register.freezable(connection, case, person, staff)
        _, content = self.files.open(connection, case, file, staff)
        order = "0x" + keccak(content).hex()
        number = connection.execute(
            insert(aml_freezes)
            .values(
                case=case, person=person, wallet=wallet, hours=days * _DAY_HOURS,
                state=FreezeState.PROPOSED, proposed_by=staff, proposed_at=desk.context.now,
                order=order, order_file=file, attestations={},
            )
            .returning(aml_freezes.c.id)
        ).scalar_one()  # fmt: skip
        self.register.write(
            connection, case, number, staff, act="freeze_proposed",
            text=f"{days} d on the order of file {file}, {order}: {reason}",
        )  # fmt: skip
        return int(number)

    def agreed(self, row: Row[Any]) -> dict[str, Any]:
        """Return what an order becomes once two have agreed: it waits for attestors.

        Args:
            row: The freeze, on an order.

        Returns:
            The columns that change.

        Raises:
            AmlRefused: AML:FREEZE_STALE when the person is frozen as long already.
            TransportError: When the chain's node does not answer.
        """
        platform = self.register.desk.platform
        now = platform.now()
        until = now + row.hours * _HOUR
        if platform.read(Registry.person_of(row.wallet))["frozen_until"] >= until:
            raise AmlRefused("AML:FREEZE_STALE", "the person is frozen as long already")
        expiry = min(until - 1, now + SIGNING_SECONDS)
        return {"state": FreezeState.ATTESTING, "until": until, "expiry": expiry}

    def attest(
        self, connection: Connection, case: int, number: int, signature: str, staff: str
    ) -> None:
        """Keep an attestor's signature of an order; with the last one needed it is brought.

        Args:
            connection: An open transaction that writes.
            case: The case's number.
            number: The freeze's number.
            signature: Of the order's message, 0x hex of 64 or 65 bytes.
            staff: The member of staff who hands it in.

        Raises:
            InputError: INPUT:SIGNATURE for what is not a valid signature of a key.
            NoAml: AML:CASE or AML:FREEZE when there is none.
            AmlRefused: AML:FREEZE_STATE when it waits for no signature; AML:ORDER_EXPIRED when
                nobody may bring it any more; AML:ATTESTOR for a signature of no active attestor,
                or of another message; AML:ATTESTED when theirs is there; AML:CLOSED.
            Forbidden: ACCESS:OWN when it is about the member of staff.
            TransportError: When the chain's node does not answer.
        """
        words = _words_of(signature)
        row = self.register.open(connection, case, number, staff, FreezeState.ATTESTING)
        platform, order = self.register.desk.platform, _order_of(row)
        if row.expiry <= platform.now():
            raise AmlRefused("AML:ORDER_EXPIRED", f"the order of freeze {number} has expired")
        signer = signer_of(order.digest(platform), words)
        if signer is None or not active_seat(platform, signer):
            raise AmlRefused(
                "AML:ATTESTOR", "the signature is of no active attestor, or of another message"
            )
        if signer in row.attestations:
            raise AmlRefused("AML:ATTESTED", f"{signer} has signed this order")
        # A seat that was suspended since it signed does not count with the contract either.
        standing = {
            who: kept for who, kept in row.attestations.items() if active_seat(platform, who)
        }
        attestations = {**standing, signer: write_signature(words)}
        values: dict[str, Any] = {"attestations": attestations}
        if len(attestations) >= platform.read(Registry.threshold()):
            values["state"] = FreezeState.PREPARED
            values["send_key"] = self._ask(connection, order, attestations)
        self.register.set(connection, number, **values)
        self.register.write(
            connection, case, number, staff, text=f"signed by {signer}", act="freeze_attested"
        )

    def message(self, row: Row[Any]) -> dict[str, Any] | None:
        """Return what attestors sign.

        Args:
            row: The freeze.

        Returns:
            The EIP-712 message for JSON; None when it waits for no signature.
        """
        if row.state != FreezeState.ATTESTING:
            return None
        platform, order = self.register.desk.platform, _order_of(row)
        message = order.typed(platform)
        message["message"] = order.document()
        message["domain"] |= {"chainId": str(platform.chain_id)}
        return message

    def threshold(self) -> int:
        """Return how many attestors have to sign.

        Returns:
            M, of the Registry.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        return int(self.register.desk.platform.read(Registry.threshold()))

    def _ask(
        self, connection: Connection, order: FreezeOrder, attestations: dict[str, Any]
    ) -> str | None:
        if self.account is None:
            return None
        # Operators read the keys of sends, and may not know of a case.
        key = f"freeze {secrets.token_hex(8)}"
        self.sends.put(
            connection, key=key, account=self.account, contract=CONTRACT, function=ORDER_FUNCTION,
            arguments=_arguments(order, attestations),
        )  # fmt: skip
        return key


def order_arguments(row: Row[Any]) -> list[Any]:
    """Return what `freeze_by_order` takes.

    Args:
        row: The freeze, signed by as many attestors as it needs.

    Returns:
        The order and its signatures, in the order of the attestors' addresses.
    """
    return _arguments(_order_of(row), row.attestations)


def _arguments(order: FreezeOrder, attestations: Mapping[str, Any]) -> list[Any]:
    signatures = {who: read_signature(words) for who, words in attestations.items()}
    return [order.values(), SignedFreezeOrder(order, signatures).ordered]


def _order_of(row: Row[Any]) -> FreezeOrder:
    order = bytes.fromhex(row.order[2:])
    return FreezeOrder(wallet=row.wallet, until=row.until, order=order, expiry=row.expiry)


def _words_of(signature: str) -> Signature:
    """The words r and vs of a key's signature, as wallets (65 bytes) and this software write it."""
    written = signature_parsed(signature)
    r, rest = int.from_bytes(written[:_WORD]), int.from_bytes(written[_WORD:_COMPACT])
    if len(written) == _COMPACT:
        return r, rest
    parity = _PARITIES.get(written[-1]) if len(written) == _FULL else None
    if parity is None or rest >> _PARITY_BIT:
        raise InputError("INPUT:SIGNATURE", "a key's signature has 64 or 65 bytes")
    return r, rest | parity << _PARITY_BIT
