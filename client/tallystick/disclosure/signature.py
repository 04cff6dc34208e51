"""A report's signature: a small file beside it, by a key that may publish.

What is signed is the EIP-712 message Report(subject, version, root) for the chain's Disclosures.
The file stands beside the report as `<name>.sig.json` and is itself nothing that is anchored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils.address import to_checksum_address

from tallystick.chain import typed_data
from tallystick.chain.codec import address_of, bytes32_of
from tallystick.disclosure.canonical import canonical, read_canonical
from tallystick.disclosure.report import subject_hash
from tallystick.errors import InputError

if TYPE_CHECKING:
    from tallystick.chain.signer import Signer
    from tallystick.disclosure.report import Report

__all__ = ["SUFFIX", "ReportSignature", "sign_report", "signature_name"]

SUFFIX = ".sig.json"
FORMAT = 1
_WORD = 2**256
_HALF = 2**255


@dataclass(frozen=True, slots=True)
class ReportSignature:
    """Who signed which root of which version, in the compact form (r, vs) of EIP-2098."""

    subject: str
    version: int
    root: bytes
    signer: str
    r: int
    vs: int

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        return canonical(
            {
                "format": FORMAT,
                "subject": self.subject,
                "version": self.version,
                "root": "0x" + self.root.hex(),
                "signer": self.signer,
                "r": f"0x{self.r:064x}",
                "vs": f"0x{self.vs:064x}",
            }
        )

    def recovered(self, chain_id: int, disclosures: str) -> str | None:
        """Return the address that signed the report.

        Args:
            chain_id: The number of the chain that the signature shall hold for.
            disclosures: The address of the platform's Disclosures there.

        Returns:
            The checksummed address; None when it is not a signature at all.
        """
        v, s = 27 + (self.vs >> 255), self.vs % _HALF
        signable = encode_typed_data(full_message=_message(self, chain_id, disclosures))
        try:
            address = Account.recover_message(signable, vrs=(v, self.r, s))
        except Exception:  # noqa: BLE001 - whatever is wrong with it, it is not a signature
            return None
        return str(to_checksum_address(address))

    @classmethod
    def parse(cls, data: bytes) -> ReportSignature:
        """Read a signature's file.

        Args:
            data: The file's bytes.

        Returns:
            The signature; whose it is has not been checked.

        Raises:
            InputError: DISCLOSURE:FORM when it is not a canonical text, REPORT:SIGNATURE when it is
                not a signature.
        """
        document = read_canonical(data)
        try:
            signature = cls(
                str(document["subject"]),
                int(document["version"]),
                bytes32_of("root", document["root"]),
                address_of("signer", document["signer"]),
                int(document["r"], 16),
                int(document["vs"], 16),
            )
            whole = signature.data == data and max(signature.r, signature.vs) < _WORD
        except (KeyError, ValueError, TypeError, InputError) as error:
            raise InputError(
                "REPORT:SIGNATURE", f"this is not a valid signature ({error})"
            ) from error
        if not whole:
            raise InputError(
                "REPORT:SIGNATURE", "this is not a valid signature: it is not in canonical form"
            )
        return signature


def signature_name(file_name: str) -> str:
    """Return the name of the signature's file beside a report's.

    Args:
        file_name: The report's, which ends in .json.

    Returns:
        The same with .sig.json.
    """
    return file_name.removesuffix(".json") + SUFFIX


def sign_report(report: Report, signer: Signer, chain_id: int, disclosures: str) -> ReportSignature:
    """Sign a report's root.

    Args:
        report: The report.
        signer: A key that may publish.
        chain_id: The number of the chain that the signature shall hold for.
        disclosures: The address of the platform's Disclosures there.

    Returns:
        The signature.
    """
    unsigned = ReportSignature(
        report.subject, report.version, report.tree.root, signer.address, 0, 0
    )
    r, vs = signer.sign_typed_data(_message(unsigned, chain_id, disclosures))
    return ReportSignature(report.subject, report.version, unsigned.root, signer.address, r, vs)


def _message(signed: ReportSignature, chain_id: int, disclosures: str) -> typed_data.Message:
    values = {
        "subject": subject_hash(signed.subject), "version": signed.version, "root": signed.root,
    }  # fmt: skip
    return typed_data.message("Report", values, chain_id, to_checksum_address(disclosures))
