"""One client with everything that a node can keep of somebody, each of it told by a mark."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from node.api.builders import URL, key_of
from node.api.passkey_device import PasskeyDevice
from node.api.test_lending import apply, examine, hash_of, known
from node.api.test_passkeys import ask
from node.api.test_servicing import late
from node.api.test_servicing import staff as factor_of
from node.api.test_tipping_off import person_of, with_key
from node.kyc.builders import PDF, Room, id_number
from tallystick_node.infrastructure.transactions.outgoing import SendBook
from tallystick_node.payments.orders import OrderBook
from tallystick_node.payments.sandbox_bank import SandboxBank
from tallystick_node.payments.service import PaymentsDesk
from tallystick_node.payments.token import TokenReader
from tallystick_node.storage.tables import documents
from tallystick_node.support.survey_rules import SurveyOccasion
from tallystick_node.underwriting.blacklist import Cause

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from node.api.builders import Api

__all__ = ["OWNER", "Belongings", "belongings"]

OWNER = "borrower 0"
PHONE = f"139{hash_of(OWNER):08d}"
PROMISED = "4321987"


@dataclass
class Belongings:
    """Whose they are, what nobody else may read, and the identifiers to ask for it by.

    secrets: a mark by the name of what it is of. session: the headers of the owner's session.
    """

    owner: str
    session: dict[str, str]
    secrets: dict[str, str]
    numbers: dict[str, Any] = field(default_factory=dict)


def belongings(site: Api, folder: Path, mark: Callable[[str], str] = "MARK{}".format) -> Belongings:
    """Let somebody owe late, be called, apply, answer, be listed, and order money.

    mark: what stands in the texts that somebody brings, by the text's name.
    """
    loan = late(site, 3)
    session = known(site, OWNER)
    person, client = person_of(site), site.client
    _passkey(site, session, mark("device"))
    paper = client.post(
        "/v1/me/documents?kind=tax", content=PDF + b"MARKpaper%%EOF",
        headers=session | {"content-type": "application/octet-stream"},
    ).json()["id"]  # fmt: skip
    assessed = _lending(site, person)
    number = apply(
        site,
        session,
        title=f"A roof {mark('title')}",
        repayment_source=mark("source"),
        description=f"A casino weekend, {mark('description')}, that I have wished for.",
    ).json()["id"]
    examine(site, number)
    key = _ordered(site, session, folder)
    collected = _collected(site, loan)
    review = _looked_at(site, person, paper, mark("file"))
    appealed = _listed(site, person, mark("appeal"))
    passkey = client.get("/v1/session/passkeys", headers=session).json()["passkeys"][0]
    own = client.get("/v1/sessions", headers=session).json()["sessions"][0]
    complained = client.post(
        "/v1/me/complaints",
        json={
            "product": "loan", "issue": "terms", "sub_issue": "fee", "wanted": "The fee back.",
            "happened": f"A fee, {mark('complaint')}", "loan": loan,
        },
        headers=session | {"idempotency-key": "complaint-01"},
    )  # fmt: skip
    asked = client.post(
        "/v1/me/tickets",
        json={"topic": "lending", "words": f"Where is it, {mark('ticket')}?"},
        headers=session | {"idempotency-key": "ticket-01"},
    )
    numbers = {
        "ticket": asked.json()["ticket"], "survey": _surveyed(site, person),
        "complaint": complained.json()["complaint"],
        "application": number, "loan": loan, "person": person, "key": key, "review": review,
        "address": key_of(OWNER).address, "appeal": appealed, "assessment": assessed,
        "documents": _papers(site, person), "session": own["id"], "passkey": passkey["id"],
        **collected,
    }  # fmt: skip
    secrets = {
        "name": "欧阳明", "id number": id_number("123"), "card": "6228480402564890018",
        "masked card": "6228****0018", "phone": PHONE, "masked phone": PHONE[:3] + "****",
        "title": mark("title"), "description": mark("description"), "source": mark("source"),
        "appeal": mark("appeal"), "file": mark("file"), "paper": "MARKpaper", "order": key,
        "promise": PROMISED, "person": person, "application": number, "session": own["id"],
        "passkey": passkey["id"], "device": mark("device"), "complaint": mark("complaint"),
        "ticket": mark("ticket"),
    }  # fmt: skip
    return Belongings(OWNER, session, secrets, numbers)


def _passkey(site: Api, session: dict[str, str], name: str) -> None:
    device = PasskeyDevice(URL)
    options = ask(site, "session/passkey-options", session)["options"]
    ask(site, "session/passkeys", session, name=name, credential=device.create(options))


def _surveyed(site: Api, person: str) -> int:
    """What they are asked, and have not answered; returns its number."""
    with site.node.foundation.database.writing() as connection:
        number = site.node.services.support.surveys.invite(
            connection, SurveyOccasion.LOAN, 1, person
        )
    assert number is not None
    return number


def _lending(site: Api, person: str) -> int:
    """The answers of an investor, and a credential that is asked for."""
    number = Room(site.node.services.kyc, site.time).suit(person, OWNER)
    with_key(site).request(person, key_of(OWNER).address, lend=False, borrow=True)
    return number


def _ordered(site: Api, session: dict[str, str], folder: Path) -> str:
    """Money from the bank; returns the order's key."""
    foundation, platform = site.node.foundation, site.network.platform
    site.node.services.payments = PaymentsDesk(
        site.node.services.database,
        SandboxBank(folder / "bank.sqlite", foundation.business.today),
        OrderBook(foundation.clock, foundation.audit_log),
        SendBook(platform, foundation.clock),
        TokenReader(platform, site.network.session.actors.custodian.address),
        foundation.business, "CNY",
    )  # fmt: skip
    ordered = site.client.post(
        "/v1/deposits", json={"amount": "100"}, headers=session | {"idempotency-key": "money-01"}
    )
    assert ordered.status_code in {200, 201, 202}, ordered.text
    return str(ordered.json()["key"])


def _collected(site: Api, loan: int) -> dict[str, Any]:
    """A letter, a call, a promise and a pause; returns their numbers."""
    headers, today = factor_of(site, "servicer"), site.node.services.servicing.desk.today
    desk = "/v1/staff/servicing"

    def post(path: str, **body: Any) -> Any:
        response = site.client.post(desk + path, json=body, headers=headers)
        assert response.status_code in {201, 204}, response.text
        return response.json() if response.content else None

    letter = post(f"/loans/{loan}/letters")["letter"]
    contact = post(f"/loans/{loan}/contacts", way="call")["contact"]
    post(f"/contacts/{contact}/outcome", outcome="reached", reason="illness")
    due = str(today + timedelta(days=3))
    post(f"/loans/{loan}/promise", amount=PROMISED, due=due)
    pause = post(f"/loans/{loan}/pauses", cause="hardship", until=due)["pause"]
    tasks = site.client.get(f"{desk}/tasks", headers=headers).json()
    warnings = site.client.get(f"{desk}/warnings", headers=headers).json()
    return {
        "letter": letter, "contact": contact, "pause": pause, "task": tasks[0]["task"],
        "warning": warnings[0]["warning"],
    }  # fmt: skip


def _looked_at(site: Api, person: str, paper: int, text: str) -> int:
    """A file of compliance about them."""
    body = {
        "text": f"Where the money comes from, {text}, and which papers were seen.",
        "documents": [paper],
    }
    response = site.client.post(
        f"/v1/staff/people/{person}/reviews", json=body, headers=factor_of(site, "compliance")
    )
    assert response.status_code == 201, response.text
    return int(response.json()["id"])


def _listed(site: Api, person: str, text: str) -> int:
    """An entry on the blacklist, and their appeal."""
    book = site.node.services.underwriting.blacklist
    with site.node.foundation.database.writing() as connection:
        book.add(connection, person, Cause.FALSE_DOCUMENTS, "another")
        book.appeal(
            connection, person, f"I never did any of this, {text}, please look at it again."
        )
        (row,) = book.appeals(connection)
    return int(row.id)


def _papers(site: Api, person: str) -> list[int]:
    with site.node.foundation.database.reading() as connection:
        return list(connection.scalars(select(documents.c.id).where(documents.c.person == person)))
