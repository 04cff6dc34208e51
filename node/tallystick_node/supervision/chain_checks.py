"""Items that the chain and its index answer: who lends, who borrows, on which terms."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from eth_utils.crypto import keccak
from sqlalchemy import select

from tallystick.deploy.wiring import code_is
from tallystick.platform._sync.loans import listing
from tallystick_node.disclosure.report_store import AGREEMENTS
from tallystick_node.infrastructure.policy.agreement import excesses
from tallystick_node.storage.tables import loans
from tallystick_node.supervision.ground import EVIDENCE_MAX, CheckedItem
from tallystick_node.supervision.impact import refused_loans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tallystick_node.supervision.ground import CheckGround

__all__ = ["chain_items"]

_MEASURES = "Interim Measures 2016 (China)"


def chain_items(ground: CheckGround) -> Iterator[CheckedItem]:
    """Yield the items that need the chain.

    Args:
        ground: Where they look.

    Yields:
        Each item, answered.

    Raises:
        ConfigError: POLICY:DAY when the policy pack does not cover the day.
        TransportError: When the chain's node does not answer.
    """
    yield _no_own_borrowing(ground)
    yield _no_own_lending(ground)
    yield _no_own_guarantee(ground)
    yield _published_code(ground)
    yield _parameters(ground)
    yield _loans_in_policy(ground)
    yield from _statements(ground)


def _no_own_borrowing(ground: CheckGround) -> CheckedItem:
    own = ground.own_wallets
    with ground.database.reading() as connection:
        rows = connection.execute(select(loans.c.loan, loans.c.borrower).order_by(loans.c.loan))
        borrowers = rows.all()
    against = [
        {"loan": row.loan, "role": own[row.borrower]} for row in borrowers if row.borrower in own
    ]
    return CheckedItem(
        "own.borrowing", f"{_MEASURES} art. 10 (1); Reg. (EU) 2020/1503 art. 8",
        "the platform and who holds a role of it do not borrow here", not against,
        {"loans": len(borrowers), "roles": len(own), "against_it": against[:EVIDENCE_MAX]},
    )  # fmt: skip


def _no_own_lending(ground: CheckGround) -> CheckedItem:
    own = ground.own_wallets
    fundings = ground.events_of("Book", "Funded")
    against = [
        {"loan": row.fields["loan"], "role": own[row.fields["investor"]]}
        for row in fundings
        if row.fields["investor"] in own
    ]
    bought = [
        {"note": row.fields["id"], "role": own[row.fields["receiver"]]}
        for row in ground.events_of("Book", "Transfer")
        if row.fields["receiver"] in own
    ]
    return CheckedItem(
        "own.lending", f"{_MEASURES} art. 10 (5); Reg. (EU) 2020/1503 art. 8",
        "the platform and who holds a role of it do not lend here, nor hold notes",
        not against and not bought,
        {"fundings": len(fundings), "against_it": (against + bought)[:EVIDENCE_MAX]},
    )  # fmt: skip


def _no_own_guarantee(ground: CheckGround) -> CheckedItem:
    own = ground.own_wallets
    stakes = ground.events_of("Reserve", "Pledged")
    against = [
        {"loan": row.fields["loan"], "role": own[row.fields["guarantor"]]}
        for row in stakes
        if row.fields["guarantor"] in own
    ]
    return CheckedItem(
        "own.guarantee", f"{_MEASURES} art. 10 (3)",
        "the platform guarantees nothing: who stakes for a loan holds no role", not against,
        {"stakes": len(stakes), "against_it": against[:EVIDENCE_MAX]},
    )  # fmt: skip


def _published_code(ground: CheckGround) -> CheckedItem:
    """Notes of one loan each are the only product of these contracts; pools would be other code."""
    connection, deployment = ground.platform.connection, ground.platform.deployment
    others = [
        name
        for name, contract in deployment.contracts.items()
        if not code_is(connection, contract.address, name)
    ]
    return CheckedItem(
        "code.published", f"{_MEASURES} art. 10 (2), (6) to (9), (12)",
        "the contracts are the published ones: no pool, no split term, no bundle can be made",
        not others, {"contracts": len(deployment.contracts), "differ": others},
    )  # fmt: skip


def _parameters(ground: CheckGround) -> CheckedItem:
    above = [
        {"parameter": excess.name, "on_chain": str(excess.on_chain), "allowed": str(excess.allowed)}
        for excess in excesses(ground.platform, ground.policy.pack, ground.day)
    ]
    return CheckedItem(
        "parameters.in_policy", f"policy pack {ground.policy.pack.name}",
        "no parameter of the council is above what the policy pack allows", not above,
        {"above": above},
    )  # fmt: skip


def _loans_in_policy(ground: CheckGround) -> CheckedItem:
    refused = refused_loans(ground, ground.policy)
    return CheckedItem(
        "loans.in_policy", f"policy pack {ground.policy.pack.name}",
        "every live loan keeps to the caps, the highest rate and the securities of the day",
        not refused,
        {"refused": len(refused), "first": [loan.document() for loan in refused[:EVIDENCE_MAX]]},
    )  # fmt: skip


def _statements(ground: CheckGround) -> Iterator[CheckedItem]:
    with ground.database.reading() as connection:
        numbers = connection.scalars(select(loans.c.loan).order_by(loans.c.loan)).all()
    missing, changed, forbidden = [], [], []
    for number in numbers:
        digest = listing(ground.platform, number).disclosure_hash
        file = ground.data_dir / AGREEMENTS / f"{digest.hex()}.json"
        if not file.is_file():
            missing.append(number)
            continue
        data = file.read_bytes()
        if keccak(data) != digest:
            changed.append(number)
        elif _purpose(data) in ground.purposes_refused:
            forbidden.append(number)
    yield CheckedItem(
        "disclosure.statements",
        "Disclosure Guidelines 2017 (China) art. 9; Reg. (EU) 2022/2119",
        "every loan's risk statement is kept, with the hash that the chain states",
        not missing and not changed,
        {
            "loans": len(numbers), "missing": missing[:EVIDENCE_MAX],
            "changed": changed[:EVIDENCE_MAX],
        },
    )  # fmt: skip
    yield CheckedItem(
        "purposes.allowed", f"{_MEASURES} art. 10 (11)",
        "no loan is for a purpose that is never financed, such as securities or gambling",
        not forbidden,
        {
            "loans": len(numbers), "against_it": forbidden[:EVIDENCE_MAX],
            "never_financed": sorted(ground.purposes_refused),
        },
    )  # fmt: skip


def _purpose(data: bytes) -> Any:
    return str(json.loads(data).get("purpose", "")).partition(":")[0].strip()
