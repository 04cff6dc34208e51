"""What one attestor's node tells another: facts about a person, and never who they are."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from tallystick.chain import typed_data
from tallystick.errors import InputError
from tallystick.loans.dates import iso_day
from tallystick.platform.deployment import defect_sentence
from tallystick.platform.messages import Credential
from tallystick_node.kyc.signatures import read_signature, signer_of, write_signature
from tallystick_node.storage.schema import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick.chain.signer import Signature, Signer
    from tallystick.platform._sync.platform import Platform

__all__ = ["CosignRequest", "Proof", "SeenList", "SuitabilityFact"]

_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)
ITEMS_MAX = 50


def _real_day(text: str) -> str:
    iso_day(text)
    return text


Word = Annotated[str, StringConstraints(max_length=128)]
Day = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_real_day)
]


class Proof(BaseModel):
    """That a field was verified: by whom, how, when, and until when it holds."""

    model_config = _STRICT

    field: Word
    method: Word
    verifier: Word
    reference: Word | None
    at: Word
    expires_on: Day


class SeenList(BaseModel):
    """A version of a sanctions list against which the person is clear."""

    model_config = _STRICT

    publisher: Word
    sha256: Word
    read_on: Day


class SuitabilityFact(BaseModel):
    """What the questionnaire came to."""

    model_config = _STRICT

    questionnaire: Word
    risk_class: int = Field(ge=1, le=5)
    passed: bool
    expires_on: Day


class CosignRequest(BaseModel):
    """A credential that one attestor has signed, and what it rests on.

    asked_at: Unix second. attestation: the asker's signature of the credential. signature: the
    asker's signature of all the rest, so that nobody in between adds a fact.
    """

    model_config = _STRICT

    credential: dict[Word, Word]
    asker: Word
    asked_at: int = Field(ge=0)
    kind: Literal["natural", "legal"]
    level: int = Field(ge=0, le=2)
    rating: Literal["L", "M", "H"]
    reviewed: bool
    vulnerable: bool
    cared_for: bool
    evidence: list[Proof] = Field(max_length=ITEMS_MAX)
    lists: list[SeenList] = Field(max_length=ITEMS_MAX)
    suitability: SuitabilityFact | None
    policy: Word
    attestation: list[Word]
    signature: list[Word] = Field(default_factory=list)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> CosignRequest:
        """Read what came from another node.

        Args:
            document: The JSON object.

        Returns:
            The request.

        Raises:
            InputError: COSIGN:FORM, naming the wrong fields but not their values.
        """
        try:
            return cls.model_validate(dict(document))
        except ValidationError as wrong:
            errors = wrong.errors(include_input=False, include_url=False)
            defects = "; ".join(defect_sentence(error) for error in errors[:5])
            raise InputError("COSIGN:FORM", defects) from None

    @property
    def message(self) -> Credential:
        """The credential itself; InputError when its fields are not those of one."""
        try:
            return Credential.parse(self.credential)
        except TypeError as error:
            raise InputError("COSIGN:FORM", "the credential is of wrong types") from error

    def attested_by(self, platform: Platform) -> str | None:
        """Return who signed the credential for this platform.

        Args:
            platform: The platform whose domain was signed for.

        Returns:
            A checksummed address, None when it is not a signature.

        Raises:
            InputError: COSIGN:FORM or INPUT:… when the credential is malformed; INPUT:SIGNATURE.
        """
        return signer_of(self.message.digest(platform), read_signature(self.attestation))

    def signed_by(self, platform: Platform) -> str | None:
        """Return who signed the request for this platform.

        Args:
            platform: The platform whose domain was signed for.

        Returns:
            A checksummed address, None when it is not a signature.

        Raises:
            InputError: INPUT:SIGNATURE when the signature is malformed.
        """
        return signer_of(typed_data.digest(self._typed(platform)), read_signature(self.signature))

    def signed(self, platform: Platform, signer: Signer) -> CosignRequest:
        """Return the request with the asker's signature over everything in it.

        Args:
            platform: The platform whose domain is signed for.
            signer: The asker's key.

        Returns:
            The signed request.
        """
        signature: Signature = signer.sign_typed_data(self._typed(platform))
        return self.model_copy(update={"signature": write_signature(signature)})

    def document(self) -> dict[str, Any]:
        """Return the request for JSON.

        Returns:
            Its fields as plain values.
        """
        return self.model_dump()

    def _typed(self, platform: Platform) -> dict[str, Any]:
        text = canonical(self.model_dump(exclude={"signature"}))
        return {
            "types": {
                "EIP712Domain": [
                    {"name": "name", "type": "string"},
                    {"name": "version", "type": "string"},
                    {"name": "chainId", "type": "uint256"},
                    {"name": "verifyingContract", "type": "address"},
                ],
                "CosignRequest": [{"name": "facts", "type": "bytes32"}],
            },
            "primaryType": "CosignRequest",
            "domain": {
                "name": "Tallystick",
                "version": "1",
                "chainId": platform.connection.chain_id,
                "verifyingContract": platform.address("Registry"),
            },
            "message": {"facts": hashlib.sha256(text.encode()).digest()},
        }
