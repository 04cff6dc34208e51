"""A case of the review queue, as an underwriter reads it on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.cli.amounts import percent, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tallystick.api.records.staff_lending import (
        ApplicantResponse,
        CaseResponse,
        OrderedLoanResponse,
    )
    from tallystick.cli.amounts import TokenAmounts

__all__ = ["case_lines"]

_RATES = "_ppm"
_AMOUNTS = frozenset({"amount", "limit"})


def case_lines(case: CaseResponse, money: TokenAmounts) -> Iterator[str]:
    """Yield what a decision on a case rests on, line by line.

    Args:
        case: The case.
        money: What writes the token's amounts.

    Yields:
        Lines without control characters, whatever the applicant wrote.
    """
    yield f"{case.application}: {case.state}"
    score = "not scored" if case.score is None else f"{case.score} points"
    yield (
        f"grade {case.grade or '–'}, {score}, chance of default {percent(case.p_default_ppm)},"
        f" rate {percent(case.rate_ppm)} a year"
    )
    for reason in case.card_reasons:
        yield f"  {reason}"
    yield f"model {case.model}, policy {case.policy}, rules {case.rules}"
    yield from _order(case.order, money)
    yield from _applicant(case.applicant, money)
    for finding in case.findings:
        yield f"{finding.stage}: {finding.outcome} {' '.join(finding.reasons)}".rstrip()
        for name, fact in finding.facts.items():
            if fact:
                yield f"  {_fact(name, fact, money)}"
    for act in case.history:
        yield f"{act.at:%Y-%m-%dT%H:%MZ} {act.by} {act.act} {act.reason or ''}".rstrip()


def _order(order: OrderedLoanResponse, money: TokenAmounts) -> Iterator[str]:
    yield (
        f"asks for {money(order.amount)} {money.symbol} over {order.months} months"
        f" ({order.method.name.lower()}) for {order.purpose}"
    )
    texts = {
        "title": order.title,
        "description": order.description,
        "repaid from": order.repayment_source,
        "reference": order.project_reference or "–",
    }
    for name, text in texts.items():
        yield f"  {name}: {printable(text)}"
    if order.collateral is not None:
        token = order.collateral
        yield (
            f"  secured by token {token.token_id} of {token.collection}, least price"
            f" {money(token.floor_price)} {money.symbol}"
        )
    yield f"  owed elsewhere: {money(order.owed_elsewhere)} {money.symbol}"
    yield f"  debt payments: {money(order.debt_payments)} {money.symbol} a month"
    yield f"  employed for {order.employed_months} months, home: {order.home}"


def _applicant(applicant: ApplicantResponse, money: TokenAmounts) -> Iterator[str]:
    age = "of no known age" if applicant.age is None else f"{applicant.age} years old"
    yield f"applicant: {applicant.kind}, {age}, known at level {applicant.level}"
    if applicant.income is None:
        yield "  income: none stated"
    else:
        yield f"  income: {money(applicant.income)} {money.symbol} a year, {_evidence(applicant)}"
    for document in applicant.documents:
        yield f"  document {document.id}: {document.kind}, {document.media_type}"


def _evidence(applicant: ApplicantResponse) -> str:
    evidence = applicant.income_evidence
    if evidence is None:
        return "not verified"
    until = "" if evidence.expires_on is None else f" until {evidence.expires_on}"
    state = evidence.verdict if evidence.holds or evidence.verdict != "verified" else "expired"
    by = f" by {printable(evidence.verifier)} ({printable(evidence.reference or evidence.method)})"
    return f"{state}{by}{until}"


def _fact(name: str, fact: int | str | tuple[str, ...], money: TokenAmounts) -> str:
    if name in _AMOUNTS:
        return f"{name}: {money(int(str(fact)))} {money.symbol}"
    if isinstance(fact, int) and name.endswith(_RATES):
        return f"{name.removesuffix(_RATES)}: {percent(fact)}"
    return f"{name}: {' '.join(fact) if isinstance(fact, tuple) else fact}"
