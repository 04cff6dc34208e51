"""Published reports: what the events give passes, and every lie is found by its check."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chains import in_memory
from seams.audit_life import Life
from seams.report_lies import LIES, rounds
from seams.report_months import block_of, month_ends
from tallystick import EventStream
from tallystick.audit.auditor import Auditor
from tallystick.audit.catalogue import REPORT_CHECKS
from tallystick.chain.contracts import Lens, Workouts
from tallystick.chain.logs import Event
from tallystick.disclosure.canonical import canonical
from tallystick.disclosure.merkle import leaf, proves
from tallystick.disclosure.report import Report, read_report, subject_hash
from tallystick.disclosure.signature import (
    SUFFIX,
    ReportSignature,
    sign_report,
    signature_name,
)
from tallystick.errors import InputError, TransportError
from tallystick.loans.dates import date_from_day
from tallystick.replay.money import MoveReason
from tallystick.testing.actors import commitment, test_signer
from tallystick.testing.session import open_session

if TYPE_CHECKING:
    from tallystick.chain.signer import MemorySigner

pytestmark = [pytest.mark.long]

Document = dict[str, Any]

# Every month would be recomputed by every audit here; these have each state of a report.
MONTHS_APART = 6
FEES = {MoveReason.ORIGINATION, MoveReason.FEES}


@pytest.fixture(scope="module")
def life() -> Life:
    lived = Life(open_session(in_memory())).live()
    lived.wait(40)  # the last months are over
    return lived


ATTESTED = [{"code": "A01", "name": "payouts expected of the reserve", "value": "123456789"}]


def made(life: Life, day: int, version: int = 1, amends: str | None = None) -> Report:
    shown = date_from_day(day)
    subject = f"monthly:{shown.year}-{shown.month:02d}"
    # The third borrower is said to be related to the platform.
    related = [commitment(life.people.borrowers[2].address)]
    return Auditor(life.platform).report(
        subject, version, block=block_of(life, day), day=day, amends=amends, related=related,
        attested=ATTESTED,
    )  # fmt: skip


def anchor(life: Life, report: Report) -> None:
    life.do(
        life.people.publisher, "Disclosures", "publish",
        subject_hash(report.subject), report.version, report.tree.root,
    )  # fmt: skip


@pytest.fixture(scope="module")
def published(life: Life) -> list[Report]:
    """Reports of months all over the life, the last one among them, and an amendment of that."""
    days = month_ends(life)
    reports = [made(life, day) for day in (*days[:-1:MONTHS_APART], days[-1])]
    reports.append(made(life, reports[-1].as_of.day, 2, "an attested figure was wrong"))
    for report in reports:
        anchor(life, report)
    life.wait(1)
    return reports


def signed(life: Life, *reports: Report, signer: MemorySigner | None = None) -> dict[str, bytes]:
    """Reports and their signatures by file name."""
    fields: dict[str, bytes] = {}
    for report in reports:
        name = signature_name(report.file_name)
        fields |= {report.file_name: report.data, name: signature(life, report, signer).data}
    return fields


def signature(life: Life, report: Report, signer: MemorySigner | None = None) -> ReportSignature:
    chain_id = life.platform.deployment.chain_id
    disclosures = life.platform.address("Disclosures")
    return sign_report(report, signer or life.people.publisher, chain_id, disclosures)


@pytest.fixture(scope="module")
def all_files(life: Life, published: list[Report]) -> dict[str, bytes]:
    return signed(life, *published)


@pytest.fixture
def files(all_files: dict[str, bytes]) -> dict[str, bytes]:
    return dict(all_files)


def failed(life: Life, files: dict[str, bytes]) -> dict[str, str]:
    return {check.id: check.detail for check in Auditor(life.platform).verify(reports=files).failed}


def test_what_the_events_give_passes(life: Life, published: list[Report], files: Any) -> None:
    assert len(published) > 4
    verdict = Auditor(life.platform).verify(reports=files)
    assert not verdict.failed
    counts = {check.id: check.detail for check in verdict.checks if check.id.startswith("reports.")}
    assert set(counts) == set(REPORT_CHECKS)
    # No external auditor has signed these; their opinions have tests of their own.
    opinions = counts.pop("reports.opinions")
    assert opinions.startswith("0 ")
    assert all(not detail.startswith("0 ") for detail in counts.values())
    assert counts["reports.anchors"].endswith("of other subjects")


def test_the_figures_are_those_of_the_chain(life: Life, published: list[Report]) -> None:
    last = {figure["code"]: figure for figure in published[-1].document["figures"]}
    read = life.platform.read
    owed = [read(Workouts.debt_of(loan))["principal"] for loan in life.of.values()]
    assert int(last["M03"]["value"]) == sum(owed) > 0  # all others are repaid
    events = [item for item in EventStream(life.platform).poll() if isinstance(item, Event)]
    covers = [event for event in events if event.name == "Covered"]
    covered = sum(event.values["amount"] for event in covers)
    assert int(last["M17"]["value"]) == covered > 0
    # The chain forgets covers when the reserve is distributed; what was ever paid does not fall.
    known = sum(read(Workouts.cover_of(loan))["amount"] for loan in life.of.values())
    assert covered > known
    assert int(last["M16"]["value"]) >= 1
    assert int(last["M15"]["value"]) <= int(last["M03"]["value"])
    first = {figure["code"]: figure for figure in published[0].document["figures"]}
    assert int(first["M01"]["value"]) <= int(last["M01"]["value"])
    share = last["R03"]
    assert int(share["value"]) == int(share["numerator"]) * 10**6 // int(share["denominator"])


def test_the_fees_are_those_that_the_treasury_was_paid(life: Life, published: list[Report]) -> None:
    """Swept and not: what left for the treasury, and what still waits in the pots."""
    last = {
        figure["code"]: int(figure["value"] or 0) for figure in published[-1].document["figures"]
    }
    read = life.platform.read
    # The council has moved the treasury meanwhile.
    treasuries = (life.people.treasury, test_signer("newcomer"))
    trace = Auditor(life.platform).trace_account
    steps = [step for who in treasuries for step in trace(who.address)]
    swept = sum(step.amount for step in steps if step.reason in FEES)
    waiting = sum(read(Lens.totals_of(loan))["fees"] for loan in life.of.values())
    assert last["M19"] == swept + waiting > 0
    assert last["M19"] == sum(last[code] for code in ("F01", "F02", "F03", "F04"))
    assert min(last[code] for code in ("F01", "F02", "F03", "F04", "F05")) > 0


def test_one_loan_is_proved_by_itself(published: list[Report]) -> None:
    report = published[-1]
    for loan in report.document["loans"]:
        name = f"loan/{loan['number']}"
        proof = report.tree.proof(name)
        assert proves(report.tree.root, leaf(name, canonical(loan)), proof)
        better = loan | {"outstanding": loan["outstanding"] + "0"}
        assert not proves(report.tree.root, leaf(name, canonical(better)), proof)


def changed(report: Report, change: Callable[[Document], object]) -> Report:
    document = json.loads(report.data)
    change(document)
    return read_report(canonical(document))


@pytest.mark.parametrize("lies", rounds(), ids="; ".join)
def test_an_anchored_lie_is_found(
    life: Life, published: list[Report], all_files: dict[str, bytes], lies: tuple[str, ...]
) -> None:
    """The publisher anchors what they like; the events do not follow."""
    before = life.session.chain.snapshot()
    reports: dict[str, Report] = {}
    try:
        for version, lie in enumerate(lies, 3):
            check, change = LIES[lie]
            document = json.loads(published[-1].data)
            document |= {"version": version, "amends": "a better story"}
            change(document)
            reports[f"reports.{check}"] = read_report(canonical(document))
            anchor(life, reports[f"reports.{check}"])
        failures = failed(life, all_files | signed(life, *reports.values()))
    finally:
        life.session.chain.revert(before)
    assert set(failures) == set(reports)
    files = [report.file_name for report in reports.values()]
    for check, detail in failures.items():
        assert [name for name in files if name in detail] == [reports[check].file_name]


def test_a_file_that_is_not_the_anchored_one_is_found(
    life: Life, published: list[Report], files: dict[str, bytes]
) -> None:
    honest = published[-1]
    swapped = changed(honest, lambda d: d.update(attested=[{"code": "A02", "value": "0"}]))
    failures = failed(life, files | signed(life, swapped))
    assert set(failures) == {"reports.anchors", "reports.inclusion", "reports.figures"}
    assert f"the root of {honest.file_name}" in failures["reports.anchors"]


def test_a_wrong_signer_is_found(
    life: Life, published: list[Report], files: dict[str, bytes]
) -> None:
    report = published[0]
    for wrong in (life.people.borrower, test_signer("nobody")):
        failures = failed(life, files | signed(life, report, signer=wrong))
        assert set(failures) == {"reports.signatures"}
        assert (
            f"{report.file_name} is signed by {wrong.address}, which was not a publisher"
            in (failures["reports.signatures"])
        )


def test_another_key_that_may_publish_may_sign(
    life: Life, published: list[Report], files: dict[str, bytes]
) -> None:
    """`govern` gave the newcomer the role before anything here was anchored."""
    last = published[-1]
    assert not failed(life, files | signed(life, last, signer=test_signer("newcomer")))


@pytest.mark.parametrize(
    "change", ["missing", "of another report", "moved", "another root", "text"]
)
def test_a_signature_that_is_none_is_found(
    life: Life, published: list[Report], files: dict[str, bytes], change: str
) -> None:
    report, other = published[0], published[1]
    name = signature_name(report.file_name)
    honest = signature(life, report)
    files[name] = {
        "missing": b"",
        "of another report": signature(life, other).data,
        "moved": replace(honest, signer=life.people.borrower.address).data,
        "another root": replace(honest, root=other.tree.root).data,
        "text": files[name] + b" ",
    }[change]
    if change == "missing":
        del files[name]
    failures = failed(life, files)
    assert set(failures) == {"reports.signatures"}
    assert name in failures["reports.signatures"]


def test_a_signature_of_no_report_is_found(life: Life, files: dict[str, bytes]) -> None:
    files["monthly-1999-01.v1.sig.json"] = files[next(n for n in files if n.endswith(SUFFIX))]
    assert "signature of no report" in failed(life, files)["reports.form"]


def test_a_version_that_is_kept_back_is_found(life: Life, files: dict[str, bytes]) -> None:
    name = min(files)
    del files[name], files[signature_name(name)]
    failures = failed(life, files)
    assert set(failures) == {"reports.anchors"}
    assert (
        f"version 1 of {name[:15].replace('-', ':', 1)} is anchored, not here"
        in failures["reports.anchors"]
    )


def test_a_version_of_the_last_minutes_is_noted_until_it_is_late(
    life: Life, published: list[Report], files: dict[str, bytes]
) -> None:
    """Its file is put out after its anchor; who keeps it back is found ten minutes later."""
    before = life.session.chain.snapshot()
    try:
        anchor(life, made(life, published[0].as_of.day, 2, "better"))
        verdict = Auditor(life.platform).verify(reports=files)
        details = {check.id: check.detail for check in verdict.checks}
        life.session.chain.travel(seconds=601)
        later = failed(life, files)
    finally:
        life.session.chain.revert(before)
    assert verdict.passed
    assert details["reports.anchors"].endswith("1 of the last ten minutes not here yet")
    assert "version 2 of monthly:" in later["reports.anchors"]


def test_a_report_that_was_never_anchored_is_found(
    life: Life, published: list[Report], files: dict[str, bytes]
) -> None:
    report = made(life, published[0].as_of.day, 2, "nobody was told")
    failures = failed(life, files | signed(life, report))
    assert set(failures) == {"reports.anchors"}
    assert f"{report.file_name} was never anchored" in failures["reports.anchors"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data.replace(b'"method":2', b'"method":1'), "REPORT:METHOD"),
        (lambda data: data.replace(b'"format":2', b'"format":1'), "REPORT:METHOD"),
        (lambda data: data.replace(b'"code":"A01"', b'"code":"M15"'), "REPORT:FORM"),
        (lambda data: data + b" ", "DISCLOSURE:FORM"),
        (lambda data: data[:-1], "DISCLOSURE:FORM"),
        (lambda data: data.replace(b'"version":1', b'"version":0'), "REPORT:FORM"),
        (lambda data: data.replace(b'"subject":"monthly', b'"subject":"weekly'), "REPORT:SUBJECT"),
        (lambda _: b"{}", "REPORT:FORM"),
        (lambda _: b"[]", "REPORT:FORM"),
    ],
)
def test_a_file_that_is_no_report_is_found(
    life: Life, files: dict[str, bytes], change: Callable[[bytes], bytes], words: str
) -> None:
    name = min(files)
    failures = failed(life, files | {name: change(files[name])})
    assert words in failures["reports.form"]
    assert name in failures["reports.form"]


def test_a_file_under_another_name_is_found(life: Life, files: dict[str, bytes]) -> None:
    name = "monthly" + min(files)[7:]
    files["january.json"] = files.pop(name)
    assert "the name of january.json" in failed(life, files)["reports.form"]


@pytest.mark.parametrize(
    ("subject", "days", "words"),
    [
        ("monthly:2026-13", 0, "REPORT:SUBJECT"),
        ("yearly:2026", 0, "REPORT:SUBJECT"),
        (None, -1, "REPORT:DAY"),
        (None, 40, "REPORT:DAY"),
    ],
)
def test_a_report_of_another_day_is_not_made(
    life: Life, published: list[Report], subject: str | None, days: int, words: str
) -> None:
    report = published[-1]
    with pytest.raises(InputError, match=words):
        Auditor(life.platform).report(
            subject or report.subject, block=report.as_of.block, day=report.as_of.day + days
        )


@contextmanager
def web(directory: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(directory)))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_reports_are_read_from_a_directory_and_from_a_server(
    life: Life, files: dict[str, bytes], tmp_path: Path
) -> None:
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    auditor = Auditor(life.platform)
    assert auditor.verify(reports=str(tmp_path)).passed
    with web(tmp_path) as url:
        with pytest.raises(TransportError, match="RPC:REPORTS"):
            auditor.verify(reports=url)
        (tmp_path / "index.json").write_text(json.dumps(sorted(files)))
        assert auditor.verify(reports=url).passed
        (tmp_path / "index.json").write_text(json.dumps(["../deployment.json"]))
        with pytest.raises(InputError, match="INPUT:REPORTS"):
            auditor.verify(reports=url)
    for place in (str(tmp_path / "nowhere"), str(tmp_path / "empty")):
        (tmp_path / "empty").mkdir(exist_ok=True)
        with pytest.raises(InputError, match="INPUT:REPORTS"):
            auditor.verify(reports=place)
