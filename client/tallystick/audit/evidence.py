"""Evidence for a sample of loans: one ZIP file, the same bytes for the same question.

Which loans are in it follows from the seed, so nobody picks the ones that look well: of all loans
up to a block those whose SHA-256 of `seed/number` is smallest. Whoever has the file checks it
against the chain, file by file (`check_sample`), or makes it anew.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from tallystick.audit.public_events import loan_of, written_fields
from tallystick.disclosure.canonical import canonical
from tallystick.disclosure.proof import proof_of
from tallystick.disclosure.report import subject_hash
from tallystick.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tallystick.audit.public_events import PublicEvent
    from tallystick.disclosure.report import Report
    from tallystick.platform.deployment import Deployment

__all__ = [
    "COUNT_MAX", "EVENTS_MAX", "REPORTS_MAX", "SEED_CHARACTERS_MAX", "SampleQuestion",
    "SampleSources", "chosen_loans", "event_rows", "make_sample", "statement_hash",
]  # fmt: skip

FORMAT = 1
COUNT_MAX = 20
EVENTS_MAX = 20_000
# The newest ones; each proves every loan that is in it.
REPORTS_MAX = 12
SEED_CHARACTERS_MAX = 64
MANIFEST, GUIDE, DEPLOYMENT = "manifest.json", "README.txt", "deployment.json"
RULE = "of the loans 1 to `population` the `count` with the smallest SHA-256 of `seed/number`"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_READ_ONLY = 0o100444 << 16
_GUIDE = """Evidence for a sample of loans

loans/N/events.json     every event of the chain that names loan N, with its transaction
loans/N/statement.json  the risk statement as it was published; its Keccak-256 is in Offers.Listed
loans/N/proofs.json     what leads from the loan, as reports published it, to roots on the chain
manifest.json           block, seed, which loans were chosen and how, SHA-256 of every file

Check it against a node of the chain that you trust:

    tallystick evidence verify FILE --rpc URL --deployment deployment.json

Take deployment.json from the platform, not from here. Make the same file yourself, byte by byte:

    tallystick evidence make --rpc URL --deployment deployment.json --count {count} \\
      --seed {seed} --block {block} --reports URL/reports --agreements URL/agreements --out FILE
"""


@dataclass(frozen=True, slots=True)
class SampleQuestion:
    """How many loans, by which seed, as of which block, whose hash is block_hash (32 bytes)."""

    count: int
    seed: str
    block: int
    block_hash: bytes

    def __post_init__(self) -> None:
        if not 1 <= self.count <= COUNT_MAX:
            raise InputError("EVIDENCE:COUNT", f"a sample has 1 to {COUNT_MAX} loans")
        seed = self.seed
        if not (1 <= len(seed) <= SEED_CHARACTERS_MAX and seed.isascii() and seed.isalnum()):
            raise InputError(
                "EVIDENCE:SEED",
                f"a seed has 1 to {SEED_CHARACTERS_MAX} letters and digits, without accents",
            )


@dataclass(frozen=True, slots=True)
class SampleSources:
    """Where the content comes from, from the chain or from an index of it.

    population: how many loans were listed up to the block. events: those of a loan up to the block,
    in the chain's order. published: the events Disclosures.Published up to the block. statement:
    the published file of a hash in hex, None without one. reports: whatever was published.
    """

    population: int
    events: Callable[[int], Sequence[PublicEvent]]
    published: Sequence[PublicEvent]
    statement: Callable[[str], bytes | None]
    reports: Iterable[Report]


def chosen_loans(population: int, count: int, seed: str) -> list[int]:
    """Return the loans of a sample.

    Args:
        population: How many loans there are; they are numbered from 1.
        count: How many to choose.
        seed: Any text.

    Returns:
        Their numbers, ascending; all of them when there are no more.
    """
    numbers = sorted(
        range(1, population + 1), key=lambda number: sha256(f"{seed}/{number}".encode()).digest()
    )
    return sorted(numbers[:count])


def make_sample(
    question: SampleQuestion, deployment: Deployment, sources: SampleSources
) -> bytes:  # fmt: skip
    """Return the ZIP file of a sample.

    Args:
        question: What is asked for.
        deployment: The deployment file's content.
        sources: Where the content comes from.

    Returns:
        The bytes, the same for the same question, however they came about.

    Raises:
        InputError: EVIDENCE:LARGE beyond twenty thousand events.
    """
    loans = chosen_loans(sources.population, question.count, question.seed)
    anchors = {
        (event.fields["subject"], int(event.fields["version"]), event.fields["root"]): event
        for event in sources.published
    }
    reports = _anchored(sources.reports, anchors)
    files: dict[str, bytes] = {DEPLOYMENT: canonical(_plain(deployment.document()))}
    events = 0
    for loan in loans:
        rows = sources.events(loan)
        events += len(rows)
        if events > EVENTS_MAX:
            raise InputError(
                "EVIDENCE:LARGE",
                f"these loans have more than {EVENTS_MAX:,} events; ask for fewer loans",
            )
        folder = f"loans/{loan}"
        files[f"{folder}/events.json"] = canonical(event_rows(rows))
        statement = _statement(rows, sources.statement)
        if statement is not None:
            files[f"{folder}/statement.json"] = statement
        proofs = [_proof(report, anchor, loan) for report, anchor in reports if _has(report, loan)]
        if proofs:
            files[f"{folder}/proofs.json"] = canonical(proofs)
    guide = _GUIDE.format(count=question.count, seed=question.seed, block=question.block)
    files[GUIDE] = guide.encode()
    files[MANIFEST] = canonical(_manifest(question, deployment, sources.population, loans, files))
    return _zipped(files)


def event_rows(events: Iterable[PublicEvent]) -> list[dict[str, Any]]:
    """Return events as they stand in the file.

    Args:
        events: Events in the chain's order.

    Returns:
        A row for each; numbers are decimal strings.
    """
    return [
        {
            "block": str(event.block), "place": str(event.place), "tx_hash": event.tx_hash,
            "contract": event.contract, "name": event.name, "fields": written_fields(event),
        }
        for event in events
    ]  # fmt: skip


def statement_hash(events: Iterable[PublicEvent]) -> str | None:
    """Return the hash of a loan's risk statement.

    Args:
        events: The loan's events.

    Returns:
        0x and 64 hex digits; None when the loan's listing is not among them.
    """
    for event in events:
        if event.name == "Listed" and loan_of(event) is not None:
            return str(event.fields["offer.disclosure_hash"])
    return None


def _statement(
    events: Sequence[PublicEvent], read: Callable[[str], bytes | None]
) -> bytes | None:  # fmt: skip
    digest = statement_hash(events)
    return None if digest is None else read(digest.removeprefix("0x"))


def _anchored(
    reports: Iterable[Report], anchors: Mapping[tuple[str, int, str], PublicEvent]
) -> list[tuple[Report, PublicEvent]]:
    """The newest reports whose roots were anchored up to the block, the oldest first."""
    anchored = []
    for report in reports:
        root = "0x" + report.tree.root.hex()
        key = ("0x" + subject_hash(report.subject).hex(), report.version, root)
        if key in anchors:
            anchored.append((report, anchors[key]))
    anchored.sort(key=lambda pair: (pair[1].block, pair[1].place))
    return anchored[-REPORTS_MAX:]


def _has(report: Report, loan: int) -> bool:
    return any(row["number"] == loan for row in report.document["loans"])


def _proof(report: Report, anchor: PublicEvent, loan: int) -> dict[str, Any]:
    place = {"block": str(anchor.block), "place": str(anchor.place), "tx_hash": anchor.tx_hash}
    return {"anchor": place, "proof": proof_of(report, loan)}


def _manifest(
    question: SampleQuestion, deployment: Deployment, population: int, loans: list[int],
    files: Mapping[str, bytes],
) -> dict[str, Any]:  # fmt: skip
    return {
        "format": FORMAT,
        "chain_id": str(deployment.chain_id),
        "book": deployment.addresses()["Book"],
        "block": str(question.block),
        "block_hash": "0x" + question.block_hash.hex(),
        "seed": question.seed,
        "count": question.count,
        "population": str(population),
        "rule": RULE,
        "loans": [str(loan) for loan in loans],
        "files": {name: sha256(data).hexdigest() for name, data in files.items()},
    }


def _zipped(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    # Stored, not deflated: two versions of zlib need not come to the same bytes.
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system, entry.external_attr = 3, _READ_ONLY
            archive.writestr(entry, files[name])
    return stream.getvalue()


def _plain(value: Any) -> Any:
    """A document whose large numbers are strings, as a canonical text wants them."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**53:
        return str(value)
    return value
