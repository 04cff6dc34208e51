"""An external auditor's opinion on a report: a signed file beside it, which anybody can check.

What is signed is the EIP-712 message AuditorOpinion, bound to the chain and to the platform's
Disclosures. The signature shows which key has signed which root; whose key it is the firm says
itself, where it is known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils.address import to_checksum_address

from tallystick.chain import typed_data
from tallystick.chain.codec import address_of, bytes32_of
from tallystick.disclosure.canonical import canonical, read_canonical
from tallystick.disclosure.report import subject_hash
from tallystick.disclosure.signature import SUFFIX
from tallystick.errors import InputError
from tallystick.loans.dates import day_from_date, iso_day

if TYPE_CHECKING:
    from tallystick.chain.signer import Signer
    from tallystick.disclosure.report import Report

__all__ = [
    "OPINION_MARK",
    "AuditOpinion",
    "AuditorOpinion",
    "is_opinion",
    "opinion_name",
    "sign_opinion",
    "stands_beside",
]

OPINION_MARK = ".opinion-"
FORMAT = 1
FIRM_CHARACTERS_MAX = 120
_WORD = 2**256
_HALF = 2**255


class AuditOpinion(StrEnum):
    """What an auditor concludes, in the words of the standards (ISA 700 and 705)."""

    UNQUALIFIED = "unqualified"
    QUALIFIED = "qualified"
    ADVERSE = "adverse"
    DISCLAIMER = "disclaimer"


@dataclass(frozen=True, slots=True)
class AuditorOpinion:
    """Who concludes what of which version's root; firm: as they name themselves.

    r, vs: the signature in the compact form of EIP-2098.
    """

    subject: str
    version: int
    root: bytes
    opinion: AuditOpinion
    firm: str
    day: date
    signer: str
    r: int = 0
    vs: int = 0

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        return canonical(
            {
                "format": FORMAT,
                "subject": self.subject,
                "version": self.version,
                "root": "0x" + self.root.hex(),
                "opinion": self.opinion.value,
                "firm": self.firm,
                "day": self.day.isoformat(),
                "signer": self.signer,
                "r": f"0x{self.r:064x}",
                "vs": f"0x{self.vs:064x}",
            }
        )

    def is_signed(self, chain_id: int, disclosures: str) -> bool:
        """Return whether the signer that it names has signed it.

        Args:
            chain_id: The number of the chain that the signature shall hold for.
            disclosures: The address of the platform's Disclosures there.

        Returns:
            False also when it is not a signature at all.
        """
        signable = encode_typed_data(full_message=_message(self, chain_id, disclosures))
        try:
            address = Account.recover_message(
                signable, vrs=(27 + (self.vs >> 255), self.r, self.vs % _HALF)
            )
        except Exception:  # noqa: BLE001 - whatever is wrong with it, it is not a signature
            return False
        return str(to_checksum_address(address)) == self.signer

    @classmethod
    def parse(cls, data: bytes) -> AuditorOpinion:
        """Read an opinion's file.

        Args:
            data: The file's bytes.

        Returns:
            The opinion; whose it is has not been checked.

        Raises:
            InputError: DISCLOSURE:FORM when it is not a canonical text, REPORT:OPINION when it is
                not an opinion.
        """
        document = read_canonical(data)
        try:
            opinion = cls(
                str(document["subject"]), int(document["version"]),
                bytes32_of("root", document["root"]), AuditOpinion(document["opinion"]),
                _line(document["firm"]), iso_day(document["day"]),
                address_of("signer", document["signer"]), int(document["r"], 16),
                int(document["vs"], 16),
            )  # fmt: skip
            whole = opinion.data == data and max(opinion.r, opinion.vs) < _WORD
        except (KeyError, ValueError, TypeError, AttributeError, InputError) as error:
            raise InputError("REPORT:OPINION", f"this is not a valid opinion ({error})") from error
        if not whole:
            raise InputError("REPORT:OPINION", "this is not a valid opinion: its form is another")
        return opinion


def opinion_name(report_file: str, signer: str) -> str:
    """Return the name of an opinion's file beside a report's: one for each signer.

    Args:
        report_file: The report's, which ends in .json.
        signer: The auditor's address.

    Returns:
        Such as monthly-2026-10.v1.opinion-<40 hex digits>.json.
    """
    return f"{report_file.removesuffix('.json')}{OPINION_MARK}{signer[2:].lower()}.json"


def is_opinion(file_name: str) -> bool:
    """Return whether a file's name is one of an opinion.

    Args:
        file_name: The name.

    Returns:
        True when it is.
    """
    return OPINION_MARK in file_name


def stands_beside(file_name: str) -> bool:
    """Return whether a file stands beside a report and is none: a signature, or an opinion.

    Args:
        file_name: The name.

    Returns:
        True when it does.
    """
    return file_name.endswith(SUFFIX) or is_opinion(file_name)


def sign_opinion(
    report: Report, signer: Signer, *, opinion: AuditOpinion, firm: str, day: date,
    chain_id: int, disclosures: str,
) -> AuditorOpinion:  # fmt: skip
    """Sign what an auditor concludes of a report.

    Args:
        report: The report.
        signer: The auditor's key.
        opinion: What they conclude.
        firm: As they name themselves, 1 to 120 characters on a line.
        day: Of the opinion.
        chain_id: The number of the chain that the signature shall hold for.
        disclosures: The address of the platform's Disclosures there.

    Returns:
        The opinion.

    Raises:
        InputError: REPORT:OPINION when the firm's name is out of bounds.
    """
    try:
        name = _line(firm)
    except ValueError as wrong:
        raise InputError("REPORT:OPINION", str(wrong)) from wrong
    unsigned = AuditorOpinion(
        report.subject, report.version, report.tree.root, opinion, name, day, signer.address
    )
    r, vs = signer.sign_typed_data(_message(unsigned, chain_id, disclosures))
    return replace(unsigned, r=r, vs=vs)


def _line(text: object) -> str:
    if (
        not isinstance(text, str)
        or not 0 < len(text) <= FIRM_CHARACTERS_MAX
        or not text.isprintable()
        or text != text.strip()
    ):
        raise ValueError(f"a firm's name has 1 to {FIRM_CHARACTERS_MAX} characters on one line")
    return text


def _message(opinion: AuditorOpinion, chain_id: int, disclosures: str) -> typed_data.Message:
    values = {
        "subject": subject_hash(opinion.subject), "version": opinion.version, "root": opinion.root,
        "opinion": opinion.opinion.value, "firm": opinion.firm, "day": day_from_date(opinion.day),
    }  # fmt: skip
    return typed_data.message("AuditorOpinion", values, chain_id, to_checksum_address(disclosures))
