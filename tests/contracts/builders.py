"""A deployed platform with people in it, for tests of the contracts.

Calls go in as names and Python values and come back decoded; a refusal is `Refused` with the
contract's code. Breadth runs here, on titanoboa or on the chain that `--chain` names; the seams
(client, errors, events, deployment) have suites of their own. TALLYSTICK_ARTIFACTS names another
folder of artifacts, so that the same tests can be run against changed contracts.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eth._utils.address import generate_contract_address
from eth_typing import Address
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.crypto import keccak

from contracts.engine import Answer, BoaEngine, Engine, compact, joined, key_of, sign_digest
from tallystick.chain import typed_data
from tallystick.chain.artifacts import CONTRACTS
from tallystick.chain.codec import Interface

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

__all__ = [
    "ARTIFACTS",
    "COMPLIANCE",
    "DAY",
    "DISCLOSURE",
    "GUARDIAN",
    "NO_SIGNATURE",
    "PARAMETERS",
    "PEERS",
    "PUBLISHER",
    "SERVICER",
    "UNDERWRITER",
    "ZERO",
    "Refused",
    "World",
    "compact",
    "joined",
    "key_of",
    "refuses",
    "sign_digest",
]

ARTIFACTS = Path(
    os.environ.get("TALLYSTICK_ARTIFACTS")
    or Path(__file__).resolve().parents[2] / "client" / "tallystick" / "abi"
)
ZERO = "0x" + "00" * 20
NO_SIGNATURE = b""
# The order in which every contract knows the others.
PEERS = (
    "Escrow", "Registry", "Governor", "Disclosures", "Book", "Offers", "Servicing", "Workouts",
    "Market", "Reserve", "Ballots", "Mandates", "Collateral", "Freezes",
    "KeyRecovery",
)  # fmt: skip
DAY = 86_400
# 2024-01-31 12:00 UTC: the end of a month in a leap year.
START = 1_706_702_400
COMPLIANCE, UNDERWRITER, GUARDIAN, PUBLISHER, SERVICER = 1, 2, 4, 8, 16
DISCLOSURE = keccak(text="what investors have read")
# Ceilings and limits in the order of modules/parameters.
PARAMETERS = [
    1_000_000, 1_000_000, 1_000_000, 50_000, 50_000, 200_000, 500_000,
    20_000, 250_000, 500_000, 100_000, 3, 10**13, 30 * DAY, 10**15, 10**18, 10**18,
    1_000_000, 10**18,
]  # fmt: skip


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error of ours
    """A call was refused; the argument is the contract's code."""


@cache
def _artifact(name: str) -> tuple[Interface, bytes]:
    data = json.loads((ARTIFACTS / f"{name}.json").read_text("utf-8"))
    return Interface(name, data["abi"]), bytes.fromhex(data["bytecode"].removeprefix("0x"))


class World:
    """One platform: its contracts by name, its token, and whoever the test enrols."""

    def __init__(
        self, token: str = "SettlementToken", token_arguments: tuple[Any, ...] | None = None, *,
        offset: int = 0, delay: int = DAY, engine: Engine | None = None,
        sandbox: tuple[int, int, int] = (0, 0, 0), limit: int = 10**12,
    ) -> None:  # fmt: skip
        self.sandbox, self.limit = sandbox, limit
        self.engine: Engine = BoaEngine() if engine is None else engine
        self.answer = Answer()
        self.set_time(START)
        self.address: dict[str, str] = {}
        self.interface: dict[str, Interface] = {}
        self.groups = 0
        self.nonce = 0
        self.deployer = self.engine.new_address()
        self.custodian = key_of("custodian").address
        self.attestors = sorted(
            (key_of(f"attestor {i}") for i in range(3)), key=lambda k: k.address
        )
        self.attestors.sort(key=lambda k: int(k.address, 16))
        self.council = [key_of(f"member {i}").address for i in range(3)]
        self.underwriter, self.underwriter_two = key_of("underwriter"), key_of("underwriter two")
        self.compliance = key_of("compliance").address
        self.servicer = key_of("servicer")
        self.guardian = key_of("guardian").address
        self.publisher = key_of("publisher").address
        self.treasury = key_of("treasury").address
        if token_arguments is None:
            token_arguments = ("Test Dollar", "TUSD", 6, self.custodian)
        self._deploy("Token", f"mocks/{token}", token_arguments)
        self._deploy_platform(offset, delay)

    # The EVM

    @property
    def now(self) -> int:
        return self.engine.now

    def set_time(self, timestamp: int) -> None:
        self.engine.now = timestamp

    def travel(self, days: int = 0, seconds: int = 0) -> None:
        self.set_time(self.now + days * DAY + seconds)

    def _deploy(self, name: str, artifact: str, arguments: tuple[Any, ...]) -> str:
        interface, code = _artifact(artifact)
        answer = self.engine.deploy(self.deployer, code + interface.encode_constructor(arguments))
        if answer.refusal is not None:
            raise Refused(answer.refusal)
        self.interface[name], self.address[name] = interface, answer.created
        self.happened(answer)
        return answer.created

    def happened(self, answer: Answer) -> None:
        """Take note of what has changed the chain."""
        self.answer = answer

    def _deploy_platform(self, offset: int, delay: int) -> None:
        nonce = self.engine.nonce(self.deployer)
        here = {
            name: _created(to_canonical_address(self.deployer), nonce + i)
            for i, name in enumerate(CONTRACTS)
        }
        for name in CONTRACTS:
            deployed = self._deploy(name, name, self._arguments(here, offset, delay)[name])
            assert deployed == here[name]
        # Who signs offers is an enrolled person, and lends here to nobody.
        for role in ("underwriter", "underwriter two"):
            self.enrol(role, borrow_limit=0)

    def _arguments(self, at: dict[str, str], offset: int, delay: int) -> dict[str, tuple[Any, ...]]:
        role_bits = {
            self.underwriter.address: UNDERWRITER,
            self.underwriter_two.address: UNDERWRITER,
            self.compliance: COMPLIANCE,
            self.guardian: GUARDIAN,
            self.publisher: PUBLISHER,
            self.servicer.address: SERVICER,
        }
        peers = tuple(at[name] for name in PEERS)
        return dict.fromkeys(CONTRACTS, (peers,)) | {
            "Escrow": (self.address["Token"], peers),
            "Registry": (peers, [seat.address for seat in self.attestors], 2, self.sandbox),
            "Governor": (
                peers, self.council, 2, delay, list(role_bits), list(role_bits.values()),
                self.treasury, PARAMETERS,
            ),
            "Servicing": (peers, offset),
        }  # fmt: skip

    def call(self, target: str, *arguments: Any, sender: str | None = None) -> Any:
        """Call "Contract.function"; the answer decoded, or Refused with the code."""
        contract, _, name = target.partition(".")
        function = self.interface[contract].function(name)
        answer = self.engine.execute(
            sender or self.deployer,
            self.address[contract],
            function.encode(arguments),
            writes=function.writes,
        )
        if answer.refusal is not None:
            raise Refused(answer.refusal)
        if function.writes:
            self.happened(answer)
        return function.decode(answer.output)

    def events(self) -> list[tuple[str, dict[str, Any]]]:
        """The events of the last call, in order, as (name, values)."""
        shapes = {t: s for i in self.interface.values() for t, s in i.events.items()}
        rows = []
        for _, topics, data in self.answer.logs:
            if topics[0] in shapes:
                shape = shapes[topics[0]]
                rows.append((shape.name, shape.decode(list(topics[1:]), data)))
        return rows

    @contextlib.contextmanager
    def undone(self) -> Iterator[None]:
        """Whatever happens inside is undone after."""
        with self.engine.undone():
            yield

    # Words and figures

    def balance(self, owner: str) -> int:
        return int(self.call("Escrow.balance_of", owner))

    def held(self) -> int:
        return int(self.call("Token.balanceOf", self.address["Escrow"]))

    def status(self, loan: int) -> int:
        return int(self.call("Lens.progress_of", loan)["status"])

    def sign_bytes(self, kind: str, values: dict[str, Any], key: LocalAccount) -> bytes:
        """The same in 64 bytes, as offers, orders and consents want it."""
        return joined(self.sign(kind, values, key))

    def sign(self, kind: str, values: dict[str, Any], key: LocalAccount) -> tuple[int, int]:
        """A compact signature under the platform's domain on this chain."""
        full = typed_data.message(
            kind, values, self.engine.chain_id, self.address[typed_data.VERIFIERS[kind]]
        )
        return compact(sign_digest(key, typed_data.digest(full)))

    # People

    def credential(self, role: str, **changes: Any) -> dict[str, Any]:
        self.groups += 1
        return {
            "person": keccak(text=f"commitment to {role}"),
            "wallet": key_of(role).address,
            "risk_class": 5,
            "group": self.groups,
            "lend_limit": self.limit,
            "borrow_limit": 10**14,
            "issued_at": self.now,
            "expiry": self.now + 20 * 365 * DAY,
        } | changes

    def enrol(self, role: str, **changes: Any) -> str:
        """Enrol a role and return its wallet."""
        values = self.credential(role, **changes)
        seats = [self.sign("Credential", values, seat) for seat in self.attestors[:2]]
        wallet = next(
            k for k in (key_of(role), key_of(f"{role} wallet")) if k.address == values["wallet"]
        )
        self.call("Registry.enrol", values, seats, self.sign_bytes("Credential", values, wallet))
        return str(values["wallet"])

    def fund_wallet(self, owner: str, amount: int) -> None:
        """Mint tokens to an owner and deposit them."""
        self.call("Token.mint", owner, amount, sender=self.custodian)
        self.call("Token.approve", self.address["Escrow"], amount, sender=owner)
        self.call("Escrow.deposit", amount, sender=owner)

    def person(self, role: str, money: int = 10**11, **changes: Any) -> str:
        wallet = self.enrol(role, **changes)
        if money:
            self.fund_wallet(wallet, money)
        return wallet

    # Loans

    def offer(self, borrower: str, **changes: Any) -> dict[str, Any]:
        self.nonce += 1
        return {
            "borrower": borrower,
            "project": keccak(text=f"project {self.nonce}"),
            "principal": 1_000_000,
            "rate_ppm": 120_000,
            "n": 12,
            "period": 1,
            "in_days": False,
            "method": 0,
            "lead": 0,
            "grace_days": 5,
            "late_rate_ppm": 200_000,
            "late_cap_ppm": 50_000,
            "default_dpd": 91,
            "origination_ppm": 10_000,
            "reserve_ppm": 10_000,
            "servicing_ppm": 50_000,
            "late_share_ppm": 200_000,
            "market_fee_ppm": 5_000,
            "recovery_ppm": 100_000,
            "cover_cap_ppm": 300_000,
            "quorum_ppm": 250_000,
            "risk_level": 3,
            "ticket_min": 1_000,
            "raise_seconds": 20 * DAY,
            "issue_seconds": 5 * DAY,
            "reflection_seconds": 0,
            "reflection_class": 0,
            "collateral": bytes(32),
            "disclosure_hash": DISCLOSURE,
            "agreement_hash": keccak(text="the agreement"),
            "expiry": self.now + 30 * DAY,
        } | changes

    def list_loan(self, borrower: str, **changes: Any) -> int:
        offer = self.offer(borrower, **changes)
        return self.list_offer(offer, two=offer["principal"] > PARAMETERS[12])

    def list_offer(self, offer: dict[str, Any], *, two: bool = False) -> int:
        """List an offer that one underwriter has signed, or both."""
        first = self.sign_bytes("Offer", offer, self.underwriter)
        second, signers = NO_SIGNATURE, (self.underwriter.address, ZERO)
        if two:
            second = self.sign_bytes("Offer", offer, self.underwriter_two)
            signers = (self.underwriter.address, self.underwriter_two.address)
        return int(
            self.call("Offers.list_offer", offer, signers, first, second, sender=offer["borrower"])
        )

    def fund(self, loan: int, investor: str, units: int, least: int = 1) -> int:
        return int(self.call("Book.fund", loan, units, least, DISCLOSURE, sender=investor))

    def live_loan(self, borrower: str, shares: dict[str, int], **changes: Any) -> int:
        """A listed, funded and issued loan; shares are units by investor."""
        loan = self.list_loan(borrower, principal=sum(shares.values()), **changes)
        for investor, units in shares.items():
            self.fund(loan, investor, units)
        self.call("Book.issue", loan, sender=borrower)
        return loan

    def ask(self, seller_role: str, loan: int, units: int, **changes: Any) -> tuple[Any, bytes]:
        seller: dict[str, str] = {"seller": key_of(seller_role).address, "buyer": ZERO}
        return self._order("Ask", seller_role, seller, loan, units, changes)

    def bid(self, buyer_role: str, loan: int, units: int, **changes: Any) -> tuple[Any, bytes]:
        buyer: dict[str, str] = {"buyer": key_of(buyer_role).address}
        return self._order("Bid", buyer_role, buyer, loan, units, changes)

    def _order(
        self, kind: str, role: str, maker: dict[str, str], loan: int, units: int,
        changes: dict[str, Any],
    ) -> tuple[Any, bytes]:  # fmt: skip
        self.nonce += 1
        order = {
            **maker,
            "loan": loan,
            "units": units,
            "price_ppm": 990_000,
            "dpd_max": 30,
            "version": self.call("Lens.progress_of", loan)["version"],
            "nonce": self.nonce,
            "expiry": self.now + 30 * DAY,
        } | changes
        return order, self.sign_bytes(kind, order, key_of(role))

    def seen(self, loan: int, dpd_max: int = 1_000) -> tuple[int, int, int]:
        """What a taker has seen of a loan now."""
        _, principal, interest, _ = self.call("Servicing.totals", loan)
        return dpd_max, principal, interest

    def fill(
        self, ask: Any, signature: bytes, units: int, buyer: str, *, units_min: int = 1,
        price_max: int = 10**18,
    ) -> int:  # fmt: skip
        seen = self.seen(ask["loan"])
        return int(
            self.call(
                "Market.fill", ask, signature, units, units_min, price_max, seen, sender=buyer
            )
        )

    def decide(self, kind: int, subject: str = ZERO, argument: int = 0) -> None:
        """A decision of the council, carried out after its timelock."""
        number = self.call("Governor.propose", kind, subject, argument, sender=self.council[0])
        self.call("Governor.approve", number, sender=self.council[1])
        ready = self.call("Governor.decision", number)["ready_at"]
        self.set_time(max(self.now, ready))
        self.call("Governor.execute", number)


@contextlib.contextmanager
def refuses(code: str) -> Iterator[None]:
    """The block ends in a refusal with exactly this code."""
    try:
        yield
    except Refused as refusal:
        assert str(refusal) == code, f"refused with {refusal}, not with {code}"
    else:
        raise AssertionError(f"not refused with {code}")


def _created(creator: bytes, nonce: int) -> str:
    return to_checksum_address(generate_contract_address(Address(creator), nonce))
