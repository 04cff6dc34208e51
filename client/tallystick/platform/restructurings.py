"""New terms of a live loan, as borrower, servicer and guarantor sign them for the lenders' vote."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, ClassVar

from tallystick.chain import typed_data
from tallystick.platform.signable import (
    NO_SIGNATURE,
    Signable,
    address_parsed,
    parts_of,
    signature_parsed,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Restructuring", "SignedRestructuring"]

_PARTIES = ("by_borrower", "by_servicer", "by_guarantor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restructuring(Signable):
    """New terms of an active loan: the unpaid principal runs over them from the day of the vote on.

    period: months or days, as the loan has it. lead: first instalments without principal.
    window_seconds: how long lenders vote, 3 to 14 days. version: of the loan when it was signed;
    another one voids it. expiry: the last Unix second on which it may be proposed.
    """

    kind: ClassVar[str] = "Restructuring"

    loan: int
    rate_ppm: int
    n: int
    period: int
    lead: int = 0
    window_seconds: int = 7 * 86_400
    version: int
    expiry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRestructuring:
    """A restructuring with the servicer who signs it, and the signatures so far.

    Whoever sends it needs none of their own; the guarantor's is needed only when there is one.
    """

    restructuring: Restructuring
    servicer: str
    by_borrower: bytes = NO_SIGNATURE
    by_servicer: bytes = NO_SIGNATURE
    by_guarantor: bytes = NO_SIGNATURE

    def signed(self, party: str, signature: bytes) -> SignedRestructuring:
        """Return it with one more signature.

        Args:
            party: `borrower`, `servicer` or `guarantor`.
            signature: The signature's bytes.

        Returns:
            The same restructuring with that signature.
        """
        assert f"by_{party}" in _PARTIES, "borrower, servicer or guarantor"
        return replace(self, **{f"by_{party}": signature})  # type: ignore[arg-type]

    def document(self) -> dict[str, Any]:
        """Return it for JSON.

        Returns:
            `restructuring`, `servicer` and the three signatures, which `parse` reads.
        """
        return {
            "restructuring": self.restructuring.document(),
            "servicer": self.servicer,
            **{name: "0x" + getattr(self, name).hex() for name in _PARTIES},
        }

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> SignedRestructuring:
        """Read what `document` has written.

        Args:
            document: The parsed JSON.

        Returns:
            The signed restructuring.

        Raises:
            InputError: INPUT:FIELDS when a part is missing, INPUT:SIGNATURE for a signature that is
                not hex, INPUT:ADDRESS for a servicer who is none, else as `Restructuring`'s.
        """
        proposed, servicer, *signatures = parts_of(
            "a signed restructuring", document, "restructuring", "servicer", *_PARTIES
        )
        return cls(
            restructuring=Restructuring.parse(proposed),
            servicer=address_parsed("servicer", servicer),
            **dict(zip(_PARTIES, map(signature_parsed, signatures), strict=True)),
        )


assert {field.name for field in fields(Restructuring)} == {
    name for name, _ in typed_data.TYPES[Restructuring.kind]
}, "the record and its type have the same fields"
