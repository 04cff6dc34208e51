"""What the operator states about the company, against its anchors: no version changed or held back.

Whether it is true no audit knows; that nobody changed it since it was said, this one does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick.audit.texts import text_source
from tallystick.disclosure.company import COMPANY_SUBJECT, company_hash, read_company
from tallystick.disclosure.report import subject_hash
from tallystick.documents import read_json
from tallystick.errors import InputError

if TYPE_CHECKING:
    from tallystick.audit.scene import Scene
    from tallystick.disclosure.company import CompanyFacts

__all__ = ["Versions", "check_company", "company_source"]

# Returns the bytes of a version by its number, None when there is none.
Versions = Callable[[int], bytes | None]
# Beyond what anybody states: whoever serves versions without end ends no audit.
VERSIONS_MAX = 10_000


def company_source(place: Mapping[int, bytes] | str) -> Versions:
    """Return what finds versions: in a mapping, a directory (`1.json`), or behind a URL (`/1`).

    Args:
        place: The bytes by number, the path of a directory, or an http(s) URL such as a node's
            /v1/company.

    Returns:
        A function from a version's number to its bytes, None when there are none; behind a URL it
        raises TransportError when the server fails.

    Raises:
        InputError: INPUT:COMPANY when the place is neither a directory nor a URL.
    """
    if not isinstance(place, str):
        return place.get
    remote = place.startswith(("http://", "https://"))
    if not remote and not Path(place).is_dir():
        raise InputError("INPUT:COMPANY", f"{place} is neither a directory nor a URL")
    texts, suffix = text_source(place), "" if remote else ".json"
    return lambda version: texts(f"{version}{suffix}")


def check_company(scene: Scene, versions: Versions) -> None:
    """Compare every version with its anchor, and every anchor with its version.

    What was stated after the last anchor waits for its own: that is noted, and is no difference.

    Args:
        scene: The replayed platform and the chain.
        versions: Finds a version by its number.

    Raises:
        TransportError: When the server fails.
    """
    findings, check = scene.findings, "company.anchors"
    subject = subject_hash(COMPANY_SUBJECT)
    roots = {
        anchor.version: anchor.root
        for anchor in scene.replay.anchors.by_number.values()
        if anchor.subject == subject
    }
    for version, root in sorted(roots.items()):
        facts = _read(scene, versions, version)
        findings.count(check)
        if facts is None:
            findings.differ(check, f"version {version} is anchored, not here or not readable")
            continue
        findings.same(check, f"the hash of version {version}", company_hash(facts), root)
    waiting = 0
    following = max(roots, default=0) + 1
    while waiting < VERSIONS_MAX and _read(scene, versions, following + waiting) is not None:
        waiting += 1
    notes = [f"{len(roots)} compared"]
    notes += [f"{waiting} not anchored yet, which nothing holds"] if waiting else []
    findings.note(check, ", ".join(notes))


def _read(scene: Scene, versions: Versions, version: int) -> CompanyFacts | None:
    data = versions(version)
    if data is None:
        return None
    scene.findings.count("company.form")
    try:
        written = read_json(data)
        if isinstance(written, dict) and "document" in written:
            # As the node answers, with the number and the anchor that it says.
            scene.findings.same(
                "company.form", f"the number of version {version}", written.get("version"), version
            )
            written = written["document"]
        return read_company(written)
    except InputError as wrong:
        why = wrong.sentence
    except ValueError:
        why = "it is not valid JSON"
    scene.findings.differ("company.form", f"version {version}: {why}")
    return None
