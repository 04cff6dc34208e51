"""A fresh platform for measuring gas: every transaction is a block of its own, keys are fixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from eth_utils.crypto import keccak

from tallystick.chain._sync.connection import Connection
from tallystick.chain.artifacts import interface
from tallystick.chain.contracts import Book, Escrow, Lens, Servicing
from tallystick.chain.signer import MemorySigner, signature_bytes
from tallystick.deploy import deploy
from tallystick.platform._sync.operator import Operator, OperatorSigns
from tallystick.platform._sync.platform import Platform
from tallystick.platform.messages import NOBODY, Ask, Credential, Offer
from tallystick.platform.quotes import Seen
from tallystick.testing.actors import Actors
from tallystick_node.evm import BlockBuilder, EmbeddedProvider, Genesis

__all__ = [
    "DAY",
    "DISCLOSURE",
    "GROUP_OF_STAFF",
    "INSTALMENTS",
    "TICKET",
    "UNIT",
    "Stage",
    "open_stage",
    "signer_of",
]

START = 1_704_103_200  # 1 January 2024, 10:00 UTC
DAY = 86_400
UNIT = 10**6
TICKET = 10 * UNIT
INSTALMENTS = 12
GAS_LIMIT = 16_000_000
GROUP_OF_STAFF = 10**6
DISCLOSURE = keccak(text="bench disclosure")


@dataclass
class Stage:
    """A fresh platform whose every transaction is a block of its own."""

    builder: BlockBuilder
    platform: Platform
    people: Actors
    nonces: dict[str, int] = field(default_factory=dict)
    projects: int = 0

    def send(self, signer: MemorySigner, contract: str, function: str, *arguments: Any) -> int:
        """Send one transaction in its own block and return its gas."""
        data = interface(contract).function(function).encode(arguments)
        nonce = self.nonces.get(signer.address, 0)
        raw = signer.sign_transaction(
            {
                "chainId": self.builder.genesis.chain_id,
                "nonce": nonce,
                "to": self.platform.address(contract),
                "gas": GAS_LIMIT,
                "value": 0,
                "data": "0x" + data.hex(),
                "maxFeePerGas": 10**11,
                "maxPriorityFeePerGas": 1,
            }
        )
        tx_hash = self.builder.submit(raw)
        self.nonces[signer.address] = nonce + 1
        mined = self.builder.mined[tx_hash]
        if mined.receipt.state_root != b"\x01":
            request = {
                "from": signer.address,
                "to": self.platform.address(contract),
                "data": "0x" + data.hex(),
            }
            self.platform.connection.call(request)
            raise SystemExit(f"{contract}.{function} failed")
        return mined.gas_used

    def enrol(
        self,
        wallet: MemorySigner,
        place: int,
        *,
        borrows: bool = False,
        person: MemorySigner | None = None,
    ) -> int:
        """Enrol a wallet that consents, sent by a stranger."""
        now = self.platform.now()
        credential = Credential(
            person=keccak(text=f"bench {(person or wallet).address}"),
            wallet=wallet.address,
            risk_class=5,
            group=place,
            lend_limit=10**14,
            borrow_limit=10**14 if borrows else 0,
            issued_at=now,
            expiry=now + 10**8,
        )
        parts = [
            Operator(self.platform, seat).sign.attestation(credential)
            for seat in self.people.attestors[:2]
        ]
        signed = OperatorSigns.join(parts).consented(self.platform, wallet)
        return self.send(
            self.people.outsider, "Registry", "enrol", credential, signed.ordered, signed.consent
        )

    def give(self, owner: MemorySigner, amount: int) -> int:
        """Tokens and an allowance, which is what an owner has before they deposit."""
        self.send(self.people.custodian, "Token", "mint", owner.address, amount)
        return self.send(owner, "Token", "approve", self.platform.address("Escrow"), amount)

    def list_loan(self, borrower: MemorySigner, principal: int) -> tuple[int, int]:
        """List a loan; the gas, and its number."""
        self.projects += 1
        offer = Offer(
            borrower=borrower.address,
            project=keccak(text=f"bench project {self.projects}"),
            principal=principal,
            rate_ppm=120_000,
            n=INSTALMENTS,
            period=1,
            grace_days=5,
            late_rate_ppm=180_000,
            late_cap_ppm=50_000,
            origination_ppm=20_000,
            reserve_ppm=15_000,
            servicing_ppm=50_000,
            late_share_ppm=300_000,
            market_fee_ppm=5_000,
            recovery_ppm=150_000,
            cover_cap_ppm=250_000,
            risk_level=3,
            ticket_min=UNIT,
            disclosure_hash=DISCLOSURE,
            agreement_hash=keccak(text="bench agreement"),
            expiry=self.platform.now() + 10 * DAY,
        )
        underwriter = self.people.underwriter
        signature = signature_bytes(offer.sign(self.platform, underwriter))
        signers = (underwriter.address, NOBODY)
        gas = self.send(borrower, "Offers", "list_offer", offer, signers, signature, b"")
        return gas, int(self.platform.read(Book.loan_count()))

    def fund(self, investor: MemorySigner, loan: int, units: int) -> int:
        """Fund a loan by hand."""
        return self.send(investor, "Book", "fund", loan, units, 1, DISCLOSURE)

    def seen(self, loan: int) -> Seen:
        """What a buyer has seen of a loan."""
        _, principal, interest, _ = self.platform.read(Servicing.totals(loan))
        return Seen(30, principal, interest)

    def empty(self, owner: MemorySigner) -> int:
        """Take all of a balance out of the Escrow and return how much it was."""
        balance = self.platform.read(Escrow.balance_of(owner.address))
        self.send(owner, "Escrow", "withdraw", balance)
        return int(balance)

    def ask(self, seller: MemorySigner, loan: int, units: int) -> tuple[Ask, bytes]:
        """An ask with its seller's signature."""
        version = self.platform.read(Lens.progress_of(loan))["version"]
        ask = Ask(
            seller=seller.address, loan=loan, units=units, price_ppm=990_000, dpd_max=30,
            version=version, nonce=1, expiry=self.platform.now() + 10 * DAY,
        )  # fmt: skip
        return ask, signature_bytes(ask.sign(self.platform, seller))


def signer_of(name: str) -> MemorySigner:
    """Return the signer that belongs to a name; the same in every run."""
    return MemorySigner(keccak(text=f"tallystick bench {name}"))


def open_stage(everyone: Sequence[MemorySigner]) -> Stage:
    """Deploy a platform on a chain where everyone has coin."""
    people = Actors.make()
    funded = tuple(signer.address for signer in (*people.everyone, *everyone))
    builder = BlockBuilder(Genesis(START, funded=funded))
    connection = Connection.open(EmbeddedProvider(builder))
    deployment = deploy(connection, people.deployer, people.roles(), dev=True, gas_limit=GAS_LIMIT)
    platform = Platform.connect(connection, deployment, gas_limit=GAS_LIMIT)
    # Deploying gave keys of its own nonces; the people have sent nothing yet.
    return Stage(builder, platform, people)
