"""The second pair of eyes: what a node looks at before it signs what another node attests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick.chain.contracts import Registry
from tallystick_node.kyc.checks import CARD, IDENTITY
from tallystick_node.kyc.evidence import later_by_months
from tallystick_node.kyc.limits import LendingLimits
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.insertion import insert_absent
from tallystick_node.storage.tables import cosignings, person_wallets, persons

if TYPE_CHECKING:
    from tallystick.chain.signer import Signature, Signer
    from tallystick.platform._sync.platform import Platform
    from tallystick.platform.messages import Credential
    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.cosign_request import CosignRequest
    from tallystick_node.kyc.watchlist import Watchlist

__all__ = ["Cosigning", "active_seat"]

ASKED_SECONDS_MAX = 600
ISSUED_SECONDS_MAX = 3_600
LIST_DAYS_MAX = 7
SANDBOX = "sandbox"
_ACTIVE = 1


def active_seat(platform: Platform, address: str) -> bool:
    """Return whether an address holds a seat of the Registry's attestors that is not suspended.

    Args:
        platform: The platform whose Registry is read.
        address: The attestor's address.

    Returns:
        True for an active seat.

    Raises:
        InputError: INPUT:ADDRESS when it is not an address.
        TransportError: When the chain's node does not answer.
    """
    return platform.read(Registry.seat_of(address)) == _ACTIVE


@dataclass(frozen=True, slots=True)
class Cosigning:
    """Signs what holds up here too; refuses the rest with `COSIGN:...` and a sentence.

    dev: whether evidence of the sandbox is good enough.
    """

    context: Context
    watchlist: Watchlist
    platform: Platform
    signer: Signer | None
    dev: bool

    def cosign(self, request: CosignRequest) -> Signature:
        """Return this node's signature of another attestor's credential.

        The same request again gets the same signature.

        Args:
            request: What the other node asks.

        Returns:
            The signature.

        Raises:
            PersonRefused: COSIGN:…, saying what does not hold up here.
            InputError: COSIGN:FORM, INPUT:… or INPUT:SIGNATURE when the request is malformed.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            TransportError: When the chain's node does not answer.
        """
        signer = self.signer
        if signer is None or not active_seat(self.platform, signer.address):
            raise _no("SEAT", "this node holds no seat of an attestor")
        credential = request.message
        self._check_asker(request, signer.address)
        self._check_times(request, credential)
        self._check_limits(request, credential)
        self._check_evidence(request, credential)
        self._check_lists(request)
        self._check_own(credential)
        digest = "0x" + credential.digest(self.platform).hex()
        with self.context.database.writing() as connection:
            connection.execute(
                insert_absent(connection, cosignings).values(
                    digest=digest, asker=request.asker, person="0x" + credential.person.hex(),
                    at=self.context.now,
                )
            )  # fmt: skip
            self.context.audit_log.add(
                connection, actor=request.asker, act="credential.cosigned", subject=digest
            )
        return credential.sign(self.platform, signer)

    def _check_asker(self, request: CosignRequest, own: str) -> None:
        if request.signed_by(self.platform) != request.asker:
            raise _no("SIGNATURE", "the request is not signed by its asker for this platform")
        if request.attested_by(self.platform) != request.asker:
            raise _no("SIGNATURE", "the credential is not signed by its asker for this platform")
        if request.asker == own:
            raise _no("SELF", "an attestor does not co-sign for itself")
        if not active_seat(self.platform, request.asker):
            raise _no("ASKER", "the asker holds no seat of an attestor")

    def _check_times(self, request: CosignRequest, credential: Credential) -> None:
        now = self.platform.now()
        if abs(now - request.asked_at) > ASKED_SECONDS_MAX:
            raise _no("STALE", f"a request is at most {ASKED_SECONDS_MAX} seconds old")
        if not 0 <= now - credential.issued_at <= ISSUED_SECONDS_MAX:
            raise _no("ISSUED", f"issued_at lies within the last {ISSUED_SECONDS_MAX} seconds")
        months = self.context.number("credential.valid_months")
        days = (later_by_months(self.context.today, months) - self.context.today).days + 1
        if not 0 < credential.expiry - credential.issued_at <= days * 86_400:
            raise _no("EXPIRY", f"a credential holds for {months} months at most")

    def _check_limits(self, request: CosignRequest, credential: Credential) -> None:
        limits = LendingLimits(self.context.pack, self.context.today)
        if not 1 <= credential.risk_class <= 5:
            raise _no("CLASS", "a class is 1 to 5")
        most = limits.lend(credential.risk_class, vulnerable=request.vulnerable)
        if credential.lend_limit > most:
            raise _no("LEND", f"our policy lets class {credential.risk_class} lend {most}")
        most = limits.borrow(request.kind)
        if credential.borrow_limit > most:
            raise _no("BORROW", f"our policy lets a {request.kind} person borrow {most}")
        if request.vulnerable and not request.cared_for:
            raise _no("CARE", "the steps of extra care are not done")
        if request.rating == "H" and not request.reviewed:
            raise _no("RATING", "a customer of high risk needs an approved review")
        self._check_suitability(request, credential)

    def _check_suitability(self, request: CosignRequest, credential: Credential) -> None:
        fact = request.suitability
        if not credential.lend_limit:
            return
        if fact is None or date.fromisoformat(fact.expires_on) < self.context.today:
            raise _no("SUITABILITY", "to lend needs an assessment that holds")
        if credential.risk_class > fact.risk_class or (not fact.passed and fact.risk_class > 1):
            raise _no("CLASS", "the class is above what the assessment came to")

    def _check_evidence(self, request: CosignRequest, credential: Credential) -> None:
        legal = request.kind == "legal"
        wanted = (
            {("name", "document"), ("company_number", "document")}
            if legal
            else {("name", IDENTITY), ("id_number", IDENTITY)}
        )
        if credential.borrow_limit and not legal:
            wanted.add(("card", CARD))
        holding = {
            (proof.field, proof.method)
            for proof in request.evidence
            if date.fromisoformat(proof.expires_on) >= self.context.today
        }
        missing = wanted - holding
        if missing or request.level < (2 if credential.borrow_limit else 1):
            names = ", ".join(sorted(field for field, _ in missing)) or "a higher level"
            raise _no("EVIDENCE", f"there is no evidence that holds for {names}")
        if not self.dev and any(proof.verifier == SANDBOX for proof in request.evidence):
            raise _no("SANDBOX", "evidence of a sandbox is none")

    def _check_lists(self, request: CosignRequest) -> None:
        """Every list kept here has to be among those the person is clear on, nearly as new."""
        seen = {version.publisher: date.fromisoformat(version.read_on) for version in request.lists}
        with self.context.database.reading() as connection:
            own = self.watchlist.versions(connection)
        if not seen or not own:
            raise _no("LISTS", "both nodes need a sanctions list")
        for version in own:
            read_on = seen.get(version.publisher)
            if read_on is None or read_on < version.read_on - timedelta(days=LIST_DAYS_MAX):
                raise _no("LISTS", f"the list of {version.publisher} is missing or too old")

    def _check_own(self, credential: Credential) -> None:
        """Refuse whom this node itself holds, or knows under another wallet or commitment."""
        commitment = "0x" + credential.person.hex()
        with self.context.database.reading() as connection:
            person = connection.scalar(
                select(persons.c.id).where(persons.c.commitment == commitment)
            )
            owner = connection.scalar(
                select(person_wallets.c.person).where(person_wallets.c.wallet == credential.wallet)
            )
            if owner is not None and owner != person:
                raise _no("WALLET", "this wallet is another person's here")
            if person is not None and self.watchlist.standing(connection, person).held:
                raise _no("HELD", "this person is held here")


def _no(code: str, sentence: str) -> PersonRefused:
    return PersonRefused(f"COSIGN:{code}", sentence)
