"""Somebody who uses a node from outside, and does again what broke off."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import pyotp
import requests

from node.kyc.builders import answers
from tallystick.api import NodeClient
from tallystick.api.records.people import ConsentPurpose, Field
from tallystick.errors import NodeRefused, TallystickError
from tallystick.platform._sync.account import AccountView
from tallystick.platform._sync.operator import Operator, OperatorView

if TYPE_CHECKING:
    from node.entrypoints.premises import Premises
    from tallystick.chain.signer import MemorySigner
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.demo.persons import Person

__all__ = ["Customer", "await_that", "repeated", "staff"]

T = TypeVar("T")
WAIT_SECONDS = 300
PAUSE_SECONDS = 0.2
PAPERS = ("identity_card", "proof_of_income")
NOTICES = "sandbox-notices.jsonl"


def never() -> None:
    """Nothing shows that it was done: it is asked for until it is."""


def repeated(act: Callable[[], T], done: Callable[[], T | None] = never) -> T:
    """Do something until there is an answer; `done` looks whether a broken try has done it.

    A refusal counts when no try before it has broken off.
    """
    deadline, broken = time.monotonic() + WAIT_SECONDS, False
    while True:
        try:
            loan = _looked(done) if broken else None
            return act() if loan is None else loan
        except TallystickError as failed:
            lost = not isinstance(failed, NodeRefused) or failed.status >= 429
            if not (broken or (lost and getattr(failed, "retryable", True))):
                raise
            broken = True
            if time.monotonic() > deadline:
                raise
            time.sleep(PAUSE_SECONDS)


def _looked(done: Callable[[], T | None]) -> T | None:
    try:
        return done()
    except NodeRefused:
        return None


def await_that(condition: Callable[[], T | None], what: str) -> T:
    """Ask until something is there; a node that does not answer just now is asked again."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            response = condition()
        except (TallystickError, requests.ConnectionError):
            response = None
        if response:
            return response
        assert time.monotonic() < deadline, f"it did not come to that: {what}"
        time.sleep(PAUSE_SECONDS)


def staff(premises: Premises, signer: MemorySigner) -> NodeClient:
    """A colleague who has signed in and given their second factor."""
    client = NodeClient(premises.url, signer, transport=premises.door())
    repeated(client.sign_in)

    def confirm() -> str:
        app = pyotp.TOTP(client.sessions.enrol_second_factor().secret)
        return client.sessions.give_second_factor(code=app.now()).second_factor

    def second_factor() -> str | None:
        factor = client.sessions.who_am_i().second_factor
        return factor if factor == "given" else None

    assert repeated(confirm, second_factor) == "given"
    return client


@dataclass(eq=False)
class Customer:
    """One person with one wallet."""

    premises: Premises
    platform: Platform
    wallet: MemorySigner
    person: Person
    pictures: int = 0
    identifier: str = ""
    client: NodeClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = NodeClient(self.premises.url, self.wallet, transport=self.premises.door())
        self.view = AccountView(self.platform, self.wallet.address)

    def come(self, clerk: NodeClient) -> None:
        """Sign in, register, state everything, be checked, show papers; get coin for gas."""
        repeated(self.client.sign_in)
        self._register()
        person, people = self.person, self.client.people
        for name, value in (
            (Field.NAME, person.name), (Field.ID_NUMBER, person.number), (Field.CARD, person.card),
            (Field.INCOME, str(person.income)), (Field.COUNTRY, "CN"),
        ):  # fmt: skip
            repeated(lambda name=name, value=value: people.state_field(name, value=value))  # type: ignore[misc]
        self._be_checked()
        for kind in PAPERS:
            self._show(kind)
        paper = self._paper("proof_of_income")
        repeated(
            lambda: clerk.staff_people.verify_field(self.identifier, Field.INCOME, document=paper)
        )
        repeated(
            lambda: self.client.sponsorship.ask_sponsorship().wallet,
            lambda: self.client.sponsorship.read_sponsorship().wallet,
        )
        asked = ("eth_getBalance", self.wallet.address, "latest")
        coin = self.platform.connection.request
        await_that(lambda: int(str(coin(*asked)), 16), "coin for gas")

    def enrol(self, **purpose: bool) -> None:
        """Get a credential that enough attestors have signed, and bring it to the chain."""
        address = self.wallet.address
        signed = repeated(lambda: self.client.signed_credential(address, **purpose))
        signed = signed.consented(self.platform, self.wallet)

        def enrolled() -> str | None:
            return address if OperatorView(self.platform).person(address) else None

        repeated(lambda: Operator(self.platform, self.wallet).act.enrol(signed).send().result,
                 enrolled)  # fmt: skip

    def answer(self) -> None:
        """Answer the questionnaire as somebody who knows, and sign the answers."""
        checks, address = self.client.checks, self.wallet.address
        taken = repeated(lambda: checks.answer_questionnaire(answers=answers())).id
        text = repeated(lambda: checks.read_assessment_text(taken, address=address)).message
        signature = self.wallet.sign_text(text)
        repeated(
            lambda: checks.sign_assessment(taken, address=address, signature=signature),
            lambda: None,
        )

    def _register(self) -> None:
        phone, people = self.person.phone, self.client.people

        def register() -> str:
            before = len(self._codes())
            people.ask_code(phone=phone)
            code = await_that(lambda: self._codes()[before:], "a code by text message")[-1]
            return people.register(code=code, phone=phone).id

        self.identifier = repeated(register, lambda: people.read_me().id)

    def _codes(self) -> list[str]:
        """The codes that were sent to them, as far as they can be read by now."""
        file = self.premises.directory / NOTICES
        lines = file.read_text("utf-8").split("\n")[:-1] if file.exists() else []
        notices = [json.loads(line) for line in lines]
        return [
            str(notice["content"]["code"])
            for notice in notices
            if notice["to"].endswith(self.person.phone) and "code" in notice["content"]
        ]

    def _be_checked(self) -> None:
        checks, people = self.client.checks, self.client.people
        purpose = ConsentPurpose.IDENTITY_CHECK
        consent = repeated(lambda: people.give_consent(purpose=purpose)).id
        repeated(lambda: people.give_consent(purpose=ConsentPurpose.CREDIT_REPORT))
        assert repeated(lambda: checks.check_identity(consent=consent)).passed
        assert repeated(lambda: checks.check_card(consent=consent)).passed

        def face() -> Any:
            self.pictures += 1
            challenge = checks.challenge_face().challenge
            image = base64.b64encode(self.person.picture(self.pictures)).decode()
            return checks.check_face(challenge=challenge, consent=consent, image=image)

        assert repeated(face).passed

    def _show(self, kind: str) -> None:
        content = self.person.document(kind)
        repeated(
            lambda: self.client.people.upload_document(content, kind=kind).id,
            lambda: self._paper(kind),
        )

    def _paper(self, kind: str) -> int:
        documents = repeated(self.client.people.read_me).documents
        return next((document.id for document in documents if document.kind == kind), 0)
