"""Every duty has a case in which it is kept and one in which it is not, with its evidence."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from eth_utils.crypto import keccak
from sqlalchemy import insert, select, update

from tallystick.platform._sync.loans import listing
from tallystick_node.disclosure.audits import AUDITS
from tallystick_node.disclosure.report_store import AGREEMENTS
from tallystick_node.infrastructure.policy.judgement import Policy
from tallystick_node.infrastructure.policy.packs import load_pack, pack_names
from tallystick_node.storage.tables import events, jobs, journal_head, loans
from tallystick_node.supervision import chain_checks
from tallystick_node.supervision.checklist import checklist

if TYPE_CHECKING:
    from node.api.builders import Api
    from tallystick_node.supervision.ground import CheckedItem, CheckGround

ITEMS = {
    "own.borrowing", "own.lending", "own.guarantee", "code.published", "parameters.in_policy",
    "loans.in_policy", "disclosure.statements", "purposes.allowed", "audit.daily",
    "disclosure.monthly", "journal.whole", "jobs.alive", "lists.fresh", "staff.two_factors",
    "transport.tls", "wording.clean",
}  # fmt: skip


def items_of(ground: CheckGround) -> dict[str, CheckedItem]:
    return {item.id: item for item in checklist(ground)}


def treasury_of(ground: CheckGround) -> str:
    return ground.platform.deployment.roles.treasury


def write(ground: CheckGround, statement: Any) -> None:
    with ground.database.writing() as connection:
        connection.execute(statement)


def event(ground: CheckGround, contract: str, name: str, **fields: Any) -> None:
    with ground.database.reading() as connection:
        kept = dict(connection.execute(select(events).limit(1)).mappings().one())
    kept |= {"contract": contract, "name": name, "fields": fields, "place": 9_999}
    kept.pop("id", None)
    write(ground, insert(events).values(**kept))


def test_the_list_has_every_item_once_and_all_go_into_json(ground: CheckGround) -> None:
    items = checklist(ground)
    assert {item.id for item in items} == ITEMS
    assert len(items) == len(ITEMS)
    assert json.dumps([item.document() for item in items])
    assert all(item.law and item.duty for item in items)


def test_a_platform_that_keeps_to_its_duties_passes_those_of_the_chain(ground: CheckGround) -> None:
    items = items_of(ground)
    kept = {"own.borrowing", "own.lending", "own.guarantee", "code.published",
            "parameters.in_policy", "loans.in_policy", "purposes.allowed", "journal.whole",
            "jobs.alive", "lists.fresh", "staff.two_factors", "transport.tls",
            "wording.clean"}  # fmt: skip
    assert {name for name in kept if not items[name].ok} == set(), items


def test_a_role_that_borrows_is_seen(ground: CheckGround) -> None:
    write(ground, update(loans).where(loans.c.loan == 1).values(borrower=treasury_of(ground)))
    item = items_of(ground)["own.borrowing"]
    assert not item.ok
    assert item.evidence["against_it"] == [{"loan": 1, "role": "treasury"}]


@pytest.mark.parametrize(
    ("contract", "name", "who", "item"),
    [("Book", "Funded", "investor", "own.lending"), ("Book", "Transfer", "receiver", "own.lending"),
     ("Reserve", "Pledged", "guarantor", "own.guarantee")],
)  # fmt: skip
def test_a_role_that_lends_buys_or_guarantees_is_seen(
    ground: CheckGround, contract: str, name: str, who: str, item: str
) -> None:
    event(ground, contract, name, loan=1, id=1, **{who: treasury_of(ground)})
    assert not items_of(ground)[item].ok


def test_other_code_is_seen(ground: CheckGround, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain_checks, "code_is", lambda *_: False)
    assert len(items_of(ground)["code.published"].evidence["differ"]) == len(
        ground.platform.deployment.contracts
    )


def test_a_parameter_and_a_loan_above_the_law_are_seen(ground: CheckGround) -> None:
    china = replace(ground, policy=Policy(load_pack("cn-2017", 6), ground.day))
    items = items_of(china)
    above = {row["parameter"] for row in items["parameters.in_policy"].evidence["above"]}
    assert "reserve_max_ppm" in above
    rules = {row["rule"] for row in items["loans.in_policy"].evidence["first"]}
    assert "POLICY:RESERVE" in rules


def test_statements_that_are_missing_changed_or_for_what_is_never_financed(
    ground: CheckGround, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = items_of(ground)["disclosure.statements"]
    assert not item.ok
    assert item.evidence["missing"] == [1, 2]
    digest = listing(ground.platform, 1).disclosure_hash
    folder = ground.data_dir / AGREEMENTS
    folder.mkdir(exist_ok=True)
    (folder / f"{digest.hex()}.json").write_text("{}")
    changed = items_of(ground)["disclosure.statements"]
    assert changed.evidence["changed"] == [1, 2]  # both loans of the test have one statement
    data = json.dumps({"purpose": "gambling: a night out"}).encode()
    (folder / f"{digest.hex()}.json").write_bytes(data)
    monkeypatch.setattr(chain_checks, "keccak", lambda _: digest)
    assert items_of(ground)["purposes.allowed"].evidence["against_it"] == [1, 2]
    assert items_of(ground)["disclosure.statements"].ok
    assert keccak(data) != digest


@pytest.mark.parametrize(
    ("days", "passed", "ok"),
    [(0, True, True), (2, True, True), (3, True, False), (0, False, False)],
)
def test_an_audit_has_to_pass_and_to_be_of_these_days(
    ground: CheckGround, days: int, passed: bool, ok: bool
) -> None:
    folder = ground.data_dir / AUDITS
    folder.mkdir(exist_ok=True)
    day = ground.day - timedelta(days=days)
    checks = [{"id": "money", "ok": passed, "detail": ""}]
    (folder / f"{day}.json").write_text(json.dumps({"block": 1, "checks": checks}))
    assert items_of(ground)["audit.daily"].ok is ok


def test_a_month_without_its_report_is_missing(ground: CheckGround) -> None:
    assert items_of(ground)["disclosure.monthly"].ok  # the first loan began this month
    later = replace(ground, policy=replace(ground.policy, day=ground.day + timedelta(days=70)))
    item = items_of(later)["disclosure.monthly"]
    assert not item.ok
    assert len(item.evidence["missing"]) >= 1


def test_a_changed_journal_is_seen(office: Api, ground: CheckGround) -> None:
    with ground.database.writing() as connection:
        office.node.foundation.audit_log.add(connection, actor="a", act="b", subject="c")
        connection.execute(update(journal_head).values(hash="1" * 64))
    item = items_of(ground)["journal.whole"]
    assert not item.ok
    assert item.evidence["why"]


def test_a_dead_job_is_seen(ground: CheckGround) -> None:
    kept = {
        "business_date": ground.day, "kind": "x", "subject": "y", "state": "dead", "attempts": 5,
        "lease_token": 1, "not_before": ground.now, "created_at": ground.now,
    }  # fmt: skip
    columns = {column.name for column in jobs.columns}
    write(ground, insert(jobs).values(**{k: v for k, v in kept.items() if k in columns}))
    assert items_of(ground)["jobs.alive"].evidence["dead"] == 1


def test_lists_factors_and_transport(ground: CheckGround) -> None:
    old = replace(ground, lists={"OFAC": ground.now - timedelta(days=32)})
    assert items_of(old)["lists.fresh"].evidence["old"].keys() == {"OFAC"}
    assert not items_of(replace(ground, lists={}))["lists.fresh"].ok
    assert not items_of(replace(ground, without_factor=("0x1",)))["staff.two_factors"].ok
    for url in (None, "http://lending.example"):
        assert not items_of(replace(ground, public_url=url))["transport.tls"].ok


def test_a_promise_in_a_text_is_seen(ground: CheckGround) -> None:
    pack = load_pack("generic", 6)
    words = [replace_words(figure) for figure in pack.figures["wording.forbidden"]]
    stricter = pack.model_copy(update={"figures": {**pack.figures, "wording.forbidden": words}})
    item = items_of(replace(ground, policy=Policy(stricter, ground.day)))["wording.clean"]
    assert not item.ok
    assert item.evidence["against_it"][0]["words"] == ["instalment"]


@pytest.mark.parametrize("pack", pack_names())
def test_no_text_of_the_product_promises_too_much(ground: CheckGround, pack: str) -> None:
    policy = Policy(load_pack(pack, 6), date(2026, 3, 10))
    assert items_of(replace(ground, policy=policy))["wording.clean"].evidence["against_it"] == []


def replace_words(figure: Any) -> Any:
    return figure.model_copy(update={"value": ["instalment"]})


def test_the_platform_is_changed_by_no_look(ground: CheckGround) -> None:
    before = ground.platform.connection.block_number()
    checklist(ground)
    assert ground.platform.connection.block_number() == before
