"""One loan's proof: the loan as it was published, and what leads from it to the anchored root."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tallystick.disclosure.canonical import canonical
from tallystick.disclosure.merkle import leaf, proves
from tallystick.errors import InputError

if TYPE_CHECKING:
    from tallystick.disclosure.report import Report

__all__ = ["check_proof", "proof_of"]

_FIELDS = {"subject", "version", "root", "name", "content", "proof"}


def proof_of(report: Report, loan: int) -> dict[str, Any]:
    """Return the proof of a loan as a document.

    Args:
        report: The report.
        loan: The loan's number.

    Returns:
        Subject, version, root, and the loan's name, content and proof, for JSON.

    Raises:
        InputError: REPORT:LOAN when the report does not have the loan.
    """
    content = next((row for row in report.document["loans"] if row["number"] == loan), None)
    if content is None:
        raise InputError("REPORT:LOAN", f"{report.file_name} has no loan {loan}")
    name = f"loan/{loan}"
    return {
        "subject": report.subject,
        "version": report.version,
        "root": "0x" + report.tree.root.hex(),
        "name": name,
        "content": content,
        "proof": ["0x" + sibling.hex() for sibling in report.tree.proof(name)],
    }


def check_proof(document: Any, root: bytes | None = None) -> bool:
    """Return whether a proof leads to a root.

    Args:
        document: The proof as `proof_of` writes it.
        root: The root that the chain has, 32 bytes; the proof's own without one.

    Returns:
        Whether it leads there.

    Raises:
        InputError: REPORT:PROOF when it is not a proof, DISCLOSURE:VALUE when its content has no
            form.
    """
    if not isinstance(document, Mapping) or set(document) != _FIELDS:
        raise InputError("REPORT:PROOF", f"a proof has exactly {', '.join(sorted(_FIELDS))}")
    try:
        path = [bytes.fromhex(text.removeprefix("0x")) for text in document["proof"]]
        own = bytes.fromhex(document["root"].removeprefix("0x"))
        start = leaf(document["name"], canonical(document["content"]))
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError("REPORT:PROOF", f"this is not a valid proof ({error})") from error
    return (root is None or root == own) and proves(own, start, path)
