"""Nobody sees whether a case about them is open: every answer is the same, byte by byte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import Engine, event

from node.api.builders import key_of
from node.api.test_aml import WRITTEN, look
from node.api.test_people import checked
from node.web.forms import enter
from tallystick.chain.contracts import Freezes
from tallystick.chain.signer import MemorySigner, signature_bytes
from tallystick.platform.messages import FreezeOrder
from tallystick_node.aml.case_rules import ActKind, CaseLevel, CaseOutcome
from tallystick_node.aml.freeze_register import FreezeState
from tallystick_node.aml.report_book import ReportKind

if TYPE_CHECKING:
    from node.api.builders import Api

CLIENT = "investor 0"
OFFICER, COLLEAGUE = "0x" + "11" * 20, "0x" + "22" * 20
# What differs from one question to the next, whoever asks.
_VARYING = re.compile(rb'"instance":"[^"]*"|urn:uuid:[0-9a-f-]+')
# Answers of the machine, for its operator: counts of everybody's work, and its own health; and the
# stream of the chain's events, which does not end.
_OF_THE_MACHINE = {"/metrics", "/readyz", "/livez", "/explorer", "/docs", "/v1/events/stream"}


def _paths(site: Api) -> Iterator[str]:
    """Everything that can be read without a role, of the API and of the pages."""
    address, today = key_of(CLIENT).address, site.node.services.servicing.desk.today
    values = {"address": address, "wallet": address, "loan": "1", "number": "1", "month": "2026-01"}
    pages = [
        route.path
        for route in site.client.app.routes  # type: ignore[attr-defined]
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    ]
    described = site.client.get("/openapi.json").json()["paths"]
    calls = [path for path, operations in described.items() if "get" in operations]
    for known in {*pages, *calls}:
        if "/staff" in known or known in _OF_THE_MACHINE:
            continue
        path = re.sub(r"\{(\w+)[^}]*\}", lambda m: values.get(m[1], "1"), known)
        yield path
        if path.endswith("/statement"):
            yield f"{path}?from={today.replace(day=1)}&to={today}"


def seen(site: Api, headers: dict[str, str]) -> dict[str, tuple[int, dict[str, str], bytes]]:
    """What a client gets for every question they can ask."""
    answers = {}
    for path in sorted(set(_paths(site))):
        asked: dict[str, Any] = {"headers": headers} if path.startswith("/v1/") else {}
        answer = site.client.get(path, follow_redirects=False, **asked)
        kept = {
            name: value
            for name, value in answer.headers.items()
            if name not in {"x-request-id", "date"}
        }
        answers[path] = (answer.status_code, kept, _VARYING.sub(b"", answer.content))
    return answers


@pytest.fixture
def client(site: Api, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A client of level 2 who is signed in, where neither chance nor the clock is in an answer."""
    headers = checked(site)
    enter(site, CLIENT)
    monkeypatch.setattr("tallystick_node.web.page.secrets.token_urlsafe", lambda _=16: "fixed")
    # /v1/status looks at the setup when the last look is old: whoever asks, and whatever is open.
    monkeypatch.setattr("tallystick_node.bootstrap.doctor.checklist.LOOK_SECONDS", 10**6)
    return headers


def _investigate(site: Api, person: str) -> None:
    aml = site.node.services.aml
    look(site, person)
    with site.node.foundation.database.writing() as connection:
        numbers = [row.id for row in aml.alerts.listed(connection)]
        case = aml.cases.open(connection, numbers, CaseLevel.HIGH, OFFICER)
        aml.cases.write(connection, case, ActKind.ASKED, "Where is it from?", OFFICER)
        aml.reports.draft(connection, case, ReportKind.STR, WRITTEN, OFFICER)
        aml.closing.propose(connection, case, CaseOutcome.CONFIRMED, "no answer", OFFICER)
        aml.closing.decide(connection, case, COLLEAGUE, "seen", agreed=True)
        aml.reports.send(connection, 1, COLLEAGUE)


def _freeze(site: Api, person: str) -> tuple[int, int]:
    """A case with a tag, a file and a freeze that two have agreed on."""
    aml = site.node.services.aml
    look(site, person)
    with site.node.foundation.database.writing() as connection:
        numbers = [row.id for row in aml.alerts.listed(connection)]
        case = aml.cases.open(connection, numbers, CaseLevel.HIGH, OFFICER)
        aml.tags.add(connection, case, "mule", OFFICER)
        aml.files.add(connection, case, "statement.pdf", b"%PDF-1.7 %%EOF", OFFICER)
        number = aml.freezes.propose(connection, case, person, "it moves", hours=2, staff=OFFICER)
        aml.freezes.decide(connection, case, number, "I see it", COLLEAGUE, agreed=True)
    return case, number


def test_a_client_sees_the_same_with_and_without_a_case(site: Api, client: dict[str, str]) -> None:
    person = site.client.get("/v1/me", headers=client).json()["id"]
    before = seen(site, client)
    again = seen(site, client)
    steady = {path for path, answer in before.items() if answer == again[path]}
    # A question whose answer changes by itself proves nothing; there is hardly any.
    assert len(before) - len(steady) <= 3, sorted(set(before) - steady)
    assert len(steady) > 100
    assert {"/v1/me", "/v1/me/export", "/account", "/me", "/v1/applications"} <= steady
    assert sum(before[path][0] == 200 for path in steady) > 50
    _investigate(site, person)
    after = seen(site, client)
    assert {path for path in steady if after[path] != before[path]} == set()


def _differing(left: dict[str, Any], right: dict[str, Any], among: set[str]) -> set[str]:
    return {path for path in among if left[path] != right[path]}


def test_a_freeze_of_a_case_shows_as_the_freeze_alone(site: Api, client: dict[str, str]) -> None:
    person = site.client.get("/v1/me", headers=client).json()["id"]
    before, again = seen(site, client), seen(site, client)
    steady = set(before) - _differing(before, again, set(before))
    case, number = _freeze(site, person)
    # Until the chain has it, nothing of it is anywhere.
    changed = _differing(before, seen(site, client), steady)
    assert changed == set()
    aml, platform = site.node.services.aml, site.node.foundation.site.platform
    with site.node.foundation.database.reading() as connection:
        row = aml.register.freeze(connection, case, number)
    call = Freezes.freeze(row.wallet, row.until, b"\x00" * 32)
    tx_hash = platform.plan(call, MemorySigner(bytes(key_of("compliance").key))).send().tx_hash
    # What the chain has is public: it may be shown, and the case adds nothing to it.
    frozen, again = seen(site, client), seen(site, client)
    steady = set(frozen) - _differing(frozen, again, set(frozen))
    frozen_by = aml.freezes.seen(tx_hash)
    with site.node.foundation.database.writing() as connection:
        aml.freezes.record(connection, case, number, frozen_by, OFFICER)
        aml.lifts.propose_lift(connection, case, number, "explained", OFFICER)
        aml.lifts.decide_lift(connection, case, number, "yes", COLLEAGUE, agreed=True)
    changed = _differing(frozen, seen(site, client), steady)
    assert changed == set()
    assert len(steady) > 100


def test_an_order_that_attestors_sign_is_nowhere_before_the_chain_has_it(
    site: Api, client: dict[str, str]
) -> None:
    person = site.client.get("/v1/me", headers=client).json()["id"]
    before, again = seen(site, client), seen(site, client)
    steady = set(before) - _differing(before, again, set(before))
    assert len(steady) > 100
    aml = site.node.services.aml
    look(site, person)
    with site.node.foundation.database.writing() as connection:
        numbers = [row.id for row in aml.alerts.listed(connection)]
        case = aml.cases.open(connection, numbers, CaseLevel.HIGH, OFFICER)
        file = aml.files.add(connection, case, "order.pdf", b"%PDF-1.7 %%EOF", OFFICER)
        number = aml.orders.propose(
            connection, case, person, "the court", days=30, file=file, staff=OFFICER
        )
        aml.freezes.decide(connection, case, number, "I read it", COLLEAGUE, agreed=True)
    with site.node.foundation.database.reading() as connection:
        message = aml.orders.message(aml.register.freeze(connection, case, number))
    assert message is not None
    order = FreezeOrder.parse(message["message"])
    for place in range(aml.orders.threshold()):
        signer = MemorySigner(bytes(key_of(f"attestor {place}").key))
        signature = signature_bytes(order.sign(site.network.platform, signer))
        with site.node.foundation.database.writing() as connection:
            aml.orders.attest(connection, case, number, "0x" + signature.hex(), COLLEAGUE)
    with site.node.foundation.database.reading() as connection:
        assert aml.register.freeze(connection, case, number).state == FreezeState.PREPARED
    assert _differing(before, seen(site, client), steady) == set()


@contextmanager
def _counted() -> Iterator[list[int]]:
    """How many statements databases have been given since this began."""
    count = [0]

    def one_more(*_: object) -> None:
        count[0] += 1

    event.listen(Engine, "before_cursor_execute", one_more)
    try:
        yield count
    finally:
        event.remove(Engine, "before_cursor_execute", one_more)


def statements(site: Api, headers: dict[str, str]) -> dict[str, int]:
    """How many statements each question of a client takes."""
    taken = {}
    with _counted() as count:
        for path in sorted(set(_paths(site))):
            asked: dict[str, Any] = {"headers": headers} if path.startswith("/v1/") else {}
            count[0] = 0
            site.client.get(path, follow_redirects=False, **asked)
            taken[path] = count[0]
    return taken


def test_no_answer_takes_another_path_while_a_case_is_open(
    site: Api, client: dict[str, str]
) -> None:
    person = site.client.get("/v1/me", headers=client).json()["id"]
    statements(site, client)  # what is kept in memory is kept from now on
    before, again = statements(site, client), statements(site, client)
    steady = set(before) - _differing(before, again, set(before))
    assert len(steady) > 100
    assert sum(before[path] > 0 for path in steady) > 50
    _freeze(site, person)
    changed = _differing(before, statements(site, client), steady)
    assert changed == set()


def test_the_count_of_statements_sees_another_path(site: Api, client: dict[str, str]) -> None:
    statements(site, client)
    before = statements(site, client)
    site.client.cookies.clear()
    after = statements(site, {})
    assert before["/v1/me"] > after["/v1/me"]


def test_the_comparison_sees_what_does_differ(site: Api, client: dict[str, str]) -> None:
    before = seen(site, client)
    body = {"purpose": "credit_report"}
    assert site.client.post("/v1/me/consents", json=body, headers=client).status_code == 201
    after = seen(site, client)
    assert before["/v1/me/export"] != after["/v1/me/export"]


def test_an_export_tells_what_is_kept_and_nothing_of_the_watch(
    site: Api, client: dict[str, str]
) -> None:
    person = site.client.get("/v1/me", headers=client).json()["id"]
    _investigate(site, person)
    export = site.client.get("/v1/me/export", headers=client)
    assert export.status_code == 200
    assert re.search(r"aml|launder|suspic|LARGE|alert", export.text) is None


def test_an_erasure_is_answered_the_same_and_leaves_the_case(
    site: Api, client: dict[str, str]
) -> None:
    person = site.client.get("/v1/me", headers=client).json()["id"]
    _investigate(site, person)
    erased = site.client.delete("/v1/me", headers=client)
    assert erased.status_code in {200, 204}, erased.text
    aml = site.node.services.aml
    with site.node.foundation.database.reading() as connection:
        assert aml.cases.people(connection, 1) == [person]
        assert next(act.kind for act in aml.cases.acts(connection, 1)) == "opened"
