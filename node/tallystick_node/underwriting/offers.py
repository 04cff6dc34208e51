"""The offer of an approved application: an EIP-712 message that can be listed once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from eth_utils.crypto import keccak
from sqlalchemy import insert, select, update

from tallystick.chain.contracts import Collection, Governor
from tallystick.chain.signer import signature_bytes
from tallystick.disclosure.statement import Borrower as StatedBorrower
from tallystick.disclosure.statement import Judgement, RiskStatement
from tallystick.errors import ConfigError, Reverted
from tallystick.platform.messages import NO_SIGNATURE, NOBODY, Offer, SignedOffer
from tallystick_node.products.catalogue import PERSONAL
from tallystick_node.storage.tables import (
    applications,
    credit_offers,
    event_parties,
    events,
    loans,
    person_wallets,
)
from tallystick_node.underwriting.applications import (
    ApplicationRefused,
    ApplicationState,
    NoApplication,
)
from tallystick_node.underwriting.signing_limits import needs_second

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row, Select

    from tallystick.chain.signer import Signature, Signer
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.credit.card import Card
    from tallystick_node.disclosure.agreements.service import Agreements
    from tallystick_node.underwriting.applications import Applications
    from tallystick_node.underwriting.loan_request import LoanApplication
    from tallystick_node.underwriting.rules import LendingRules

__all__ = ["Offers", "Signed", "project_hash"]

PPM = 10**6
DAY_SECONDS = 86_400
TEMPLATE = "loan-2"
UNSECURED = "none but the borrower's promise, and the reserve as far as it reaches"
SECURED = (
    "a token that the offer names by its hash, locked before the loan is paid out and sold by"
    " auction after a default, not below its agreed floor unless the lenders lower that; besides"
    " the reserve, as far as it reaches"
)
_LISTINGS = select(events.c.fields).where(events.c.contract == "Offers", events.c.name == "Listed")
WORST = "Lenders may lose all that they lend; nobody guarantees principal or interest."


@dataclass(frozen=True, slots=True)
class Signed:
    """An offer with the underwriter's compact signature.

    needs_second: whether another underwriter has to sign. second_by, second: who has, and the bytes
    of their signature; None until then.
    """

    offer: Offer
    signature: Signature
    signed_by: str
    needs_second: bool = False
    second_by: str | None = None
    second: bytes | None = None

    @property
    def complete(self) -> bool:
        """Whether it can be listed."""
        return self.second is not None or not self.needs_second

    @property
    def message(self) -> SignedOffer:
        """The offer as the client lists it."""
        return SignedOffer(
            self.offer, self.signed_by, signature_bytes(self.signature),
            self.second_by or NOBODY, self.second or NO_SIGNATURE,
        )  # fmt: skip


def project_hash(mark: str) -> bytes:
    """Return what the chain knows a project by: one listing for each, ever.

    Args:
        mark: The project's keyed mark.

    Returns:
        32 bytes (Keccak-256).
    """
    return bytes(keccak(text=f"tallystick project {mark}"))


@dataclass(frozen=True, slots=True)
class Offers:
    """Makes, signs and keeps offers. signer: the underwriter, None where there is none."""

    applications: Applications
    agreements: Agreements
    platform: Platform
    signer: Signer | None
    rules: LendingRules
    card: Card
    lgd_ppm: int
    template: str = TEMPLATE

    def require_collateral(self, order: LoanApplication, wallet: str) -> None:
        """Refuse an application whose token could not be locked for it.

        Args:
            order: What is asked for; one without collateral passes.
            wallet: The wallet that will list the loan, and lock the token.

        Raises:
            ApplicationRefused: APPLICATION:COLLATERAL when the council has not admitted the
                collection, or the token is not the wallet's.
            TransportError: When the chain's node does not answer.
        """
        token = order.collateral
        if token is None:
            return
        if not self.platform.read(Governor.is_collection(token.collection)):
            raise ApplicationRefused(
                "APPLICATION:COLLATERAL",
                f"the council has not admitted tokens of {token.collection} as collateral",
            )
        try:
            owner = self.platform.read(Collection.ownerOf(token.collection, token.token_id))
        except Reverted:
            owner = NOBODY
        if owner != wallet:
            raise ApplicationRefused(
                "APPLICATION:COLLATERAL",
                f"token {token.token_id} of {token.collection} is not of the wallet {wallet}",
            )

    def loans(self, connection: Connection, numbers: Sequence[str]) -> dict[str, tuple[int, str]]:
        """Return the loans that came of applications, as far as the index has them.

        Args:
            connection: An open database transaction.
            numbers: The applications' identifiers.

        Returns:
            Each loan's number and status, by the application.
        """
        question = (
            select(credit_offers.c.application, loans.c.loan, loans.c.status)
            .join(loans, loans.c.loan == credit_offers.c.loan)
            .where(credit_offers.c.application.in_(numbers))
        )
        known = {row.application: (row.loan, row.status) for row in connection.execute(question)}
        return known | self._newly_listed(
            connection, [name for name in numbers if name not in known]
        )

    def make(self, connection: Connection, person: str, number: str) -> Signed:
        """Sign the offer that the owner has asked for, having seen the terms; once for each.

        The texts that it names by their hashes are in the archive by then.

        Args:
            connection: An open database transaction.
            person: The owner.
            number: The application's identifier.

        Returns:
            The signed offer; the same one again while it is open, with the second signature once it
            is there.

        Raises:
            ConfigError: UNDERWRITING:KEY without an underwriter's key, UNDERWRITING:ENROLLED when
                they are not enrolled.
            NoApplication: APPLICATION:NONE when the person has no such application.
            ApplicationRefused: APPLICATION:STATE when it is not approved.
            PersonRefused: CASE:REVIEW while the owner is held.
            InputError: AGREEMENT:… when the agreement cannot be prepared; another code when the
                offer's figures are out of bounds.
            TermsError: SCHED:… or APR:… when the offer's terms have no schedule or rate.
            VaultRefused: When the vault cannot open what it keeps of the person.
            TransportError: When the chain's node does not answer.
        """
        if self.signer is None:
            raise ConfigError("UNDERWRITING:KEY", "this node has no underwriter's key to sign with")
        row = self.applications.row(connection, number, lock=True)
        if row.person != person:
            raise NoApplication("APPLICATION:NONE", "there is no such application")
        self.applications.people.watchlist.require_free(connection, person)
        kept = self.kept(connection, number)
        if kept is not None and row.state == ApplicationState.OFFERED:
            return kept
        context = self.applications.people.context
        self.applications.move(connection, number, ApplicationState.OFFERED)
        offer = self._offer(row, self.applications.order(connection, row))
        statement = self._statement(connection, row, offer)
        whole = self.agreements.prepare(self.template, offer, statement)
        second = needs_second(
            self.platform, connection, self.signer.address, offer.principal, context.now
        )
        r, vs = whole.sign(self.platform, self.signer)
        connection.execute(
            insert(credit_offers).values(
                application=number, offer=whole.document(), r=hex(r), vs=hex(vs),
                signed_by=self.signer.address, signed_at=context.now, needs_second=second,
                expires_at=context.now + timedelta(days=self.rules.offer_days),
            )
        )  # fmt: skip
        context.note(
            connection, "offer.signed", person, actor=self.signer.address,
            details={"application": number, "rate_ppm": offer.rate_ppm},
        )  # fmt: skip
        return Signed(whole, (r, vs), self.signer.address, second)

    def kept(self, connection: Connection, number: str) -> Signed | None:
        """Return the offer of an application.

        Args:
            connection: An open database transaction.
            number: The application's identifier.

        Returns:
            The signed offer, None before it was signed.
        """
        row = connection.execute(
            select(credit_offers).where(credit_offers.c.application == number)
        ).one_or_none()
        return None if row is None else self.of_row(row)

    @staticmethod
    def of_row(row: Row[Any]) -> Signed:
        """Return an offer as its row keeps it.

        Args:
            row: Of the table of offers.

        Returns:
            The offer with its signatures.
        """
        return Signed(
            Offer.parse(row.offer), (int(row.r, 16), int(row.vs, 16)), row.signed_by,
            row.needs_second, row.second_by,
            None if row.second is None else bytes.fromhex(row.second),
        )  # fmt: skip

    def _newly_listed(
        self, connection: Connection, numbers: Sequence[str]
    ) -> dict[str, tuple[int, str]]:
        """Offers that are on the chain, and that the day's job has not looked at yet."""
        waiting = connection.execute(
            select(credit_offers.c.application, credit_offers.c.offer).where(
                credit_offers.c.application.in_(numbers), credit_offers.c.loan.is_(None)
            )
        ).all()
        if not waiting:
            return {}
        own = (
            select(person_wallets.c.wallet)
            .join(applications, applications.c.person == person_wallets.c.person)
            .where(applications.c.id.in_([row.application for row in waiting]))
        )
        named = (event_parties.c.block == events.c.block) & (
            event_parties.c.place == events.c.place
        )
        listed = self._listed(
            connection,
            _LISTINGS.join(event_parties, named).where(event_parties.c.address.in_(own)),
        )
        numbered = {
            listed[project]: row.application
            for row in waiting
            if (project := str(row.offer["project"])) in listed
        }
        standing = select(loans.c.loan, loans.c.status).where(loans.c.loan.in_(list(numbered)))
        return {numbered[row.loan]: (row.loan, row.status) for row in connection.execute(standing)}

    @staticmethod
    def _listed(connection: Connection, question: Select[Any]) -> dict[str, int]:
        """Loans that were listed, by their project."""
        return {
            str(fields["project"]): int(fields["loan"]) for fields in connection.scalars(question)
        }

    def follow(self, connection: Connection) -> int:
        """Record which offers were listed on chain by now, and which have expired.

        Args:
            connection: An open database transaction.

        Returns:
            How many applications changed.
        """
        changed = 0
        open_ones = connection.execute(
            select(credit_offers, applications.c.person)
            .join(applications, applications.c.id == credit_offers.c.application)
            .where(applications.c.state == ApplicationState.OFFERED)
        ).all()
        if not open_ones:
            return 0
        now = self.applications.people.context.now
        listed = self._listed(connection, _LISTINGS)
        for row in open_ones:
            loan = listed.get(str(row.offer["project"]))
            if loan is not None:
                self.applications.move(connection, row.application, ApplicationState.LISTED)
                connection.execute(
                    update(credit_offers)
                    .where(credit_offers.c.application == row.application)
                    .values(loan=loan)
                )
            elif row.expires_at < now:
                self.applications.move(connection, row.application, ApplicationState.EXPIRED)
            else:
                continue
            changed += 1
        return changed

    def _reflection(self) -> tuple[int, int]:
        """How long, and up to which class, lenders may leave: the rules', at least the law's."""
        number, rules = self.applications.people.context.number, self.rules
        return (
            max(rules.reflection_days * DAY_SECONDS, number("reflection.seconds")),
            max(rules.reflection_class, number("reflection.class_max")),
        )

    def _offer(self, row: Row[Any], order: LoanApplication) -> Offer:
        rules = self.rules
        seconds, investors = self._reflection()
        assert row.rate_ppm is not None, "nothing is approved without a price"
        assert row.level is not None, "nothing is approved without a level"
        return Offer(
            borrower=row.wallet, project=project_hash(row.project), principal=order.amount,
            rate_ppm=row.rate_ppm, n=order.months, period=1, method=order.method,
            grace_days=rules.grace_days, late_rate_ppm=rules.late_rate_ppm,
            late_cap_ppm=rules.late_cap_ppm, default_dpd=rules.default_dpd,
            origination_ppm=rules.origination_ppm, reserve_ppm=rules.reserve_ppm,
            servicing_ppm=rules.servicing_ppm, late_share_ppm=rules.late_share_ppm,
            market_fee_ppm=rules.market_fee_ppm, recovery_ppm=rules.recovery_ppm,
            cover_cap_ppm=rules.cover_cap_ppm, quorum_ppm=rules.quorum_ppm,
            reflection_seconds=seconds, reflection_class=investors, risk_level=row.level,
            ticket_min=min(rules.ticket_min, order.amount),
            disclosure_hash=bytes(32), agreement_hash=bytes(32),
            expiry=self.platform.now() + rules.offer_days * DAY_SECONDS,
            collateral=bytes(32) if order.collateral is None else order.collateral.name,
        )  # fmt: skip

    def _statement(self, connection: Connection, row: Row[Any], offer: Offer) -> RiskStatement:
        order = self.applications.order(connection, row)
        kind = self.applications.borrowers.describe(connection, row.person)
        return RiskStatement.of(
            offer,
            StatedBorrower(
                kind=kind,
                industry=(
                    f"ISIC section {row.industry or '–'}, region {row.region or '–'}"
                    if row.industry or row.region
                    else "not stated"
                ),
                income=f"grade {row.grade}; what has to be paid was compared with the income",
                debts="existing monthly payments were counted",
                overdue_6_months="asked of the borrower and, with their consent, of a bureau",
                loans_elsewhere="stated by the borrower" if order.owed_elsewhere else "none stated",
            ),
            Judgement(row.p_default_ppm, self.lgd_ppm),
            purpose=self._purpose(order),
            source_of_repayment=order.repayment_source,
            safeguards=UNSECURED if order.collateral is None else SECURED,
            possible_results=WORST,
        )

    def _purpose(self, order: LoanApplication) -> str:
        """What the money is for; of anything but a personal loan with the product's name."""
        if order.product == PERSONAL:
            return f"{order.purpose}: {order.title}"
        template = self.applications.products.catalogue.template(order.product)
        return f"{template.said('en').title}, {order.purpose}: {order.title}"
