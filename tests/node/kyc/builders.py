"""The people room of a test: a platform on a chain, a sandbox, and persons on their way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from eth_account import Account
from eth_account.messages import encode_defunct
from eth_utils.crypto import keccak
from sqlalchemy import select
from stdnum.cn import ric

from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.clock import BusinessClock
from tallystick_node.infrastructure.jobs.queue import JobQueue
from tallystick_node.infrastructure.notifications.messages import Outbox
from tallystick_node.infrastructure.policy.packs import load_pack
from tallystick_node.infrastructure.vault.key_ring import KeyRing
from tallystick_node.infrastructure.vault.store import Vault
from tallystick_node.kyc.assessment_rules import questionnaire
from tallystick_node.kyc.checks import Providers
from tallystick_node.kyc.consents import ConsentPurpose
from tallystick_node.kyc.context import Context
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.one_time_codes import CODE_HOLDER, code_place
from tallystick_node.kyc.providers.sandbox import SandboxProvider
from tallystick_node.kyc.service import Kyc, make_kyc
from tallystick_node.kyc.wallets import wallet_text
from tallystick_node.storage.tables import codes, journal

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick.chain.signer import Signer
    from tallystick_node.kyc.cosigners import Cosigner
    from tallystick_node.storage import Database

__all__ = [
    "PDF",
    "Room",
    "account",
    "answers",
    "id_number",
    "open_room",
    "picture",
    "signed",
]

PDF = b"%PDF-1.7\n1 0 obj<</Kind(proof)>>endobj\n%%EOF\n"
KEY = b"\x05" * 32


def id_number(sequence: str = "123", born: str = "19850312", region: str = "110105") -> str:
    """A number that is well formed; places 15 to 17 tell the sandbox what to do."""
    body = region + born + sequence
    return body + str(ric.calc_check_digit(body + "0"))


def picture(mark: bytes = b"") -> bytes:
    """A PNG of its own; the sandbox reads the mark at its end."""
    return b"\x89PNG\r\n\x1a\nIHDR" + keccak(mark) + b"IEND" + mark


def answers(*, best: bool = True, **changed: str) -> dict[str, str]:
    """Answers to the questionnaire, all right and bold, or all wrong and timid."""
    fields = {}
    for question in questionnaire().document["questions"]:
        if question["kind"] == "knowledge":
            wrong = next(o["id"] for o in question["options"] if o["id"] != question["right"])
            fields[question["id"]] = question["right"] if best else wrong
        else:
            fields[question["id"]] = question["options"][-1 if best else 0]["id"]
    amounts = {"income": "120000000000", "liquid": "900000000000", "commitments": "20000000000"}
    return {**fields, **amounts, **changed}


def account(name: str) -> Any:
    """A wallet that can sign texts."""
    return Account.from_key(keccak(text=f"tallystick test key: {name}"))


def signed(wallet: Any, text: str) -> str:
    """What a wallet says to a text (EIP-191)."""
    return "0x" + bytes(wallet.sign_message(encode_defunct(text=text)).signature).hex()


@dataclass
class Room:
    """The room, and what tests do in it again and again."""

    people: Kyc
    time: Time
    numbers: int = 13_800_000_000

    def new_number(self) -> str:
        """A mobile number that nobody in this room has."""
        self.numbers += 1
        return str(self.numbers)

    def code_for(self, phone: str) -> str:
        """Ask for a code, and read it where it is sealed."""
        context = self.people.context
        self.time.pass_by(seconds=1)
        self.people.registration.ask_code(phone)
        with context.database.reading() as connection:
            question = select(codes.c.id).where(
                codes.c.used_at.is_(None),
                codes.c.number_mark == context.vault.mark("code_number", f"+86{phone}"),
            )
            name = connection.scalars(question.order_by(codes.c.sent_at.desc(), codes.c.id)).first()
            assert name is not None
            return context.vault.get_text(connection, CODE_HOLDER + name, code_place(name, "code"))

    def register(self, phone: str | None = None) -> str:
        """Take in a natural person."""
        number = phone or self.new_number()
        return self.people.registration.register(number, self.code_for(number))

    def named(self, number: str | None = None, name: str = "欧阳明", **register: str) -> str:
        """Take in a person who has stated name and number, and who agrees to be checked."""
        person = self.register(**register)
        self.people.evidence.state(person, Field.NAME, name)
        self.people.evidence.state(person, Field.ID_NUMBER, number or id_number())
        return person

    def agree(self, person: str, purpose: ConsentPurpose = ConsentPurpose.IDENTITY_CHECK) -> int:
        return self.people.consents.give(person, purpose)

    def real(self, number: str | None = None, **named: str) -> str:
        """Take in a person of level 1."""
        person = self.named(number, **named)
        assert self.people.checks.identity(person, self.agree(person)).passed
        self.people.watchlist.screen(person)
        return person

    def full(self, number: str | None = None, **named: str) -> str:
        """Take in a person of level 2."""
        person = self.real(number, **named)
        self.people.evidence.state(person, Field.CARD, "6228480402564890018")
        consent = self.agree(person)
        assert self.people.checks.card(person, consent).passed
        challenge = self.people.checks.liveness_challenge(person)
        image = picture(person.encode())
        assert self.people.checks.liveness(person, consent, challenge, image).passed
        return person

    def bind(self, person: str, name: str) -> str:
        """Bind a test wallet to a person."""
        wallet = account(name)
        nonce = self.people.wallets.challenge(person)
        text = wallet_text(wallet.address, nonce)
        self.people.wallets.bind(person, wallet.address, nonce, signed(wallet, text))
        return str(wallet.address)

    def suit(self, person: str, wallet: str, *, best: bool = True, **changed: str) -> int:
        """Let a person answer the questionnaire and sign it."""
        answer = self.people.assessments.answer(person, answers(best=best, **changed))
        address = account(wallet).address
        text = self.people.assessments.text(person, answer.number, address)
        self.people.assessments.sign(person, answer.number, address, signed(account(wallet), text))
        return answer.number

    def level(self, person: str) -> int:
        with self.people.context.database.reading() as connection:
            return self.people.levels.of(connection, person).number

    def acts(self) -> list[str]:
        with self.people.context.database.reading() as connection:
            return list(connection.scalars(select(journal.c.act).order_by(journal.c.number)))


def open_room(
    folder: Path,
    database: Database,
    network: Network,
    time: Time,
    *,
    attestor: Signer | None = None,
    cosigners: Sequence[Cosigner] = (),
    dev: bool = True,
    pack: str = "generic",
    key: bytes = KEY,
) -> Room:
    """Put a room together with the sandbox and its list; time begins with the chain's."""
    time.now = datetime.fromtimestamp(network.platform.now(), UTC)
    file = folder / "keys" / "ring.json"
    vault = Vault(database, KeyRing.load_or_make(file), file, time)
    outbox = Outbox(database, time)
    business = BusinessClock(time, 0)
    context = Context(database, vault, AuditLog(time), outbox, time, business, load_pack(pack), key)
    sandbox = SandboxProvider(dev=True, today=business.today)
    people = make_kyc(
        context,
        platform=network.platform,
        queue=JobQueue(database, time),
        providers=Providers(sandbox, sandbox, sandbox),
        bureaus={"sandbox": sandbox},
        attestor=attestor or network.session.actors.attestors[0],
        cosigners=cosigners,
        dev=dev,
    )
    people.begin_development()
    return Room(people, time)
