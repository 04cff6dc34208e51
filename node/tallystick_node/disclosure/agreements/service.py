"""Agreements of one platform: rendered from an approved text and kept before anyone signs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tallystick_node.disclosure.agreements.agreement import Agreement, Archive, Setting, render

if TYPE_CHECKING:
    from tallystick.disclosure.statement import RiskStatement
    from tallystick.platform.messages import Offer
    from tallystick_node.disclosure.agreements.templates import Templates

__all__ = ["Agreements"]


@dataclass(frozen=True, slots=True)
class Agreements:
    """The registry of approved texts, and the archive of agreements rendered from them."""

    templates: Templates
    archive: Archive
    setting: Setting

    def prepare(self, version: str, offer: Offer, statement: RiskStatement) -> Offer:
        """Return the offer with both hashes, whose texts are in the archive by then.

        Args:
            version: The version of an approved template.
            offer: The offer without its hashes.
            statement: The risk statement of that offer.

        Returns:
            The offer with disclosure_hash and agreement_hash.

        Raises:
            InputError: AGREEMENT:… when the template is not approved, was changed, or promises too
                much; STATEMENT:OFFER when the statement is of another offer.
            TermsError: SCHED:… when the offer's terms have no schedule.
        """
        statement.require(offer)
        disclosed = replace(offer, disclosure_hash=statement.hash)
        agreement = render(self.templates.load(version), disclosed, self.setting)
        self.archive.keep(agreement)
        self.archive.keep_statement(statement)
        return replace(disclosed, agreement_hash=agreement.hash)

    def read(self, agreement_hash: bytes) -> Agreement:
        """Return a kept agreement.

        Args:
            agreement_hash: Keccak-256 of its bytes, 32 bytes.

        Returns:
            The agreement.

        Raises:
            InputError: AGREEMENT:MISSING; AGREEMENT:CHANGED; AGREEMENT:HASH.
        """
        return self.archive.read(agreement_hash)
