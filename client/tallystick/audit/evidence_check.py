"""Whether the evidence for a sample is whole and what the chain says, whoever has made it."""

from __future__ import annotations

import io
import zipfile
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from eth_utils.crypto import keccak

from tallystick.audit.evidence import (
    COUNT_MAX,
    MANIFEST,
    SampleQuestion,
    chosen_loans,
    event_rows,
    statement_hash,
)
from tallystick.audit.public_events import ChainEvent, loan_of, public_events
from tallystick.audit.verdict import Check
from tallystick.disclosure.canonical import read_canonical
from tallystick.disclosure.proof import check_proof
from tallystick.disclosure.report import subject_hash
from tallystick.errors import InputError
from tallystick.replay.source import block_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tallystick.chain._sync.connection import Connection
    from tallystick.platform.deployment import Deployment

__all__ = ["BYTES_MAX", "check_sample", "read_sample"]

BYTES_MAX = 200 * 2**20
_FILES_MAX = 3 * COUNT_MAX + 3


def read_sample(data: bytes) -> dict[str, bytes]:
    """Return the files of a sample.

    Args:
        data: The ZIP file.

    Returns:
        The content by name.

    Raises:
        InputError: EVIDENCE:FORM when it is not such a file.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            size = sum(entry.file_size for entry in entries)
            if len(entries) > _FILES_MAX or size > BYTES_MAX:
                raise InputError("EVIDENCE:FORM", "this file is larger than any sample")
            return {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, RuntimeError, EOFError) as wrong:
        raise InputError("EVIDENCE:FORM", f"this is not a sample's ZIP file ({wrong})") from None


def check_sample(
    files: Mapping[str, bytes], connection: Connection, deployment: Deployment
) -> list[Check]:
    """Check a sample against the chain.

    Args:
        files: The files as `read_sample` returns them.
        connection: A chain that the reader trusts.
        deployment: The deployment file's content, from the platform.

    Returns:
        The checks, each with what it found.

    Raises:
        InputError: EVIDENCE:FORM when the manifest is not one.
        TransportError: When the chain's node does not answer.
    """
    manifest, question = _manifest(files)
    checks = [_whole(files, manifest), _same_platform(manifest, deployment)]
    if not all(check.ok for check in checks):
        return checks
    there = block_hash(connection, question.block) == question.block_hash
    checks.append(Check("block", there, f"block {question.block} and its hash"))
    events = list(public_events(connection, deployment, deployment.block, question.block))
    population = sum(event.name == "Listed" and loan_of(event) is not None for event in events)
    loans = chosen_loans(population, question.count, question.seed)
    named = manifest["loans"] == [str(loan) for loan in loans]
    same = named and manifest["population"] == str(population)
    checks.append(Check("chosen", same, f"{len(loans)} of {population} loans, by the seed"))
    roots = {
        (event.fields["subject"], int(event.fields["version"]), event.fields["root"])
        for event in events
        if event.name == "Published"
    }
    for loan in loans:
        own = [event for event in events if loan_of(event) == loan]
        checks += _of_loan(files, loan, own, roots)
    return checks


def _of_loan(
    files: Mapping[str, bytes], loan: int, events: list[ChainEvent],
    roots: set[tuple[str, int, str]],
) -> Iterator[Check]:  # fmt: skip
    folder = f"loans/{loan}"
    content = files.get(f"{folder}/events.json")
    same = content is not None and read_canonical(content) == event_rows(events)
    yield Check(f"{folder}/events", same, f"{len(events)} events of the chain")
    statement = files.get(f"{folder}/statement.json")
    if statement is not None:
        holds = "0x" + keccak(statement).hex() == statement_hash(events)
        yield Check(f"{folder}/statement", holds, "the hash that was listed")
    proofs = files.get(f"{folder}/proofs.json")
    if proofs is not None:
        rows = read_canonical(proofs)
        lead = all(_leads(row["proof"], loan, roots) for row in rows)
        yield Check(f"{folder}/proofs", lead, f"{len(rows)} proofs to anchored roots")


def _leads(proof: Any, loan: int, roots: set[tuple[str, int, str]]) -> bool:
    anchor = ("0x" + subject_hash(proof["subject"]).hex(), proof["version"], proof["root"])
    return anchor in roots and proof["name"] == f"loan/{loan}" and check_proof(proof)


def _whole(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Check:
    hashes = {name: sha256(data).hexdigest() for name, data in files.items() if name != MANIFEST}
    differ = sorted({*hashes.items()} ^ {*manifest["files"].items()})
    detail = f"{len(hashes)} files" if not differ else f"{differ[0][0]} is another file"
    return Check("files", not differ, detail)


def _same_platform(manifest: Mapping[str, Any], deployment: Deployment) -> Check:
    own = (str(deployment.chain_id), deployment.addresses()["Book"])
    same = (manifest["chain_id"], manifest["book"]) == own
    return Check("platform", same, "chain and Book of the deployment file")


def _manifest(files: Mapping[str, bytes]) -> tuple[Mapping[str, Any], SampleQuestion]:
    try:
        manifest = read_canonical(files[MANIFEST])
        hash_text = manifest["block_hash"].removeprefix("0x")
        question = SampleQuestion(
            manifest["count"], manifest["seed"], int(manifest["block"]), bytes.fromhex(hash_text)
        )
        for name in ("files", "loans", "population", "chain_id", "book"):
            manifest[name]
        sha_names = [*manifest["files"]]
    except (KeyError, TypeError, ValueError, AttributeError, InputError) as wrong:
        raise InputError("EVIDENCE:FORM", f"its manifest makes no sense ({wrong})") from None
    if any(not isinstance(name, str) for name in sha_names):
        raise InputError("EVIDENCE:FORM", "its manifest makes no sense")
    return manifest, question
