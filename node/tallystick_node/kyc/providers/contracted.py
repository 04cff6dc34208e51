"""The register of persons, the card check and the judge of faces, behind signed HTTP."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick_node.infrastructure.providers.field_map import Exchange
from tallystick_node.kyc.providers.protocols import LivenessReply, Reply

if TYPE_CHECKING:
    from tallystick_node.infrastructure.providers.adapter import SignedProvider
    from tallystick_node.kyc.providers.protocols import CardAsked, IdentityAsked, LivenessAsked

__all__ = ["EXCHANGES", "ContractedCardCheck", "ContractedLiveness", "ContractedRegister"]

MATCH = "MATCH"
EXCHANGES = {
    "identity": Exchange(
        "register of persons", ("name", "number"), MATCH,
        frozenset({"NAME", "NOT_FOUND", "DECEASED"}), ("key",),
    ),
    "card": Exchange(
        "card check", ("name", "number", "mobile", "card"), MATCH,
        frozenset({"NAME", "ID_NUMBER", "MOBILE", "CARD", "CARD_CLOSED"}), ("key",),
    ),
    "liveness": Exchange(
        "judge of faces", ("number", "challenge", "image"), MATCH,
        frozenset({"PHOTO", "SYNTHETIC", "OTHER_FACE", "NO_FACE", "CHALLENGE"}), ("key",),
        ("alive", "same"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ContractedRegister:
    """The register of persons; see `IdentityDatabase`."""

    provider: SignedProvider
    name: str

    def compare(self, asked: IdentityAsked) -> Reply:
        """Compare a name and an identity number with the register.

        Args:
            asked: Name and number.

        Returns:
            The reply.

        Raises:
            ProviderFailed: When no reply came that makes sense.
        """
        answer = self.provider.ask({"name": asked.name, "number": asked.number})
        return Reply(self.name, answer.reference, answer.codes)


@dataclass(frozen=True, slots=True)
class ContractedCardCheck:
    """The check of a card's four elements; see `CardCheck`."""

    provider: SignedProvider
    name: str

    def check(self, asked: CardAsked) -> Reply:
        """Check whether the four elements of a bank card belong together.

        Args:
            asked: The four elements.

        Returns:
            The reply.

        Raises:
            ProviderFailed: When no reply came that makes sense.
        """
        answer = self.provider.ask({
            "name": asked.name, "number": asked.number, "mobile": asked.mobile, "card": asked.card,
        })  # fmt: skip
        return Reply(self.name, answer.reference, answer.codes)


@dataclass(frozen=True, slots=True)
class ContractedLiveness:
    """The judge of faces; see `Liveness`. The picture goes in Base64."""

    provider: SignedProvider
    name: str

    def judge(self, asked: LivenessAsked) -> LivenessReply:
        """Judge whether a picture shows a living face, and whose.

        Args:
            asked: The picture, its challenge, and whose face it is to be.

        Returns:
            The reply, scores in ppm rounded down.

        Raises:
            ProviderFailed: When no reply came that makes sense.
        """
        answer = self.provider.ask({
            "number": asked.number, "challenge": asked.challenge,
            "image": base64.b64encode(asked.image).decode(),
        })  # fmt: skip
        return LivenessReply(
            self.name, answer.reference, answer.scores["alive"], answer.scores["same"],
            answer.codes,
        )  # fmt: skip
