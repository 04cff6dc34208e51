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
    """Return the proof of a loan as a document; InputError with REPORT:LOAN when it has none."""
    content = next((one for one in report.document["loans"] if one["number"] == loan), None)
    if content is None:
        raise InputError("REPORT:LOAN", f"{report.file_name} has no loan {loan}")
    name = f"loan/{loan}"
    return {
        "subject": report.subject,
        "version": report.version,
        "root": "0x" + report.tree.root.hex(),
        "name": name,
        "content": content,
        "proof": ["0x" + one.hex() for one in report.tree.proof(name)],
    }


def check_proof(document: Any, root: bytes | None = None) -> bool:
    """Return whether a proof leads to a root, its own by default; InputError when it is none."""
    if not isinstance(document, Mapping) or set(document) != _FIELDS:
        raise InputError("REPORT:PROOF", f"a proof has exactly {', '.join(sorted(_FIELDS))}")
    try:
        path = [bytes.fromhex(one.removeprefix("0x")) for one in document["proof"]]
        own = bytes.fromhex(document["root"].removeprefix("0x"))
        found = leaf(document["name"], canonical(document["content"]))
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError("REPORT:PROOF", f"this is no proof ({error})") from error
    return (root is None or root == own) and proves(own, found, path)
