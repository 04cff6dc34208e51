"""From evidence to a credential: signed by this node's attestor, then by others until M are there.

The chain learns a keyed commitment, a class, a group, limits and two dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from tallystick.chain.contracts import Registry
from tallystick.errors import InputError
from tallystick.loans.dates import day_from_date
from tallystick.platform.messages import Credential, SignedCredential
from tallystick_node.kyc.cosign_request import CosignRequest, Proof, SeenList, SuitabilityFact
from tallystick_node.kyc.cosigning import active_seat
from tallystick_node.kyc.evidence import later_by_months
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.kyc.signatures import read_signature, signer_of, write_signature
from tallystick_node.storage.tables import credentials, persons

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Row

    from tallystick.chain.signer import Signature, Signer
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.kyc.case import Cases, KycCase
    from tallystick_node.kyc.conflicts import Conflicts
    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.cosigners import Cosigner
    from tallystick_node.kyc.wallets import Wallets

__all__ = ["Credentials", "IssuedCredential"]

DAY_SECONDS = 86_400
# What another node holds against a person is not for them; staff have it in the journal.
UNSAID = "COSIGN:REFUSED"
_UNTOLD = frozenset({"COSIGN:HELD", "COSIGN:RATING"})


@dataclass(frozen=True, slots=True)
class IssuedCredential:
    """A credential with the signatures so far; `complete` when the chain will take it.

    refusals: the code with which an attestor refused, by the URL where it was asked.
    """

    number: int
    signed: SignedCredential
    threshold: int
    refusals: dict[str, str]

    @property
    def complete(self) -> bool:
        """Whether as many attestors have signed as the Registry asks for."""
        return len(self.signed.attestations) >= self.threshold


@dataclass(frozen=True, slots=True)
class Credentials:
    """Issues and collects."""

    context: Context
    wallets: Wallets
    cases: Cases
    conflicts: Conflicts
    platform: Platform
    signer: Signer | None
    cosigners: Sequence[Cosigner]

    def missing(self, person: str, *, lend: bool, borrow: bool) -> tuple[str, ...]:
        """Return what stands in the way of a credential, after screening the person anew.

        Args:
            person: The person's identifier.
            lend: Whether it is to let the person lend.
            borrow: Whether it is to let the person borrow.

        Returns:
            A sentence each; empty when nothing is missing.

        Raises:
            PersonRefused: PEOPLE:UNKNOWN when nobody is registered under this identifier.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        self.cases.watchlist.screen(person)
        with self.context.database.reading() as connection:
            return self.cases.of(connection, person, lend=lend, borrow=borrow).missing

    def request(self, person: str, wallet: str, *, lend: bool, borrow: bool) -> IssuedCredential:
        """Sign a credential for a wallet of the person, and ask the other attestors.

        Args:
            person: The person's identifier.
            wallet: The wallet's address.
            lend: Whether it is to let the person lend.
            borrow: Whether it is to let the person borrow.

        Returns:
            The credential with the signatures so far.

        Raises:
            PersonRefused: CREDENTIAL:MISSING, saying all that is missing; CREDENTIAL:NOTHING when
                they mean neither to lend nor to borrow; CREDENTIAL:ATTESTOR when this node has no
                seat; CASE:REVIEW while they are held; WALLET:FOREIGN; PEOPLE:UNKNOWN.
            InputError: INPUT:ADDRESS when the wallet is not an address.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            VaultRefused: When the vault cannot open what it keeps of the person.
            TransportError: When the chain's node does not answer.
        """
        signer = self.signer
        if not (lend or borrow):
            raise PersonRefused("CREDENTIAL:NOTHING", "a credential is for lending or borrowing")
        with self.context.database.reading() as connection:
            self.cases.watchlist.require_free(connection, person)
        if signer is None or not active_seat(self.platform, signer.address):
            raise PersonRefused("CREDENTIAL:ATTESTOR", "this node holds no seat of an attestor")
        # What was stated since the last look counts too.
        self.cases.watchlist.screen(person)
        now = self.platform.now()
        with self.context.database.writing() as connection:
            self.context.person(connection, person, lock=True)
            address = self.wallets.check_own(connection, person, wallet)
            self.cases.watchlist.require_free(connection, person)
            case = self.cases.of(connection, person, lend=lend, borrow=borrow)
            if case.missing:
                raise PersonRefused("CREDENTIAL:MISSING", "; ".join(case.missing))
            credential = self._made(case, address, now)
            own = credential.sign(self.platform, signer)
            facts = _facts(
                case, credential, asker=signer.address, now=now, own=own, policy=self._policy()
            )
            number = connection.execute(
                insert(credentials)
                .values(
                    person=person, wallet=address, document=credential.document(),
                    request=facts.document(), attestations={signer.address: write_signature(own)},
                    issued_at=now, expiry=credential.expiry,
                )
                .returning(credentials.c.id)
            ).scalar_one()  # fmt: skip
            self.context.note(
                connection, "credential.issued", person, actor="node",
                details={
                    "id": number, "class": credential.risk_class, "expiry": credential.expiry,
                    "lists": [version.sha256 for version in case.lists],
                },
            )  # fmt: skip
        return self.collect(person, int(number))

    def collect(self, person: str, number: int) -> IssuedCredential:
        """Ask attestors who have not signed yet, until there are enough signatures.

        Args:
            person: The person's identifier.
            number: The credential's number.

        Returns:
            The credential with the signatures so far, and the refusals of this round.

        Raises:
            PersonRefused: CREDENTIAL:NONE when the person has no such credential; CASE:REVIEW while
                they are held.
            TransportError: When the chain's node does not answer.
        """
        with self.context.database.reading() as connection:
            self.cases.watchlist.require_free(connection, person)
        row = self._row(person, number)
        signer = self.signer
        credential = Credential.parse(row.document)
        signatures = {who: read_signature(parts) for who, parts in row.attestations.items()}
        threshold = self.platform.read(Registry.threshold())
        refusals: dict[str, str] = {}
        for other in self.cosigners:
            if len(signatures) >= threshold or signer is None:
                break
            facts = CosignRequest.read({**row.request, "asked_at": self.platform.now()})
            try:
                signature = other.cosign(facts.signed(self.platform, signer))
                signatures[self._attestor(credential, signature)] = signature
            except (PersonRefused, InputError) as refused:
                refusals[other.place] = refused.code
        self._keep(number, signatures)
        refusals = self._told(person, number, refusals)
        return IssuedCredential(
            number, SignedCredential(credential, signatures), threshold, refusals
        )

    def of(self, person: str) -> list[tuple[int, Credential]]:
        """Return a person's credentials.

        Args:
            person: The person's identifier.

        Returns:
            Number and credential of each, the newest first.
        """
        with self.context.database.reading() as connection:
            rows = connection.execute(
                select(credentials)
                .where(credentials.c.person == person)
                .order_by(credentials.c.id.desc())
            ).all()
        return [(row.id, Credential.parse(row.document)) for row in rows]

    def relate(self, person: str, other: str, *, staff: str) -> None:
        """Put a person into another's group: related parties share one, and its caps.

        Args:
            person: The person's identifier.
            other: The identifier of the person who heads the group.
            staff: The member of staff who does it.

        Raises:
            PersonRefused: PERSON:NUMBER when the other has not stated a number yet; PEOPLE:UNKNOWN.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        with self.context.database.writing() as connection:
            self.context.person(connection, person, lock=True)
            head = self.context.person(connection, other)
            self.conflicts.not_about_oneself(connection, staff, person, other)
            group_of = head.related_to or head.commitment
            if group_of is None:
                raise PersonRefused("PERSON:NUMBER", "the other one has not stated a number yet")
            connection.execute(
                update(persons).where(persons.c.id == person).values(related_to=group_of)
            )
            self.context.note(
                connection, "person.related", person, actor=staff, details={"to": other}
            )

    def _made(self, case: KycCase, wallet: str, now: int) -> Credential:
        today = self.context.today
        last = later_by_months(today, self.context.number("credential.valid_months"))
        if case.until is not None:
            last = min(last, case.until)
        return Credential(
            person=bytes.fromhex(case.commitment[2:]),
            wallet=wallet,
            risk_class=case.risk_class,
            group=self.context.group(case.group_of),
            lend_limit=case.lend_limit,
            borrow_limit=case.borrow_limit,
            issued_at=now,
            expiry=self.end_of(last),
        )

    def end_of(self, day: date) -> int:
        """Return the last second of a local day.

        Args:
            day: A local date of the platform.

        Returns:
            A Unix second.
        """
        local = (day_from_date(day) + 1) * DAY_SECONDS - 1
        return local - self.context.business.utc_offset_seconds

    def _told(self, person: str, number: int, refusals: dict[str, str]) -> dict[str, str]:
        """Journal why others refuse, and return it without what the person must not learn."""
        if not refusals:
            return refusals
        with self.context.database.writing() as connection:
            self.context.note(
                connection, "credential.refused", person, actor="node",
                details={"id": number, "refusals": refusals},
            )  # fmt: skip
        return {place: UNSAID if code in _UNTOLD else code for place, code in refusals.items()}

    def _policy(self) -> str:
        return f"{self.context.pack.name} {self.context.pack.version}"

    def _attestor(self, credential: Credential, signature: Signature) -> str:
        """Return whose signature it is, when they may sign."""
        who = signer_of(credential.digest(self.platform), signature)
        if who is None or not active_seat(self.platform, who):
            raise PersonRefused("COSIGN:FOREIGN", "the signature is of no attestor")
        return who

    def _row(self, person: str, number: int) -> Row[Any]:
        with self.context.database.reading() as connection:
            row = connection.execute(
                select(credentials).where(
                    credentials.c.id == number, credentials.c.person == person
                )
            ).one_or_none()
        if row is None:
            raise PersonRefused("CREDENTIAL:NONE", f"this person has no credential {number}")
        return row

    def _keep(self, number: int, signatures: dict[str, Signature]) -> None:
        kept = {who: write_signature(signature) for who, signature in signatures.items()}
        with self.context.database.writing() as connection:
            connection.execute(
                update(credentials).where(credentials.c.id == number).values(attestations=kept)
            )


def _facts(
    case: KycCase, credential: Credential, *, asker: str, now: int, own: Signature, policy: str
) -> CosignRequest:
    return CosignRequest(
        credential=credential.document(),
        asker=asker,
        asked_at=now,
        kind="legal" if case.kind == "legal" else "natural",
        level=case.level.number,
        rating=case.rating.value,
        reviewed=case.reviewed,
        vulnerable=case.vulnerable,
        cared_for=case.cared_for,
        evidence=[
            Proof(
                field=finding.field, method=finding.method, verifier=finding.verifier,
                reference=finding.reference, at=finding.at.isoformat(),
                expires_on=(finding.expires_on or finding.at.date()).isoformat(),
            )
            for finding in case.findings
        ],
        lists=[
            SeenList(
                publisher=listed.publisher, sha256=listed.sha256, read_on=listed.read_on.isoformat()
            )
            for listed in case.lists
        ],
        suitability=None
        if case.assessment is None
        else SuitabilityFact(
            questionnaire=case.assessment.questionnaire,
            risk_class=case.assessment.risk_class,
            passed=case.assessment.passed,
            expires_on=case.assessment.expires_on.isoformat(),
        ),
        policy=policy,
        attestation=write_signature(own),
    )  # fmt: skip
