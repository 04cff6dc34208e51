"""Whoever acts as staff never acts on themselves, on any route, by any of their wallets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, update

from node.api.builders import Api, key_of
from node.kyc.builders import PDF, Room, id_number
from node.kyc.test_records import row_of
from tallystick_node.auth.sessions import open_development_session
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.kyc.fields import Field
from tallystick_node.storage.schema import metadata
from tallystick_node.storage.tables import persons

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2

LOAN, APPLICATION = 7, "a" * 32
OTHER = "SOMEBODY"
TEXT = "A reason that is long enough to be one, and to be read by somebody."
# Every route of staff that is about somebody: which subject its path takes, and what is sent.
ABOUT: dict[tuple[str, str], tuple[str, Any]] = {
    ("POST", "/v1/staff/screenings/{number}/votes"): ("screenings", {"same_person": False}),
    ("POST", "/v1/staff/matches/{number}/lifts"): ("confirmed_matches", {"reason": TEXT}),
    ("POST", "/v1/staff/people/{person}/reviews"): ("person", {"text": TEXT, "documents": [1]}),
    ("GET", "/v1/staff/reviews/{number}"): ("rating_reviews", None),
    ("POST", "/v1/staff/reviews/{number}/decision"): ("rating_reviews", {"approved": True}),
    ("POST", "/v1/staff/people/{person}/rating"): (
        "person", {"exposed": False, "cash_business": False, "stake": "1"},
    ),
    ("POST", "/v1/staff/people/{person}/calls"): ("person", {"understood": True}),
    ("POST", "/v1/staff/people/{person}/fields/{field}/verification"): (
        "person", {"document": 1},
    ),
    ("GET", "/v1/staff/people/{person}/documents/{number}"): ("documents", None),
    ("POST", "/v1/staff/people/{company}/representative"): (
        "person", {"person": OTHER, "document": 1},
    ),
    ("POST", "/v1/staff/people/{person}/relation"): ("person", {"person": OTHER}),
    ("POST", "/v1/staff/people/{person}/bureau-reports"): (
        "person", {"bureau": "sandbox", "consent": 1},
    ),
    ("GET", "/v1/staff/credit-reviews/{number}"): ("application", None),
    ("GET", "/v1/staff/credit-reviews/{number}/documents/{document}"): ("application", None),
    ("GET", "/v1/staff/credit-reviews/{number}/documents/{document}/cash-flow"): (
        "application", None,
    ),
    ("POST", "/v1/staff/credit-reviews/{number}/claim"): ("application", None),
    ("POST", "/v1/staff/credit-reviews/{number}/decision"): (
        "application", {"verdict": "approve", "reason": "verified_by_call"},
    ),
    ("POST", "/v1/staff/offers/{number}/signature"): (
        "application", {"signature": "0x" + "11" * 65},
    ),
    ("GET", "/v1/staff/credit-reviews/{number}/artefacts"): ("application", None),
    ("POST", "/v1/staff/credit-reviews/{number}/onsite-reports"): (
        "application",
        {"visited_on": "2026-03-01", "place": "Here", "findings": TEXT, "confirmed": True},
    ),
    ("POST", "/v1/staff/onsite-reports/{report}/photos"): ("onsite_reports", None),
    ("GET", "/v1/staff/onsite-reports/{report}/photos/{photo}"): ("onsite_reports", None),
    ("POST", "/v1/staff/enterprises"): ("", {"wallet": "OWN WALLET", "name": "Works"}),
    ("DELETE", "/v1/staff/enterprises/{wallet}"): ("wallet", None),
    ("POST", "/v1/staff/people/{person}/institution"): ("person", {"lend_max": "1"}),
    ("POST", "/v1/staff/people/{person}/institution/confirmation"): (
        "person", {"lend_max": "1"},
    ),
    ("DELETE", "/v1/staff/people/{person}/institution"): ("person", None),
    ("POST", "/v1/staff/blacklist"): ("", {"person": "OWN", "cause": "fraud"}),
    ("POST", "/v1/staff/blacklist/{entry}/decision"): ("blacklist", {"lifted": True}),
    ("DELETE", "/v1/staff/{address}/second-factor"): ("wallet", None),
    ("POST", "/v1/staff/servicing/tasks/{entry}/done"): ("service_tasks", None),
    ("POST", "/v1/staff/servicing/loans/{loan}/contacts"): ("loan", {"way": "call"}),
    ("POST", "/v1/staff/servicing/contacts/{entry}/outcome"): ("contacts", {"outcome": "sent"}),
    ("POST", "/v1/staff/servicing/loans/{loan}/pauses"): (
        "loan", {"cause": "hardship", "until": "2026-03-20"},
    ),
    ("POST", "/v1/staff/servicing/pauses/{entry}/end"): ("contact_pauses", None),
    ("POST", "/v1/staff/servicing/loans/{loan}/promise"): (
        "loan", {"amount": "1", "due": "2026-03-20"},
    ),
    ("POST", "/v1/staff/servicing/loans/{loan}/letters"): ("loan", None),
    ("GET", "/v1/staff/servicing/letters/{entry}"): ("letters", None),
    ("POST", "/v1/staff/servicing/loans/{loan}/agency"): ("loan", {"agency": "Somebody"}),
    ("POST", "/v1/staff/servicing/loans/{loan}/agency/recall"): ("loan", None),
    ("POST", "/v1/staff/servicing/loans/{loan}/use-proof/acceptance"): ("loan", None),
    ("POST", "/v1/staff/servicing/warnings/{entry}/seen"): ("loan_warnings", None),
    ("POST", "/v1/staff/complaints"): (
        "", {
            "person": "OWN", "channel": "mail", "received_on": "2026-03-10", "product": "loan",
            "issue": "terms", "sub_issue": "fee", "happened": TEXT, "wanted": TEXT,
        },
    ),
    ("POST", "/v1/staff/aml/snoozes"): (
        "", {"person": "OWN", "until": "2026-03-20", "reason": TEXT},
    ),
    ("POST", "/v1/staff/aml/travel-records"): (
        "", {"person": "OWN", "wallet": "0x" + "11" * 20, "amount": "1", "beneficiary": {}},
    ),
    ("POST", "/v1/staff/growth/rewards/{number}/payment"): (
        "reward_requests", {"tx_hash": "0x" + "11" * 32},
    ),
}  # fmt: skip
# These list or bring in what is about nobody in particular; what is about the caller is left out.
LISTS = {
    ("GET", "/v1/staff/enterprises"), ("GET", "/v1/staff/institutions"),
    ("GET", "/v1/staff/segments"),
    ("GET", "/v1/staff/people/queue"), ("POST", "/v1/staff/sanctions/ofac"),
    ("POST", "/v1/staff/sanctions/un"), ("GET", "/v1/staff/credit-reviews"),
    ("GET", "/v1/staff/offers"),
    ("GET", "/v1/staff/blacklist/appeals"), ("GET", "/v1/staff/servicing/tasks"),
    ("GET", "/v1/staff/servicing/delays"), ("GET", "/v1/staff/servicing/warnings"),
    ("GET", "/v1/staff/servicing/effect"),
    ("GET", "/v1/staff/aml/overview"), ("GET", "/v1/staff/aml/alerts"),
    ("GET", "/v1/staff/aml/cases"), ("POST", "/v1/staff/aml/cases"), ("GET", "/v1/staff/aml/rules"),
    ("POST", "/v1/staff/aml/rules/{code}/back-tests"),
    ("POST", "/v1/staff/aml/rules/{code}/proposal"),
    ("POST", "/v1/staff/aml/rules/{code}/confirmation"),
    *(
        ("GET", f"/v1/staff/risk/{path}")
        for path in ("register", "limits", "measures", "incidents", "ladder", "rating", "halts")
    ),
    ("POST", "/v1/staff/risk/incidents/{number}/closing"),
    ("POST", "/v1/staff/risk/halts/{number}/lifting"),
    *(
        ("GET", f"/v1/staff/learning/{path}")
        for path in ("lessons", "lessons/{lesson}", "exam", "passes", "exams/{exam}/items")
    ),
    # Their own exam is the caller's alone.
    ("POST", "/v1/staff/learning/exam"), ("PUT", "/v1/staff/learning/exam/answers"),
    ("POST", "/v1/staff/learning/exam/end"),
    *(
        ("GET", f"/v1/staff/growth/{path}")
        for path in ("rewards", "coupons", "channels", "report", "activity")
    ),
    ("POST", "/v1/staff/growth/coupons"), ("POST", "/v1/staff/growth/channels"),
    ("POST", "/v1/staff/growth/channels/{channel}/end"),
    ("POST", "/v1/staff/growth/experiments"),
    ("POST", "/v1/staff/outages"), ("POST", "/v1/staff/outages/{number}/notices"),
    ("POST", "/v1/staff/outages/{number}/end"),
    ("GET", "/v1/staff/tickets"), ("GET", "/v1/staff/tickets/figures"),
    ("GET", "/v1/staff/surveys/figures"), ("GET", "/v1/staff/surveys/texts"),
    *(
        (method, f"/v1/staff/mentions{path}")
        for method, path in (
            ("GET", ""), ("POST", ""), ("GET", "/keywords"), ("POST", "/keywords"),
            ("POST", "/keywords/{number}/retirement"), ("GET", "/{number}"),
            ("POST", "/{number}/lease"), ("POST", "/{number}/response"),
            ("POST", "/{number}/follow-up"), ("POST", "/{number}/closing"),
        )
    ),
    *(
        (method, f"/v1/staff/supervision/{path}")
        for method, path in (
            ("GET", "events"), ("POST", "events"), ("POST", "events/{number}/report"),
            ("GET", "questions"), ("POST", "questions/{number}/answer"), ("GET", "pause-requests"),
            ("POST", "pause-requests/{number}/decision"), ("GET", "files"), ("POST", "files"),
            ("GET", "files/{number}/content"), ("GET", "keys"), ("POST", "keys"),
            ("POST", "keys/{number}/revocation"),
        )
    ),
    ("GET", "/v1/staff/partners/keys"), ("POST", "/v1/staff/partners/keys"),
    ("POST", "/v1/staff/partners/keys/{number}/confirmation"),
    ("POST", "/v1/staff/partners/keys/{number}/revocation"),
    ("GET", "/v1/staff/complaints"), ("GET", "/v1/staff/complaints/due"),
    ("GET", "/v1/staff/complaints/figures"), ("GET", "/v1/staff/complaints/export"),
}  # fmt: skip
# Of an alert, case or report about them staff learn as of none (404), which test_aml tries.
# Their own complaints staff read as clients; of their own tickets they answer none (403), which
# the tests of support try.
UNSEEN = re.compile(r"/v1/staff/(aml/(alerts|cases|reports)|complaints|tickets)/\{number\}")


def routes(api: Api) -> Iterator[tuple[str, str]]:
    for path, operations in api.client.get("/openapi.json").json()["paths"].items():
        if path.startswith("/v1/staff"):
            yield from ((method.upper(), path) for method in operations)


def session(api: Api, name: str) -> dict[str, str]:
    opened = open_development_session(api.node.foundation.database, api.time, key_of(name).address)
    return {"authorization": f"Bearer {opened.token}"}


class Scene:
    """A member of staff who is a customer too, and everything that staff could do about them."""

    def __init__(self, api: Api, seat: str, second: str = "another wallet of theirs") -> None:
        self.api, self.seat = api, seat
        people = api.node.services.kyc
        self.room = Room(people, api.time)
        self.person = self.room.real()
        self.room.people.evidence.state(self.person, Field.CARD, "6228480402564890018")
        self.wallet = key_of(seat).address
        with people.context.database.writing() as connection:
            people.wallets.bind_shown(connection, self.person, self.wallet)
            people.wallets.bind_shown(connection, self.person, key_of(second).address)
        self.second = key_of(second).address
        self.other = self.room.named(id_number("125"))
        self.rows = {"person": self.person, "loan": LOAN, "wallet": self.second,
                     "application": APPLICATION}  # fmt: skip
        self.fill()

    def fill(self) -> None:
        people = self.room.people
        known: dict[str, Any] = {
            "person": self.person, "wallet": self.second, "loan": LOAN, "borrower": self.second,
            "application": APPLICATION, "status": "active", "verdict": "block", "by": self.wallet,
            "state": "referred", "list": 1,
        }  # fmt: skip
        number = people.documents.upload(self.person, "tax", PDF).number
        with people.context.database.writing() as connection:
            for name in (
                "loans", "applications", "credit_reviews", "screenings", "confirmed_matches",
                "rating_reviews", "blacklist", "service_tasks", "contacts", "contact_pauses",
                "letters", "loan_warnings", "reward_requests", "onsite_reports",
            ):  # fmt: skip
                table = metadata.tables[name]
                mine = known | {"id": APPLICATION} if name == "applications" else known
                kept = connection.execute(insert(table).values(row_of(table, mine)))
                self.rows.setdefault(name, (kept.inserted_primary_key or [None])[0])
            place = Place("screenings", str(self.rows["screenings"]), "hits")
            people.context.vault.put(connection, self.person, place, b"[]")
        self.rows["documents"] = number

    def ask(self, method: str, path: str, subject: str, body: Any) -> httpx2.Response:
        if subject == "documents":
            path = path.replace("{person}", self.person)
        named = str(self.rows.get(subject, ""))
        for place in (
            "number", "person", "company", "loan", "entry", "address", "report", "wallet",
        ):  # fmt: skip
            path = path.replace(f"{{{place}}}", named)
        path = path.replace("{field}", "income").replace("{photo}", "1")
        path = path.replace("{document}", str(self.rows["documents"]))
        own = {OTHER: self.other, "OWN": self.person, "OWN WALLET": self.second}
        sent = None if body is None else {
            key: own.get(value, value) if isinstance(value, str) else value
            for key, value in body.items()
        }  # fmt: skip
        headers = session(self.api, self.seat) | {"idempotency-key": "staff-on-themselves"}
        return self.api.client.request(method, path, json=sent, headers=headers)


def seat_of(path: str) -> str:
    lending = any(part in path for part in ("credit-reviews", "offers", "onsite-reports"))
    return "underwriter" if lending else "compliance"


def test_every_route_of_staff_is_about_somebody_or_a_list(api: Api) -> None:
    seen = {route for route in routes(api) if UNSEEN.match(route[1]) is None}
    assert seen == set(ABOUT) | LISTS


@pytest.mark.parametrize("seat", ["compliance", "underwriter"])
def test_nobody_does_it_to_themselves(api: Api, seat: str) -> None:
    scene = Scene(api, seat)
    for route in sorted(ABOUT):
        if seat_of(route[1]) == seat:
            response = scene.ask(*route, *ABOUT[route])
            refused = (response.status_code, response.json()["code"])
            assert refused == (403, "ACCESS:OWN"), (route, response.text)


@pytest.mark.parametrize("seat", ["compliance", "underwriter"])
def test_a_colleague_is_not_refused_for_that(api: Api, seat: str) -> None:
    scene = Scene(api, "investor 7")
    scene.seat = seat
    for route in sorted(ABOUT):
        if seat_of(route[1]) == seat:
            response = scene.ask(*route, *ABOUT[route])
            assert response.status_code < 300 or response.json()["code"] != "ACCESS:OWN", route


@pytest.mark.parametrize("tie", ["acts for", "is acted for by", "group", "number"])
def test_whom_they_stand_for_is_as_good_as_themselves(api: Api, tie: str) -> None:
    scene = Scene(api, "compliance")
    people = scene.room.people
    if tie == "number":
        with people.context.database.writing() as connection:
            connection.execute(metadata.tables["credit_reviews"].delete())
            connection.execute(metadata.tables["screenings"].delete())
            connection.execute(metadata.tables["confirmed_matches"].delete())
            connection.execute(metadata.tables["loans"].delete())
            connection.execute(metadata.tables["onsite_reports"].delete())
            connection.execute(metadata.tables["applications"].delete())
        people.erasure.erase(scene.person)
        scene.other = scene.room.named()
    else:
        with people.context.database.writing() as connection:
            change = update(persons)
            if tie == "acts for":
                change = change.where(persons.c.id == scene.other)
                change = change.values(representative=scene.person)
            elif tie == "is acted for by":
                change = change.where(persons.c.id == scene.person)
                change = change.values(representative=scene.other)
            else:
                change = change.where(persons.c.id.in_([scene.person, scene.other]))
                change = change.values(related_to="0x" + "1" * 64)
            connection.execute(change)
    path = f"/v1/staff/people/{scene.other}/calls"
    response = api.client.post(path, json={"understood": True}, headers=session(api, "compliance"))
    assert (response.status_code, response.json()["code"]) == (403, "ACCESS:OWN")


def test_lists_have_nothing_about_whoever_asks(api: Api) -> None:
    scene = Scene(api, "compliance")
    headers = session(api, "compliance")
    queue = api.client.get("/v1/staff/people/queue", headers=headers).text
    assert scene.person not in queue
    other = session(api, "attestor 0")
    assert scene.person in api.client.get("/v1/staff/people/queue", headers=other).text


def test_two_wallets_of_one_person_are_one_pair_of_eyes(api: Api) -> None:
    """Of another's hit: a person who is staff by two wallets votes once."""
    scene = Scene(api, "compliance", "attestor 0")
    hit = scene.room.real(id_number("377"), name="SANDBOX LISTED PERSON")
    with scene.room.people.context.database.reading() as connection:
        number = next(
            waiting["id"]
            for waiting in scene.room.people.watchlist.open_hits(connection)
            if waiting["person"] == hit
        )
    path, body = f"/v1/staff/screenings/{number}/votes", {"same_person": True}
    first = api.client.post(path, json=body, headers=session(api, "compliance"))
    again = api.client.post(path, json=body, headers=session(api, "attestor 0"))
    assert (first.status_code, first.json()["decision"]) == (201, None)
    assert (again.status_code, again.json()["code"]) == (409, "SCREEN:VOTED")
    other = api.client.post(path, json=body, headers=session(api, "attestor 1"))
    assert other.json()["decision"] == "confirmed"
