"""The Escrow, the reserve, and who holds which notes, against the chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from tallystick.audit.check_exposures import ENDED, RETRACTED, has_unseen_losses
from tallystick.audit.scene import canonical, plain
from tallystick.chain.contracts import Query, Reserve, Token
from tallystick.replay.findings import shown
from tallystick.replay.records import ISSUED, LoanRecord, Units

if TYPE_CHECKING:
    from tallystick.audit.scene import Scene

__all__ = ["check_escrow", "check_notes", "check_pots", "check_reserve"]

SOURCES = (1, 2)


def check_escrow(scene: Scene) -> None:
    """Compare balances, holds and counters of every address seen, and the tokens behind them.

    Args:
        scene: The replayed platform and the chain.
    """
    money, findings = scene.replay.money, scene.findings
    ours = [canonical(address) for address in scene.deployment.addresses().values()]
    known = {*money.balances, *money.returned, *money.holds}
    owners = sorted({*scene.wanted(known), *ours})
    balances = _ask(scene, "balance_of", owners)
    holds = _ask(scene, "hold_until", owners)
    returned = _ask(scene, "principal_returned", owners)
    for owner, balance, hold, back in zip(owners, balances, holds, returned, strict=True):
        who = shown(owner)
        findings.same(
            "escrow.balances", f"the balance of {who}", balance, money.balances.get(owner, 0)
        )
        findings.same("escrow.holds", f"the hold on {who}", hold, money.holds.get(owner, 0))
        if not has_unseen_losses(scene, owner):
            findings.same(
                "people.words",
                f"the principal returned to {who}",
                back,
                money.returned.get(owner, 0),
            )
    escrow = scene.deployment.contracts["Escrow"].address
    (tokens,) = scene.reader.read_all([Token.balanceOf(escrow)])
    total = sum(money.balances.values())
    if not isinstance(tokens, int):
        findings.differ("escrow.backed", "the token does not tell the Escrow's balance")
        return
    if findings.holds(
        "escrow.backed", tokens >= total, f"the Escrow has {tokens} tokens for {total} of balances"
    ):
        # A donation is nobody's, and everyone may see it.
        findings.note(
            "escrow.backed", f"{tokens} tokens, balances {total}, surplus {tokens - total}"
        )


def check_pots(scene: Scene) -> None:
    """Compare what the pot and the Book hold with what lenders, fees and fundings have to come.

    Args:
        scene: The replayed platform and the chain.
    """
    replay, findings = scene.replay, scene.findings
    to_come = sum(
        loan.total_principal + loan.total_interest - loan.claimed + loan.fees
        for loan in replay.loans.values()
    )
    funded = sum(loan.funded for loan in replay.loans.values() if loan.status not in ISSUED)
    balances, kept, places = replay.money.balances, replay.money.kept, replay.places
    for what, place, expected in (
        ("the pot", places.servicing, to_come),
        ("the Book's account", places.book, funded),
    ):
        findings.same("escrow.pots", what, balances.get(place, 0), expected + kept.get(place, 0))


def check_reserve(scene: Scene) -> None:
    """Compare contributions and covers, and the free reserve with what is left of them.

    Args:
        scene: The replayed platform and the chain.
    """
    replay, findings = scene.replay, scene.findings
    fund = replay.fund
    questions = [Reserve.contributed(source) for source in SOURCES]
    *contributed, covered, free, set_aside = scene.reader.read_all(
        [*questions, Reserve.covered(), Reserve.free(), Reserve.set_aside()]
    )
    for source, amount in zip(SOURCES, contributed, strict=True):
        findings.same(
            "reserve.words",
            f"what source {source} gave",
            amount,
            fund.contributed.get(source, 0),
        )
    findings.same("reserve.words", "all that was covered", covered, fund.covered)
    left = (
        sum(fund.contributed.values())
        + sum(group.contributed for group in replay.people.groups.values())
        + sum(loan.returned - loan.returned_to_guarantor for loan in replay.loans.values())
        + replay.money.kept.get(replay.places.reserve, 0)
        - fund.covered
        - replay.losses.paid
        - (replay.losses.begun.to_treasury if replay.losses.begun is not None else 0)
    )
    findings.same("reserve.words", "what is set aside", set_aside, fund.set_aside)
    findings.same("reserve.words", "the free reserve", free, left - fund.set_aside)
    months, touched = sorted(fund.buckets), scene.touched
    entered = [
        number for number in sorted(fund.entered) if touched is None or number in touched.loans
    ]
    words = scene.reader.read_all([Reserve.bucket_of(month) for month in months])
    for month, word in zip(months, words, strict=True):
        expected = asdict(fund.buckets[month])
        findings.same("reserve.words", f"the month {month}", plain(word), expected)
    words = scene.reader.read_all([Reserve.place_of(number) for number in entered])
    for number, word in zip(entered, words, strict=True):
        expected = asdict(fund.entered[number])
        findings.same("reserve.words", f"loan {number}'s place", plain(word), expected)


def check_notes(scene: Scene) -> None:
    """Compare units, positions and claimable amounts; check that each loan's money adds up.

    Args:
        scene: The replayed platform and the chain.
    """
    findings, loans = scene.findings, scene.loans()
    places = [(loan, holder) for loan in loans for holder in sorted(loan.holders)]
    units = _ask_notes(scene, "balanceOf", [(shown(who), loan.number) for loan, who in places])
    keys = [(loan.number, shown(who)) for loan, who in places]
    positions = _ask_notes(scene, "position_of", keys)
    claimable = _ask_notes(scene, "claimable", keys)
    open_claims: Counter[int] = Counter()
    found_units: Counter[int] = Counter()
    for (loan, holder), held, words, due in zip(places, units, positions, claimable, strict=True):
        what = f"{shown(holder)} in loan {loan.number}"
        mine = loan.holders[holder]
        findings.same("notes.units", f"the units of {what}", held, mine.units)
        findings.same(
            "notes.positions",
            f"the position of {what}",
            _settled(loan, words),
            (*_rebuilt(loan, mine), _marked(loan, mine.retracted)),
        )
        findings.same("notes.positions", f"claimable by {what}", due, _rebuilt(loan, mine)[1:3])
        open_claims[loan.number] += sum(due) if isinstance(due, tuple) else 0
        found_units[loan.number] += held if isinstance(held, int) else 0
    for loan in loans:
        findings.same(
            "notes.units", f"all units of loan {loan.number}", found_units[loan.number], loan.funded
        )
        _check_conservation(scene, loan, open_claims[loan.number])
    _check_approvals(scene)


def _check_conservation(scene: Scene, loan: LoanRecord, claimable: int) -> None:
    came_in = loan.paid_in + loan.cover + loan.distributed + loan.market_fees
    went_out = loan.claimed + claimable + loan.fees + loan.fees_swept + loan.returned
    dust = came_in - went_out
    scene.findings.holds(
        "notes.conservation",
        0 <= dust < max(1, 2 * len(loan.holders)),
        f"loan {loan.number}: {came_in} came in, {went_out} are accounted for by"
        f" {len(loan.holders)} holders",
    )


def _check_approvals(scene: Scene) -> None:
    notes = scene.replay.notes
    allowed = [of for of in notes.allowances.items() if scene.wanted(of[0][:1])]
    answers = _ask_notes(
        scene, "allowance", [(shown(key[0]), shown(key[1]), key[2]) for key, _ in allowed]
    )
    for (key, amount), actual in zip(allowed, answers, strict=True):
        scene.findings.same("notes.approvals", f"the allowance {shown(key)}", actual, amount)
    operators = [of for of in notes.operators.items() if scene.wanted(of[0][:1])]
    flags = _ask_notes(scene, "isOperator", [(shown(a), shown(b)) for (a, b), _ in operators])
    for (pair, approved), actual in zip(operators, flags, strict=True):
        scene.findings.same("notes.approvals", f"the operator {shown(pair)}", actual, approved)


def _rebuilt(loan: LoanRecord, units: Units) -> tuple[int, ...]:
    """Settle a copy at the loan's totals: (units, principal and interest due, fractions)."""
    settled = replace(units)
    due = settled.settle(loan.total_principal, loan.total_interest, loan.principal)
    return (settled.units, *due, settled.fraction_principal, settled.fraction_interest)


def _settled(loan: LoanRecord, words: Any) -> Any:
    """Settle the chain's position likewise: a claim of nothing leaves no event, only a new word."""
    if not isinstance(words, tuple):
        return "refused"
    units, seen, interest, *fractions = words
    if seen == RETRACTED:
        seen_principal = 0
    elif seen == ENDED:
        seen_principal = loan.total_principal
    else:
        seen_principal = seen
    there = Units(units, seen_principal, interest, *fractions)
    return (*_rebuilt(loan, there), _marked(loan, seen == RETRACTED))


def _marked(loan: LoanRecord, retracted: bool) -> bool:  # noqa: FBT001 - a fact of the caller's
    """Whether the mark of a retraction is there: until the first payment has settled it."""
    return retracted and not (loan.paid_in or loan.ended)


def _ask(scene: Scene, function: str, owners: list[bytes]) -> Iterator[Any]:
    answers = scene.reader.read_all(
        [Query("Escrow", function, (shown(owner),)) for owner in owners]
    )
    return map(plain, answers)


def _ask_notes(scene: Scene, function: str, keys: list[tuple[Any, ...]]) -> list[Any]:
    answers = scene.reader.read_all([Query("Book", function, key) for key in keys])
    return [plain(answer) for answer in answers]
