"""A watcher's word: the verdict of an audit that they made themselves, signed for one day.

What is signed is the EIP-712 message AuditVerdict, bound to the chain and to the platform's
Disclosures. The checks that it rests on stand in the same document; whoever has it needs neither
the watcher nor the node to see who has signed what.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from eth_keys.datatypes import Signature as KeySignature
from eth_keys.exceptions import BadSignature
from eth_utils.exceptions import ValidationError

from tallystick import __version__
from tallystick.audit.verdict import Check, Verdict
from tallystick.chain import typed_data
from tallystick.chain.codec import address_of, bytes32_of
from tallystick.chain.signer import signature_bytes
from tallystick.disclosure.canonical import canonical
from tallystick.errors import InputError
from tallystick.loans.dates import day_from_date, iso_day, local_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.chain._sync.connection import Connection
    from tallystick.chain.signer import Signer
    from tallystick.platform.deployment import Deployment

__all__ = ["CHECKS_MAX", "SignedVerdict", "sign_verdict", "verdict_of", "was_newest_on"]

FORMAT = 1
CHECKS_MAX = 200
# Of one check; what is longer is cut, by every watcher alike.
DETAIL_CHARACTERS_MAX = 120
NAME_CHARACTERS_MAX = 64
_NUMBER_MAX = 2**63 - 1
_SIGNATURE_BYTES = 64
_NAMES = (
    "format chain_id verifying_contract day block block_hash events code verdict held failed"
    " evidence checks watcher signature"
)
_FIELDS = frozenset(_NAMES.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedVerdict:
    """The checks of one audit at one block, for one local day, with their watcher's signature.

    contract: the platform's Disclosures. code: which program has audited. signature: 64 bytes
    (r, vs), empty before it is signed.
    """

    chain_id: int
    contract: str
    day: date
    block: int
    block_hash: bytes
    events: int
    code: str
    checks: tuple[Check, ...]
    watcher: str
    signature: bytes = b""

    @property
    def passed(self) -> bool:
        """Whether every check holds."""
        return all(check.ok for check in self.checks)

    @property
    def failed(self) -> int:
        """How many checks do not hold."""
        return sum(not check.ok for check in self.checks)

    @property
    def evidence(self) -> bytes:
        """SHA-256 of the canonical text of block, events and checks.

        Who audits the same block with the same code and options comes to the same.
        """
        content = {
            "block": str(self.block), "events": str(self.events), "checks": self._checks(),
        }  # fmt: skip
        return sha256(canonical(content)).digest()

    def message(self) -> typed_data.Message:
        """Return what is signed.

        Returns:
            The full EIP-712 message.
        """
        values = {
            "watcher": self.watcher, "day": day_from_date(self.day), "block": self.block,
            "block_hash": self.block_hash,
            "passed": self.passed, "held": len(self.checks) - self.failed, "failed": self.failed,
            "evidence": self.evidence, "code": self.code,
        }  # fmt: skip
        return typed_data.message("AuditVerdict", values, self.chain_id, self.contract)

    @property
    def digest(self) -> bytes:
        """What names it: the 32 bytes that are signed; two watchers never have the same."""
        return typed_data.digest(self.message())

    def is_signed(self) -> bool:
        """Return whether the watcher it names has signed it, with their own key.

        Returns:
            True when they have.
        """
        if len(self.signature) != _SIGNATURE_BYTES:
            return False
        r, last = (int.from_bytes(self.signature[at : at + 32], "big") for at in (0, 32))
        try:
            signed = KeySignature(vrs=(last >> 255, r, last % 2**255))
            key = signed.recover_public_key_from_msg_hash(self.digest)
        except (BadSignature, ValidationError):
            return False
        return bool(key.to_checksum_address() == self.watcher)

    def is_of(self, deployment: Deployment) -> bool:
        """Return whether it is about a platform.

        Args:
            deployment: The deployment file's content.

        Returns:
            True when chain and contract are that platform's.
        """
        there = (deployment.chain_id, deployment.addresses()["Disclosures"])
        return (self.chain_id, self.contract) == there

    def document(self) -> dict[str, Any]:
        """Return it as a document for JSON, complete: `parse` reads it back.

        Returns:
            Numbers of the chain as decimal strings, hashes and the signature in hex.
        """
        return {
            "format": FORMAT,
            "chain_id": str(self.chain_id),
            "verifying_contract": self.contract,
            "day": self.day.isoformat(),
            "block": str(self.block),
            "block_hash": "0x" + self.block_hash.hex(),
            "events": str(self.events),
            "code": self.code,
            "verdict": "pass" if self.passed else "fail",
            "held": len(self.checks) - self.failed,
            "failed": self.failed,
            "evidence": "0x" + self.evidence.hex(),
            "checks": self._checks(),
            "watcher": self.watcher,
            "signature": "0x" + self.signature.hex(),
        }

    @classmethod
    def parse(cls, document: object) -> SignedVerdict:
        """Read a document.

        Args:
            document: As `document` returns it.

        Returns:
            The verdict; whether it is signed has not been checked.

        Raises:
            InputError: WATCH:FORM when it is none, or its figures are not those of its checks.
        """
        if not isinstance(document, Mapping) or set(document) != _FIELDS:
            raise _formless(f"it has exactly {', '.join(sorted(_FIELDS))}")
        try:
            verdict = cls(
                chain_id=_number(document["chain_id"]),
                contract=address_of("verifying_contract", document["verifying_contract"]),
                day=iso_day(document["day"]),
                block=_number(document["block"]),
                block_hash=bytes32_of("block_hash", document["block_hash"]),
                events=_number(document["events"]),
                code=_text(document["code"], NAME_CHARACTERS_MAX),
                checks=_checks(document["checks"]),
                watcher=address_of("watcher", document["watcher"]),
                signature=bytes.fromhex(document["signature"].removeprefix("0x")),
            )
            same = verdict.document() == dict(document)
        except (ValueError, TypeError, AttributeError, KeyError, InputError) as wrong:
            raise _formless(str(wrong)) from wrong
        if not same:
            raise _formless("its figures are not those of its checks, or not in their one form")
        return verdict

    def _checks(self) -> list[dict[str, Any]]:
        return [{"id": check.id, "ok": check.ok, "detail": check.detail} for check in self.checks]


def sign_verdict(
    verdict: Verdict, deployment: Deployment, day: date, block_hash: bytes, signer: Signer
) -> SignedVerdict:
    """Sign the verdict of an audit.

    Args:
        verdict: The audit's outcome.
        deployment: The platform that was audited.
        day: The local day that it is for.
        block_hash: The hash of the verdict's block, 32 bytes.
        signer: The watcher's key.

    Returns:
        The signed verdict.
    """
    unsigned = SignedVerdict(
        chain_id=deployment.chain_id, contract=deployment.addresses()["Disclosures"], day=day,
        block=verdict.block, block_hash=block_hash, events=verdict.events,
        code=f"tallystick {__version__}",
        checks=tuple(
            Check(check.id, check.ok, check.detail[:DETAIL_CHARACTERS_MAX])
            for check in verdict.checks
        ),
        watcher=signer.address,
    )  # fmt: skip
    signature = signature_bytes(signer.sign_typed_data(unsigned.message()))
    return replace(unsigned, signature=signature)


def was_newest_on(connection: Connection, offset_seconds: int, block: int, day: date) -> bool:
    """Return whether a block was the chain's newest at some moment of a local day.

    Without blocks on a day, that is the last one before it.

    Args:
        connection: The chain.
        offset_seconds: The platform's local time, ahead of UTC.
        block: The block's number.
        day: The local day.

    Returns:
        False also when the chain has no such block yet.

    Raises:
        TransportError: When the node does not answer.
    """
    wanted = day_from_date(day)
    own, following = connection.block(block), connection.block(block + 1)
    if own is None or local_day(own.timestamp, offset_seconds) > wanted:
        return False
    return following is None or local_day(following.timestamp, offset_seconds) >= wanted


def _formless(why: str) -> InputError:
    return InputError("WATCH:FORM", f"this is not a signed verdict: {why}")


def _number(text: object) -> int:
    if not isinstance(text, str) or not text.isascii() or not text.isdigit():
        raise ValueError("a number is a string of digits")
    if int(text) > _NUMBER_MAX:
        raise ValueError(f"a number is at most {_NUMBER_MAX}")
    return int(text)


def _text(text: object, most: int) -> str:
    if not isinstance(text, str) or not 1 <= len(text) <= most or not text.isprintable():
        raise ValueError(f"a text has 1 to {most} printable characters")
    return text


def _checks(rows: object) -> tuple[Check, ...]:
    if not isinstance(rows, list) or not 1 <= len(rows) <= CHECKS_MAX:
        raise ValueError(f"an audit has 1 to {CHECKS_MAX} checks")
    return tuple(_check(row) for row in rows)


def _check(row: Any) -> Check:
    if set(row) != {"id", "ok", "detail"} or not isinstance(row["ok"], bool):
        raise ValueError("a check has id, ok and detail")
    detail = row["detail"]
    if not isinstance(detail, str) or len(detail) > DETAIL_CHARACTERS_MAX:
        raise ValueError(f"a detail has at most {DETAIL_CHARACTERS_MAX} characters")
    return Check(_text(row["id"], NAME_CHARACTERS_MAX), row["ok"], detail)


def verdict_of(document: Mapping[str, Any]) -> Verdict:
    """Read what `tallystick audit --json` has printed.

    Args:
        document: Its JSON document.

    Returns:
        The verdict.

    Raises:
        InputError: WATCH:AUDIT when it is something else.
    """
    try:
        rows: Sequence[Any] = document["checks"]
        checks = tuple(Check(str(row["id"]), row["ok"] is True, str(row["detail"])) for row in rows)
        verdict = Verdict(int(document["block"]), int(document["events"]), 0, checks)
        same = bool(checks) and document["verdict"] == verdict.verdict
    except (KeyError, TypeError, ValueError) as wrong:
        raise InputError("WATCH:AUDIT", f"this is not what audit --json prints ({wrong})") from None
    if not same:
        raise InputError("WATCH:AUDIT", "the verdict of this audit is not that of its checks")
    return verdict
