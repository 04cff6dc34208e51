"""Published reports against the chain: every provable figure computed again from events alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests

from tallystick.disclosure.canonical import canonical
from tallystick.disclosure.figures import state_of
from tallystick.disclosure.merkle import leaf, proves
from tallystick.disclosure.opinion import (
    AuditorOpinion,
    is_opinion,
    opinion_name,
    stands_beside,
)
from tallystick.disclosure.report import ROWS, Report, read_report, subject_hash
from tallystick.disclosure.signature import SUFFIX, ReportSignature, signature_name
from tallystick.documents import DocumentError, file_bytes, joined, read_json
from tallystick.errors import InputError, TransportError
from tallystick.exchanges.deadline import Deadline
from tallystick.exchanges.sessions import timed_session
from tallystick.loans.dates import date_from_day, local_day
from tallystick.replay.source import read_logs

if TYPE_CHECKING:
    from tallystick.audit.scene import Scene
    from tallystick.chain._sync.connection import Connection
    from tallystick.platform.deployment import Deployment
    from tallystick.replay.findings import Findings
    from tallystick.replay.replay import Replay

__all__ = ["check_reports", "load_reports"]

INDEX = "index.json"
REPORTS_MAX = 10_000
SECONDS_MAX = 60
ALL_SECONDS_MAX = 900
PART_BYTES = 2**16
BYTES_MAX = 200 * 2**20
FRESH_SECONDS = 600
_CHECK_OF = {"default_rates": "defaults"}


def load_reports(place: str) -> dict[str, bytes]:
    """Return the files of a directory, or those that a URL's index.json names.

    Args:
        place: The path of the directory, or the http(s) URL.

    Returns:
        The files' bytes by name, at most 10,000 of them.

    Raises:
        InputError: INPUT:REPORTS when there are none, or the place is neither.
        TransportError: RPC:REPORTS when the server fails.
    """
    files = _from_url(place) if place.startswith(("http://", "https://")) else _from_path(place)
    if not files:
        raise InputError("INPUT:REPORTS", f"there is no report in {place}")
    return files


def check_reports(scene: Scene, fresh: Replay, files: Mapping[str, bytes]) -> None:
    """Compare files with anchors, blocks and recomputed figures.

    Args:
        scene: The platform at the audit's block.
        fresh: A replay that has seen nothing yet.
        files: The reports and their signatures by file name.

    Raises:
        TransportError: When the node does not answer.
    """
    connection, deployment, findings = scene.connection, scene.deployment, scene.findings
    reports = []
    for name, data in sorted(files.items()):
        if stands_beside(name):
            continue
        findings.count("reports.form")
        try:
            report = read_report(data)
        except InputError as refused:
            findings.differ("reports.form", f"{name}: {refused}")
            continue
        findings.same("reports.form", f"the name of {name}", name, report.file_name)
        findings.same("reports.form", f"{name}'s chain", report.document["chain_id"],
                      deployment.chain_id)  # fmt: skip
        findings.same("reports.form", f"{name}'s Book", report.document["book"],
                      deployment.addresses()["Book"].lower())  # fmt: skip
        reports.append(report)
    _check_anchors(scene, reports, _months(connection, deployment))
    _check_signatures(scene, reports, files)
    _check_opinions(scene, reports, files)
    timely = [
        report for report in reports if _check_block(connection, deployment, report, findings)
    ]
    _recompute(connection, deployment, fresh, timely, findings)


def _check_anchors(scene: Scene, reports: Sequence[Report], months: Sequence[str]) -> None:
    """Each file is what was anchored as its version, and no month's version is kept back.

    months: every subject that a report can have had. Anchors of other subjects are counted: the
    chain knows subjects by their hashes alone. So are those of the last ten minutes whose file is
    not here: it is put out after its anchor, and a later audit finds whether it was.
    """
    findings, check = scene.findings, "reports.anchors"
    anchors = {
        (anchor.subject, anchor.version): anchor
        for anchor in scene.replay.anchors.by_number.values()
    }
    for report in reports:
        anchor = anchors.pop((subject_hash(report.subject), report.version), None)
        if anchor is None:
            findings.differ(check, f"{report.file_name} was never anchored")
            continue
        findings.same(check, f"the root of {report.file_name}", anchor.root, report.tree.root)
        _check_inclusion(report, anchor.root, findings)
    latest = scene.connection.block(scene.reader.block)
    now = 0 if latest is None else latest.timestamp
    hashes = {subject_hash(month): month for month in months}
    others = fresh = 0
    for subject, version in sorted(anchors):
        if subject not in hashes:
            others += 1
        elif now - anchors[subject, version].published_at < FRESH_SECONDS:
            fresh += 1
        else:
            findings.differ(check, f"version {version} of {hashes[subject]} is anchored, not here")
    notes = [f"{findings.tally(check).compared} compared"]
    notes += [f"{others} of other subjects"] if others else []
    notes += [f"{fresh} of the last ten minutes not here yet"] if fresh else []
    findings.note(check, ", ".join(notes))


def _check_signatures(scene: Scene, reports: Sequence[Report], files: Mapping[str, bytes]) -> None:
    """Each report is signed by a key that had the role when its root was anchored."""
    findings, check = scene.findings, "reports.signatures"
    anchors = scene.replay.anchors
    held = {
        (anchor.subject, anchor.version): anchors.publishers[n]
        for n, anchor in anchors.by_number.items()
    }
    disclosures = scene.deployment.addresses()["Disclosures"]
    named = {signature_name(report.file_name): report for report in reports}
    for stray in sorted(name for name in files if name.endswith(SUFFIX) and name not in named):
        findings.differ("reports.form", f"{stray} is the signature of no report here")
    for name, report in named.items():
        findings.count(check)
        try:
            signed = ReportSignature.parse(files[name])
        except KeyError:
            findings.differ(check, f"{report.file_name} is not signed: {name} is missing")
            continue
        except InputError as refused:
            findings.differ(check, f"{name}: {refused}")
            continue
        ours = (report.subject, report.version, report.tree.root)
        findings.same(check, f"what {name} signs", (signed.subject, signed.version, signed.root),
                      ours)  # fmt: skip
        signer = signed.recovered(scene.deployment.chain_id, disclosures)
        findings.same(check, f"the signer of {name}", signed.signer, signer)
        publishers = held.get((subject_hash(report.subject), report.version))
        if publishers is not None and signer is not None:
            findings.holds(
                check,
                bytes.fromhex(signer[2:]) in publishers,
                f"{report.file_name} is signed by {signer}, which was not a publisher",
            )


def _check_opinions(scene: Scene, reports: Sequence[Report], files: Mapping[str, bytes]) -> None:
    """Each opinion is about the root of a report that is here, by the signer that it names."""
    findings, check = scene.findings, "reports.opinions"
    disclosures = scene.deployment.addresses()["Disclosures"]
    roots = {(report.subject, report.version): report for report in reports}
    for name in sorted(filter(is_opinion, files)):
        findings.count(check)
        try:
            opinion = AuditorOpinion.parse(files[name])
        except InputError as refused:
            findings.differ(check, f"{name}: {refused}")
            continue
        report = roots.get((opinion.subject, opinion.version))
        if report is None:
            findings.differ(check, f"{name} is about no report here")
            continue
        findings.same(check, f"the root of {name}", opinion.root, report.tree.root)
        findings.same(check, f"the name of {name}", name,
                      opinion_name(report.file_name, opinion.signer))  # fmt: skip
        findings.holds(
            check,
            opinion.is_signed(scene.deployment.chain_id, disclosures),
            f"{name} is not signed by {opinion.signer}",
        )


def _check_inclusion(report: Report, root: bytes, findings: Findings) -> None:
    """Prove one loan by itself; which one, the root decides and not the publisher."""
    loans = report.document["loans"]
    if not loans:
        return
    loan = loans[int.from_bytes(root) % len(loans)]
    name = f"loan/{loan['number']}"
    findings.holds(
        "reports.inclusion",
        proves(root, leaf(name, canonical(loan)), report.tree.proof(name)),
        f"{report.file_name}: loan {loan['number']} cannot be proved under the anchored root",
    )


def _months(connection: Connection, deployment: Deployment) -> list[str]:
    """Every month from the deployment to the newest block and the next, as subjects."""
    offset = deployment.roles.utc_offset_seconds
    ends = [connection.block(number) for number in (deployment.block, connection.block_number())]
    days = [local_day(end.timestamp, offset) for end in ends if end is not None]
    first, last = date_from_day(min(days)), date_from_day(max(days))
    count = (last.year - first.year) * 12 + last.month - first.month + 2
    months = [divmod(first.year * 12 + first.month - 1 + ahead, 12) for ahead in range(count)]
    return [f"monthly:{year}-{month + 1:02d}" for year, month in months]


def _check_block(
    connection: Connection, deployment: Deployment, report: Report, findings: Findings
) -> bool:
    """The report is of the last block of its day: no later one was left out, no earlier taken."""
    as_of, name = report.as_of, report.file_name
    latest = connection.block_number()
    block = connection.block(as_of.block) if 0 <= as_of.block <= latest else None
    if block is None or as_of.block < deployment.block:
        findings.differ("reports.blocks", f"{name} is of block {as_of.block}, which is not there")
        return False
    offset = deployment.roles.utc_offset_seconds
    same = findings.same(
        "reports.blocks", f"{name}'s block hash", as_of.block_hash, "0x" + block.hash.hex()
    )
    timely = findings.holds(
        "reports.blocks",
        local_day(block.timestamp, offset) <= as_of.day,
        f"{name} is of a block after its day",
    )
    following = connection.block(as_of.block + 1) if as_of.block < latest else None
    last = findings.holds(
        "reports.blocks",
        following is None or local_day(following.timestamp, offset) > as_of.day,
        f"{name} is not of the last block of its day",
    )
    return same and timely and last


def _recompute(
    connection: Connection,
    deployment: Deployment,
    fresh: Replay,
    reports: Sequence[Report],
    findings: Findings,
) -> None:
    """Replay once, and stop at each report's block."""
    addresses = list(deployment.addresses().values())
    first = deployment.block
    for report in sorted(reports, key=lambda report: report.as_of.block):
        for _, logs in read_logs(connection, addresses, first, report.as_of.block):
            fresh.feed(logs)
        fresh.close()
        first = max(first, report.as_of.block + 1)
        statement = state_of(fresh, report.as_of.day, report.given)
        expected: dict[str, list[dict[str, Any]]] = {
            "figures": [figure.document() for figure in statement.figures],
            "default_rates": [dict(row) for row in statement.default_rates],
            "vintages": [dict(row) for row in statement.vintages],
            "returns": [dict(row) for row in statement.returns],
            "loans": [loan.document() for loan in statement.loans],
        }
        for part, rows in expected.items():
            _compare(report, part, rows, findings)


def _compare(report: Report, part: str, expected: list[dict[str, Any]], findings: Findings) -> None:
    check, key = f"reports.{_CHECK_OF.get(part, part)}", ROWS[part]
    published = {row[key]: row for row in report.document[part]}
    for row in expected:
        printed = published.pop(row[key], None)
        if printed is None:
            findings.differ(check, f"{report.file_name} leaves out {row[key]}")
            continue
        for field in sorted({*printed, *row}):
            what = f"{report.file_name}: {field} of {row[key]}"
            findings.same(check, what, printed.get(field), row.get(field))
    for name in published:
        findings.differ(check, f"{report.file_name} has {name}, which the chain has not")


def _from_path(place: str) -> dict[str, bytes]:
    directory = Path(place)
    if not directory.is_dir():
        raise InputError("INPUT:REPORTS", f"{place} is neither a directory nor a URL")
    files = sorted(file for file in directory.glob("*.json") if file.name != INDEX)
    try:
        return {file.name: file_bytes(file, bytes_max=BYTES_MAX) for file in files[:REPORTS_MAX]}
    except OSError as wrong:
        raise InputError(
            "INPUT:REPORTS", f"{wrong.filename} cannot be read ({wrong.strerror})"
        ) from wrong
    except DocumentError as long:
        raise InputError("INPUT:REPORTS", long.sentence) from long


def _from_url(place: str) -> dict[str, bytes]:
    base = place.rstrip("/")
    with Deadline(ALL_SECONDS_MAX), timed_session() as session:
        try:
            names = read_json(_get(session, f"{base}/{INDEX}"))
        except ValueError as error:
            raise InputError("INPUT:REPORTS", f"{base}/{INDEX} is not valid JSON") from error
        if not isinstance(names, list) or not all(_is_name(name) for name in names):
            raise InputError("INPUT:REPORTS", f"{base}/{INDEX} is not a list of file names")
        return {name: _get(session, f"{base}/{name}") for name in names[:REPORTS_MAX]}


def _get(session: requests.Session, url: str) -> bytes:
    refused = InputError("INPUT:REPORTS", f"{url} is not a file of at most {BYTES_MAX} bytes")
    try:
        with (
            Deadline(SECONDS_MAX),
            session.get(url, timeout=SECONDS_MAX, allow_redirects=False, stream=True) as response,
        ):
            response.raise_for_status()
            if response.status_code != requests.codes.ok:
                raise refused
            return joined(response.iter_content(PART_BYTES), BYTES_MAX)
    except DocumentError as long:
        raise refused from long
    except requests.RequestException as error:
        raise TransportError(
            "RPC:REPORTS", f"{url} cannot be read ({type(error).__name__})"
        ) from error


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value.endswith(".json") and not set(value) & set("/\\:?#%")
