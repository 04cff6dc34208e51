"""Every word that the chain keeps of a loan, against the replay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick.audit.scene import plain
from tallystick.chain.contracts import Book, Offers, Query, Servicing
from tallystick.loans.state import Status
from tallystick.replay.findings import shown
from tallystick.replay.listings import NO_COLLATERAL
from tallystick.replay.offers import signed_total
from tallystick.replay.payments import STATUS_OF
from tallystick.replay.records import ACTIVE, ISSUED, LoanRecord

if TYPE_CHECKING:
    from tallystick.audit.scene import Scene
    from tallystick.loans.state import LoanState

__all__ = ["check_loans", "check_offers"]

VERSIONS = 2**16
_TERMS = (
    "principal", "rate_ppm", "n", "period", "in_days", "method", "lead", "grace_days",
    "late_rate_ppm", "late_cap_ppm", "default_dpd", "servicing_ppm", "late_share_ppm",
    "market_fee_ppm", "recovery_ppm", "quorum_ppm",
)  # fmt: skip
_VIEWS = (
    ("Lens", "terms_of"), ("Lens", "parties_of"), ("Lens", "progress_of"),
    ("Lens", "part_of"), ("Lens", "arrears_of"), ("Lens", "totals_of"), ("Lens", "status_of"),
    ("Workouts", "debt_of"), ("Workouts", "cover_of"),
)  # fmt: skip


def check_loans(scene: Scene) -> None:
    """Compare listings, terms, progress, totals, debts, covers and sums over all loans.

    Args:
        scene: The replayed platform and the chain.
    """
    loans, findings = scene.loans(), scene.findings
    listings = scene.reader.read_all([Book.listing_of(record.number) for record in loans])
    for loan, listing in zip(loans, listings, strict=True):
        _compare(scene, loan, "listing", plain(listing), _listing(loan))
    for contract, view in _VIEWS:
        answers = scene.reader.read_all([Query(contract, view, (loan.number,)) for loan in loans])
        for loan, answer in zip(loans, answers, strict=True):
            expected = _EXPECTED[view](loan)
            actual = plain(answer)
            if isinstance(actual, dict) and isinstance(expected, dict):
                actual = {name: actual.get(name) for name in expected}
            _compare(scene, loan, view.removesuffix("_of"), actual, expected)
    outstanding, live = scene.reader.read_all([Servicing.outstanding(), Servicing.live_loans()])
    issued = [loan for loan in scene.replay.loans.values() if loan.status in ISSUED]
    counted = sum(loan.principal - loan.released for loan in issued)
    findings.same("loans.outstanding", "principal counted", outstanding, counted)
    alive = sum(not loan.ended for loan in issued)
    findings.same("loans.outstanding", "loans that have not ended", live, alive)


def check_offers(scene: Scene) -> None:
    """Compare the loans of projects, revocations, and what each person has signed.

    Args:
        scene: The replayed platform and the chain.
    """
    offers, findings = scene.replay.offers, scene.findings
    projects = [(project, offers.projects[project]) for project in scene.wanted(offers.projects)]
    answers = scene.reader.read_all([Offers.loan_of_project(project) for project, _ in projects])
    for (project, number), actual in zip(projects, answers, strict=True):
        findings.same("loans.words", f"the loan of project {shown(project)}", actual, number)
    revoked = sorted(pair for pair in offers.revocations if scene.wanted(pair[:1]))
    flags = scene.reader.read_all(
        [Offers.is_revoked(project, shown(by)) for project, by in revoked]
    )
    for (project, by), flag in zip(revoked, flags, strict=True):
        what = f"whether {shown(by)} revoked {shown(project)}"
        findings.same("loans.words", what, plain(flag), expected=True)
    loans = scene.loans()
    answers = scene.reader.read_all([Offers.collateral_of(loan.number) for loan in loans])
    for loan, actual in zip(loans, answers, strict=True):
        what = f"the collateral that loan {loan.number}'s offer names"
        findings.same("loans.words", what, actual, loan.offer["collateral"])
    heads = sorted(scene.wanted(offers.signed))
    totals = scene.reader.read_all([Offers.signed_total(shown(head)) for head in heads])
    for head, total in zip(heads, totals, strict=True):
        findings.same(
            "loans.words",
            f"what {shown(head)} has signed",
            plain(total),
            signed_total(offers, head, scene.now),
        )


def _compare(scene: Scene, loan: LoanRecord, what: str, actual: Any, expected: Any) -> None:
    if isinstance(actual, dict) and isinstance(expected, dict) and actual != expected:
        wrong = [name for name in expected if actual.get(name) != expected[name]]
        actual = {name: actual.get(name) for name in wrong}
        expected = {name: expected[name] for name in wrong}
    scene.findings.same("loans.words", f"loan {loan.number}'s {what}", actual, expected)


def _listing(loan: LoanRecord) -> tuple[Any, ...]:
    offer = loan.offer
    side = {
        "borrower": loan.borrower,
        "level": offer["risk_level"],
        "status": ACTIVE if loan.status in ISSUED else loan.status,
        "ticket_min": offer["ticket_min"],
        "reflection_seconds": offer["reflection_seconds"],
        "reflection_class": offer["reflection_class"],
        "collateral": offer["collateral"] != NO_COLLATERAL,
        "guaranteed": loan.stake is not None,
        "voting": loan.ballot.question.kind != 0,
    }
    funding = {
        "principal": loan.principal,
        "funded": loan.funded,
        "deadline": loan.listed_at + offer["raise_seconds"],
        "funded_at": loan.funded_at,
        "issue_seconds": offer["issue_seconds"],
        "first_group": loan.signer_groups[0],
        "second_group": loan.signer_groups[1],
    }
    return side, funding, offer["disclosure_hash"]


def _terms(loan: LoanRecord) -> dict[str, Any]:
    terms = loan.offer | loan.restructured
    return {name: terms[name] for name in _TERMS}


def _parties(loan: LoanRecord) -> dict[str, Any]:
    names = ("origination_ppm", "reserve_ppm", "cover_cap_ppm")
    return {"borrower": loan.borrower, "group": loan.group} | {
        name: loan.offer[name] for name in names
    }


def _progress(loan: LoanRecord) -> dict[str, Any]:
    """What the rules say, all of it; without them what the amounts say."""
    state = loan.rules
    facts = {
        "status": loan.status if loan.status in ISSUED else 0,
        "released": loan.released,
        "issue_day": loan.restructured_on or loan.issue_day,
    }
    if state is None:
        return facts
    return facts | {
        "status": STATUS_OF[state.status],
        "settled": state.settled,
        "paid": state.paid_count,
        "balance": state.balance,
        "level": state.level,
        "prepaid_on": state.last_prepay_day,
        "version": state.version % VERSIONS,
        "last": state.last,
        "parted": _parted(state),
        "worst_dpd": state.worst_dpd,
        "arrears": state.arrears != 0,
        "impaired": state.impaired,
    }


def _parted(state: LoanState) -> bool:
    return bool(state.part_interest or state.part_principal or state.charge_paid)


def _part(loan: LoanRecord) -> dict[str, Any]:
    state = loan.rules
    if state is None or not _parted(state):
        return {} if loan.broken else dict.fromkeys(_PART, 0)
    return {
        "exposure": state.late_exposure,
        "charge": state.charge_paid,
        "counted_on": state.counted_day,
        "interest": state.part_interest,
        "principal": state.part_principal,
    }


def _arrears(loan: LoanRecord) -> dict[str, Any]:
    state = loan.rules
    if state is None:
        return {} if loan.broken else {"interest": 0, "charges": 0}
    if state.status is not Status.ACTIVE and not state.arrears:
        return {"interest": 0, "charges": 0}
    return {"interest": state.arrears_interest, "charges": state.arrears_charges}


def _status(loan: LoanRecord) -> int:
    return loan.status


def _totals(loan: LoanRecord) -> dict[str, Any]:
    # The units are written with the first payment, a cover, or the end.
    return {
        "units": loan.principal if loan.paid_in or loan.cover or loan.ended else 0,
        "principal": loan.total_principal,
        "interest": loan.total_interest,
        "fees": loan.fees,
        "ended": loan.ended,
    }


def _debt(loan: LoanRecord) -> dict[str, Any]:
    state = loan.rules
    if state is None:
        return {} if loan.broken else dict.fromkeys(_DEBT, 0)
    return {
        "principal": state.owed_principal,
        "interest": state.owed_interest,
        "charges": state.owed_charges,
        "principal_at_default": state.principal_at_default,
        "default_day": state.default_day,
    }


def _cover(loan: LoanRecord) -> dict[str, Any]:
    state = loan.rules
    if state is None:
        return {} if loan.broken else dict.fromkeys(_COVER, 0)
    return {
        "amount": state.cover,
        "returned": state.cover_returned,
        "recovered": state.recovered_net,
        "guaranteed": state.guaranteed,
    }


_PART = ("exposure", "charge", "counted_on", "interest", "principal")
_COVER = ("amount", "returned", "recovered", "guaranteed")
_DEBT = ("principal", "interest", "charges", "principal_at_default", "default_day")
_EXPECTED = {
    "terms_of": _terms,
    "parties_of": _parties,
    "progress_of": _progress,
    "part_of": _part,
    "arrears_of": _arrears,
    "status_of": _status,
    "totals_of": _totals,
    "debt_of": _debt,
    "cover_of": _cover,
}
