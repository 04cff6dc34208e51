"""Nothing of one client is in a page, an error, a header or a cache of another: every address."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from node.api.builders import URL, key_of
from node.api.test_lending import FIRST
from node.api.test_servicing import staff as with_factor
from node.kyc.builders import Room
from node.web.belongings import OWNER, Belongings, belongings
from node.web.route_table import addresses, filled, patterns
from tallystick_node.storage.schema import metadata
from tallystick_node.web import kept_pages
from tallystick_node.web.session import SESSION_COOKIE

if TYPE_CHECKING:
    from pathlib import Path

    from node.api.builders import Api

OTHER, OTHERS_PHONE = "borrower 1", "13600001111"
STATEMENT = "from=2026-03-01&to=2026-04-30"
WALLET = f"address={key_of(OWNER).address}"
QUERIES = {
    "/v1/accounts/{address}/statement": STATEMENT, "/me/statements": STATEMENT,
    "/me/statements.{form}": STATEMENT,
    "/v1/me/assessments/{number}/message": WALLET, "/account/wallets/further": WALLET,
    "/v1/me/declaration": WALLET, "/me/claim": "loan=1", "/me/withdraw": "amount=1",
    "/me/deposit": "amount=1",
    "/v1/events/stream": "seconds=1",
    "/v1/quote": "amount=5000000000&months=12",
    "/loans/{number}/vote/review": "answer=yes",
    "/asks/{digest}/buy": "units=1", "/bids/{digest}/sell": "units=1",
    "/me/orders/cancel-below": "nonce=1",
    "/v1/staff/tickets/figures": STATEMENT, "/v1/staff/surveys/texts": "month=2026-03",
    "/v1/staff/complaints/figures": STATEMENT, "/v1/staff/complaints/export": STATEMENT,
}  # fmt: skip
# Which of the marks each role reads, and where; under /v1 the same of the same.
CASES, PEOPLE, LOAN = "/staff/credit-reviews", "/staff/people", "/staff/collections/loans/{loan}"
APPEALS = {"/staff/blacklist/appeals": {"appeal", "person"}}
TASKS = {"/staff/servicing/tasks": {"person"}}
COMPLAINED = {
    "/staff/complaints": {"complaint", "person"},
    "/staff/complaints/{number}": {"complaint", "person"},
}  # fmt: skip
ASKED = {
    "/staff/tickets": {"person"}, "/staff/tickets/{number}": {"ticket", "person"},
}  # fmt: skip
COLLECTED = {LOAN: {"promise"}, **TASKS}
COMPLIED = {
    PEOPLE: {"person"}, f"{PEOPLE}/queue": {"person"}, f"{PEOPLE}/reviews/{{number}}": {"file"},
    "/staff/reviews/{number}": {"file"}, f"{PEOPLE}/{{person}}/documents/{{number}}": {"paper"},
}  # fmt: skip
UNDERWRITTEN = {
    "/staff": {"application"}, CASES: {"application"},
    f"{CASES}/{{number}}": {"description", "source", "title"},
    # The papers of the test have the person's identifier in them.
    f"{CASES}/{{number}}/documents/{{document}}": {"paper", "person"},
}  # fmt: skip
READ_BY: dict[str, dict[str, set[str]]] = {
    FIRST: UNDERWRITTEN | COLLECTED | APPEALS,
    "servicer": COLLECTED | COMPLAINED | ASKED,
    "compliance": COMPLIED | COLLECTED | APPEALS | COMPLAINED | ASKED,
    "attestor 0": COMPLIED,
    "treasury": {}, "council 0": {}, "guardian": {}, "publisher": {},
}  # fmt: skip
# Published for everybody, whoever asks.
PUBLISHED = {"/reports/{name}", "/agreements/{name}"}


@pytest.fixture
def owned(site: Api, tmp_path: Path) -> Belongings:
    return belongings(site, tmp_path)


def values_of(owned: Belongings) -> dict[str, Any]:
    """What is put into the parameters of addresses: the owner's own, wherever there is one."""
    own = owned.numbers
    return {
        "loans/{number}": own["loan"], "applications/{number}": own["application"],
        "credit-reviews/{number}": own["application"], "reviews/{number}": own["review"],
        "assessments/{number}": own["assessment"], "questionnaire/{number}": own["assessment"],
        "offers/{number}": own["application"], "number": 1,
        "contacts/{entry}": own["contact"], "pauses/{entry}": own["pause"],
        "tasks/{entry}": own["task"], "warnings/{entry}": own["warning"],
        "letters/{entry}": own["letter"], "blacklist/{entry}": own["appeal"],
        "reports/{name}": "monthly-2026-03.v1.json", "agreements/{name}": "00" * 32 + ".json",
        "docs/{name}": "swagger-ui.css", "{digest}/{name}": "wallet.js",
        "person}/documents/{number}": own["documents"], "document": own["documents"],
        "address": own["address"], "month": "2026-03", "day": "2026-03-09", "field": "income",
        "kind": "card", "digest": "0x" + "22" * 32, "key": own["key"], "tx": "0x" + "11" * 32,
        "person": own["person"], "company": own["person"], "loan": own["loan"], "act": "approve",
        "session": own["session"], "passkey": own["passkey"], "nonce": "0" * 32,
        "form": "contact", "statements.{form}": ["pdf", "csv", "xlsx", "beancount", "json"],
        "year.{form}": ["pdf", "json"], "of": "lender-information",
        "year": 2026, "tx_hash": "0x" + "11" * 32,
        "code": "LARGE", "complaints/{number}": own["complaint"],
        "tickets/{number}": own["ticket"], "letter": 1, "surveys/{number}": own["survey"],
        "version": 1, "file": 1, "freeze": 1, "lesson": "diversification", "exam": "entry",
        "channel": "BANK01", "invoice": "0x" + "22" * 32, "report": 1, "photo": 1,
        "wallet": own["address"], "files/{form}": "csv", "{form}/{name}": "loans.csv",
        "client": "0" * 32, "delivery": 1, "partner": "BANK01",
        "parquet/{table}": "loans", "{table}/{name}": "0.parquet",
    }  # fmt: skip


def beside(site: Api) -> dict[str, str]:
    """Another client, who has registered and nothing else; returns their session."""
    people = site.node.services.kyc
    person = Room(people, site.time).register(OTHERS_PHONE)
    with people.context.database.writing() as connection:
        people.wallets.bind_shown(connection, person, key_of(OTHER).address)
    return site.sign_in(OTHER)


def enter(site: Api, headers: dict[str, str]) -> dict[str, str]:
    """Let the client be somebody for the API and for pages; without headers nobody."""
    site.client.cookies.clear()
    if headers:
        site.client.cookies.set(SESSION_COOKIE, headers["authorization"].partition(" ")[2])
    return headers | {"accept": "text/html"}


def walk(
    site: Api, owned: Belongings, headers: dict[str, str], tags: dict[str, str] | None = None
) -> dict[str, dict[str, Any]]:
    """Ask every address; returns by pattern the marks that were read, and answers by address.

    tags: what the browser of somebody else would ask by (ETag), by address.
    """
    headers, answers = enter(site, headers), {}
    read: dict[str, set[str]] = defaultdict(set)
    for pattern, path in addresses(site, values_of(owned), QUERIES):
        asked = headers | ({"if-none-match": tags[path]} if tags and path in tags else {})
        answer = site.client.get(path, headers=asked, follow_redirects=False)
        assert answer.status_code < 500 or path == "/readyz", (path, answer.text)
        whole = answer.text + str(answer.headers.raw)
        marks = {name for name, mark in owned.secrets.items() if mark in whole and mark not in path}
        if marks:
            read[pattern] |= marks
        answers[path] = (answer, marks)
    return {"read": dict(read), "answers": answers}


@pytest.mark.parametrize("who", ["nobody", "another client"])
def test_what_its_owner_has_just_read_is_in_no_page_of_others(
    site: Api, owned: Belongings, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_pages, "KEPT_SECONDS", 600.0)
    own = walk(site, owned, owned.session)
    assert {mark for marks in own["read"].values() for mark in marks} >= set(owned.secrets) - {
        "file"  # of staff
    }
    tags = {path: answer.headers.get("etag", "*") for path, (answer, _) in own["answers"].items()}
    others = beside(site) if who == "another client" else {}
    assert walk(site, owned, others, tags)["read"] == {}


def test_nothing_personal_is_kept_on_the_way(site: Api, owned: Belongings) -> None:
    shared = {
        (path, answer.headers.get("cache-control"))
        for path, (answer, marks) in walk(site, owned, owned.session)["answers"].items()
        if marks and "no-store" not in answer.headers.get("cache-control", "")
    }
    assert shared == set()


@pytest.mark.long
@pytest.mark.parametrize("role", list(READ_BY))
def test_staff_read_what_their_role_is_for_and_no_more(
    site: Api, owned: Belongings, role: str
) -> None:
    claim = f"/v1{CASES}/{owned.numbers['application']}/claim"
    assert site.client.post(claim, headers=with_factor(site, FIRST)).status_code == 204
    walked = walk(site, owned, with_factor(site, role))
    expected = READ_BY[role]
    for pattern, marks in walked["read"].items():
        assert marks == expected.get(pattern.removeprefix("/v1"), set()), pattern
    assert {pattern.removeprefix("/v1") for pattern in walked["read"]} == set(expected)
    for path, (answer, marks) in walked["answers"].items():
        assert not marks or "no-store" in answer.headers.get("cache-control", ""), path
    assert walk(site, owned, site.sign_in(role))["read"] == {}, "without a second factor"


def rows(site: Api) -> dict[str, list[str]]:
    """All that the node keeps, but for what it counts of whoever asks."""
    counted = {"sessions", "nonces", "sign_in_nonces", "passkey_challenges", "heartbeats"}
    with site.node.foundation.database.reading() as connection:
        return {
            table.name: sorted(repr(row) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
            if table.name not in counted
        }


SIGNED = {"address": key_of(OTHER).address, "signature": "0x" + "11" * 65}
# What a body has to be, so that it is the owner and not the form that is asked for.
BODIES: dict[str, dict[str, Any]] = {
    "/v1/me/tickets/{number}/words": {"words": "and now?"},
    "/v1/me/surveys/{number}/answer": {"score": 5},
    "/v1/me/complaints/{number}/acts": {"words": "More of it"},
    "/v1/me/complaints/{number}/escalation": {"to": "ombudsman", "words": "The ombudsman"},
    "/v1/me/complaints/{number}/reopening": {"words": "It is not settled"},
    "/v1/applications/{number}/guarantee": {"amount": "5"},
    "/v1/invoices/{invoice}/confirmation": {"signature": "0x" + "11" * 65},
    "/me/invoices/{invoice}": SIGNED,
    "/v1/loans/{number}/promise": {"amount": "5", "due": "2026-04-14"},
    "/v1/loans/{number}/use-proof": {"document": 1},
    "/v1/me/assessments/{number}/signature": SIGNED,
    "/v1/me/assessments/{number}/warning": {"words": "I know what I do"},
    "/v1/me/mandates/{digest}/exit": {"stop_at": "2099-01-01T00:00:00Z"},
    "/account/questionnaire/{number}/signature": SIGNED,
    "/account/credentials/{number}/consent": SIGNED,
    "/account/partners/consent/{partner}/{nonce}": SIGNED,
}
FORMS: dict[str, dict[str, str]] = {
    "/me/mandates/{digest}/exit": {"stop": "2099-01-01"},
    "/me/tickets/{number}": {"words": "and now?"},
    "/account/webhooks/{number}": {"act": "test"},
    "/me/surveys/{number}": {"score": "5"},
    "/me/complaints/{number}": {"act": "add", "words": "More of it"},
    "/applications/{number}/withdrawal": {"sure": "yes"},
    "/account/questionnaire/{number}/warning": {"words": "I know what I do"},
}
# What the caller states, checks, or signs for themselves, whatever the parameter says.
FOR_ONESELF = {"field", "kind", "nonce"}
TRADED_BY_SIGNATURE = {"/loans/{number}/sell", "/loans/{number}/bid"}
CODE = re.compile(r"(?<![A-Z:])[A-Z]+(?::[A-Z_]+)+")
FORM = {"content-type": "application/x-www-form-urlencoded"}


def change(site: Api, method: str, pattern: str, path: str, headers: dict[str, str]) -> Any:
    if pattern.startswith("/v1") or pattern in BODIES:
        return site.client.request(method, path, json=BODIES.get(pattern), headers=headers)
    form = FORMS.get(pattern, {})
    return site.client.request(
        method, path, data=form, headers=headers | FORM, follow_redirects=False
    )


def test_nobody_changes_what_is_anothers(site: Api, owned: Belongings) -> None:
    headers = enter(site, beside(site)) | {"origin": URL}
    before, asked = rows(site), 0
    for pattern, methods in patterns(site).items():
        parameters = set(re.findall(r"\{(\w+)", pattern))
        if parameters <= FOR_ONESELF or pattern in TRADED_BY_SIGNATURE:
            continue
        for method in methods & {"POST", "PUT", "PATCH", "DELETE"}:
            for path in filled(pattern, values_of(owned)):
                answer = change(site, method, pattern, path, headers)
                code = CODE.search(answer.text)
                assert 400 <= answer.status_code < 500, (method, path, answer.text)
                assert code, (method, path, answer.text)
                assert not code[0].startswith(("INPUT:", "API:", "ACCESS:ORIGIN")), (path, code)
                asked += 1
    assert asked > 50
    assert rows(site) == before
