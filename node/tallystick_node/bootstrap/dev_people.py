"""Underwriters of a development platform, enrolled: offers are listed by enrolled people alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eth_utils.crypto import keccak

from tallystick.chain.contracts import Registry
from tallystick.platform._sync.operator import Operator, OperatorSigns
from tallystick.platform.messages import NOBODY, Credential

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.platform import Platform

__all__ = ["enrol_underwriters"]

_SECONDS = 10 * 365 * 86_400


def enrol_underwriters(
    platform: Platform, attestors: Sequence[Signer], underwriters: Sequence[Signer]
) -> None:
    """Enrol the underwriters who are not, each as a person of their own who neither lends nor owes.

    Args:
        platform: Under development, its blocks made at once.
        attestors: As many as a credential needs.
        underwriters: They send their own enrolment, so they need coin for gas.

    Raises:
        SendError: When a transaction is not taken or not mined in time.
        TransportError: When the chain's node does not answer.
    """
    for underwriter in underwriters:
        if platform.read(Registry.head_of(underwriter.address)) != NOBODY:
            continue
        person = bytes(keccak(text=f"tallystick development person {underwriter.address}"))
        now = platform.now()
        credential = Credential(
            person=person,
            wallet=underwriter.address,
            risk_class=1,
            group=1 + int.from_bytes(person[:3], "big"),
            lend_limit=0,
            borrow_limit=0,
            issued_at=now,
            expiry=now + _SECONDS,
        )
        signed = OperatorSigns.join(
            [Operator(platform, attestor).sign.attestation(credential) for attestor in attestors]
        )
        Operator(platform, underwriter).act.enrol(signed).send()
