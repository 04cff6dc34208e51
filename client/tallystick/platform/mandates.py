"""Lending by signed rules: the mandate that an investor signs, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar

from tallystick.chain import typed_data
from tallystick.chain.codec import address_of
from tallystick.loans.mandates import Limits
from tallystick.platform.signable import NO_SIGNATURE, NOBODY, Signable, parts_of, signature_parsed

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Mandate", "MandateState", "SignedMandate"]

_REVOKED_RULES, _REVOKED_SUMS = 255, 220


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate(Signable):
    """Limits within which an investor's free balance may be lent; amounts in minor units.

    owner: whose balance lends, their first wallet. executor: who alone may execute it; anyone
    without. level_max, statement: the highest risk level, and the level up to which the risk
    statement that was read speaks, 1 to 5. rate_min_ppm: ppm a year. days_max: the longest term, a
    month counted as 31 days. ticket: the least to lend at once. person_max, group_max: the most of
    one borrower's, or their group's, live loans. day_max: in a day of UTC. exposure_max: lent in
    all afterwards. cash_floor: what stays in the balance. expiry: the last Unix second.
    """

    kind: ClassVar[str] = "Mandate"

    owner: str
    executor: str = NOBODY
    level_max: int
    statement: int
    rate_min_ppm: int = 0
    days_max: int = 16_383
    ticket: int
    person_max: int
    group_max: int
    day_max: int
    exposure_max: int
    lifetime_max: int
    cash_floor: int = 0
    nonce: int
    expiry: int


@dataclass(frozen=True, slots=True)
class SignedMandate:
    """A mandate with its owner's signature, so that anyone may bring it."""

    mandate: Mandate
    signature: bytes = NO_SIGNATURE

    def document(self) -> dict[str, Any]:
        """Return the signed mandate for JSON.

        Returns:
            `mandate` and `signature`, which `parse` reads.
        """
        return {"mandate": self.mandate.document(), "signature": "0x" + self.signature.hex()}

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> SignedMandate:
        """Read what `document` has written.

        Args:
            document: The parsed JSON.

        Returns:
            The signed mandate.

        Raises:
            InputError: INPUT:FIELDS when a part is missing, INPUT:SIGNATURE for a signature that is
                not hex, else as `Mandate`'s.
        """
        mandate, signature = parts_of("a signed mandate", document, "mandate", "signature")
        return cls(Mandate.parse(mandate), signature_parsed(signature))


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateState:
    """A mandate as the contract keeps it.

    lent: over its life, in minor units. lent_on_day: on `day`, a day of UTC since 1970-01-01.
    """

    digest: bytes
    owner: str
    executor: str
    limits: Limits
    lent: int
    day: int
    lent_on_day: int
    revoked: bool

    @classmethod
    def of(cls, digest: bytes, words: tuple[int, int, int, str]) -> MandateState | None:
        """Read a mandate's words, laid out as in the contracts' module mandate_words.

        Args:
            digest: The mandate's digest.
            words: What Mandates' `words_of` returns for it.

        Returns:
            The mandate; None when it was neither brought nor revoked.
        """
        rules, amounts, sums, executor = words
        if rules == 0:
            return None
        return cls(
            digest=digest,
            owner=_address(rules),
            executor=executor,
            limits=_limits(rules, amounts, sums),
            lent=_bits(sums, 100, 50),
            day=_bits(sums, 150, 20),
            lent_on_day=_bits(sums, 170, 50),
            revoked=bool(_bits(rules, _REVOKED_RULES, 1) or _bits(sums, _REVOKED_SUMS, 1)),
        )

    def lent_today(self, now: int) -> int:
        """Return what it has lent on the day of UTC of a second.

        Args:
            now: The Unix second.

        Returns:
            In minor units.
        """
        return self.lent_on_day if now // 86_400 == self.day else 0


def _limits(rules: int, amounts: int, sums: int) -> Limits:
    return Limits(
        level_max=_bits(rules, 192, 3),
        statement=_bits(rules, 195, 3),
        rate_min_ppm=_bits(rules, 198, 20),
        days_max=_bits(rules, 218, 14),
        ticket=amounts >> 200,
        person_max=_bits(amounts, 0, 50),
        group_max=_bits(amounts, 50, 50),
        day_max=_bits(amounts, 100, 50),
        exposure_max=_bits(sums, 0, 50),
        lifetime_max=_bits(sums, 50, 50),
        cash_floor=_bits(amounts, 150, 50),
        expiry=_bits(rules, 160, 32),
    )


def _address(rules: int) -> str:
    return address_of("owner", f"0x{_bits(rules, 0, 160):040x}")


def _bits(word: int, start: int, count: int) -> int:
    return (word >> start) & ((1 << count) - 1)


assert {field.name for field in fields(Mandate)} == {
    name for name, _ in typed_data.TYPES[Mandate.kind]
}, "the record and its type have the same fields"
