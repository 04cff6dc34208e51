"""Rules that look at who somebody is: their income, their country, whose wallet pays for them."""

from __future__ import annotations

from collections.abc import Iterator

from tallystick_node.aml.flows import DAY, Flow, comes_to, leaves, wallet_node
from tallystick_node.aml.rules.rule import PPM, Rule, RuleHit, Scene, daily, sliding

__all__ = ["CROSS_BORDER", "EARLY_PAYMENT", "INCOME", "WALLET"]


def _income(rule: Rule, scene: Scene) -> Iterator[RuleHit]:
    bounds = scene.thresholds
    for person, flows in scene.market.by_person.items():
        income = scene.market.people[person].monthly_income
        if not income:
            continue
        own = frozenset({person})
        most = income * bounds.income_multiple
        coming = [flow for flow in flows if comes_to(flow, own)]
        for window in sliding(coming, days=bounds.income_days):
            amount = sum(flow.amount for flow in window)
            if amount > most:
                yield rule.hit(scene, person, window, amount, most, income=income)


def _cross_border(rule: Rule, scene: Scene) -> Iterator[RuleHit]:
    bounds = scene.thresholds
    for person, flows in scene.market.by_person.items():
        home, own = scene.market.people[person].country, frozenset({person})
        across = [
            flow
            for flow in flows
            if flow.country and flow.country != home and (comes_to(flow, own) or leaves(flow, own))
        ]
        for today in daily(scene, across):
            amount = sum(flow.amount for flow in today)
            if amount >= bounds.large_cross_border:
                yield rule.hit(
                    scene, person, today, amount, bounds.large_cross_border,
                    country=today[-1].country,
                )  # fmt: skip
        before = home
        for flow in flows:
            if not flow.country:
                continue
            if before and flow.country not in {before, home} and flow.amount >= bounds.floor:
                yield rule.hit(
                    scene, person, [flow], flow.amount, bounds.floor, country=flow.country,
                    country_before=before,
                )  # fmt: skip
            before = flow.country


def _early_payment(rule: Rule, scene: Scene) -> Iterator[RuleHit]:
    bounds, market = scene.thresholds, scene.market
    for number, flows in sorted(market.repayments.items()):
        loan = market.loans.get(number)
        if loan is None or loan.repaid_at is None or loan.borrower not in market.people:
            continue
        term = loan.ends_at - loan.issued_at
        if (loan.repaid_at - loan.issued_at) * PPM >= term * bounds.early_term_ppm:
            continue
        own = {loan.borrower} | {wallet_node(w) for w in market.people[loan.borrower].wallets}
        others = [flow for flow in flows if flow.source not in own and flow.at <= loan.repaid_at]
        amount = sum(flow.amount for flow in others)
        paid = sum(flow.amount for flow in flows if flow.at <= loan.repaid_at)
        if others and 2 * amount > paid:
            yield rule.hit(
                scene, loan.borrower, others, amount, paid, loan=number,
                days=(loan.repaid_at - loan.issued_at) // DAY,
            )  # fmt: skip


def _wallet(rule: Rule, scene: Scene) -> Iterator[RuleHit]:
    market = scene.market
    if not market.listed:
        return
    listed = {wallet_node(address) for address in market.listed}
    theirs = {
        party.id for party in market.people.values() if not market.listed.isdisjoint(party.wallets)
    }

    def touched(flow: Flow) -> bool:
        return not {flow.source, flow.destination}.isdisjoint(listed | theirs)

    for person, flows in market.by_person.items():
        for flow in flows:
            if touched(flow):
                yield rule.hit(scene, person, [flow], flow.amount, flow.amount)


INCOME = Rule("INCOME", 1, "more comes in than a declared income explains", _income)
CROSS_BORDER = Rule(
    "XBORDER", 1, "large flows over a border, or a flow over a border never used before",
    _cross_border,
)  # fmt: skip
EARLY_PAYMENT = Rule(
    "EARLYPAY", 1, "a loan is repaid soon after it was paid out, with money of others",
    _early_payment,
)  # fmt: skip
WALLET = Rule("WALLET", 1, "money moves from or to a wallet on a sanctions list", _wallet)
