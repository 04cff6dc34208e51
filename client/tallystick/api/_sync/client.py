"""A node's client: every call of its API, by what it is about."""

# Made by scripts/unasync.py from api/_async/client.py; do not edit.

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

import httpx2

from tallystick.api._sync.accounts import AccountsApi
from tallystick.api._sync.applications import ApplicationsApi
from tallystick.api._sync.attestors import AttestorsApi
from tallystick.api._sync.auditing import AuditingApi
from tallystick.api._sync.checks import ChecksApi
from tallystick.api._sync.complaints import ComplaintsApi
from tallystick.api._sync.feed import PATIENCE_SECONDS, EventFeed
from tallystick.api._sync.figures import FiguresApi
from tallystick.api._sync.learning import LearningApi
from tallystick.api._sync.line import TIMEOUT_SECONDS, Line
from tallystick.api._sync.loans import LoansApi
from tallystick.api._sync.mandates import MandatesApi
from tallystick.api._sync.matching import MatchingApi
from tallystick.api._sync.papers import PapersApi
from tallystick.api._sync.partner import PartnerApi
from tallystick.api._sync.partners import PartnersApi
from tallystick.api._sync.payments import PaymentsApi
from tallystick.api._sync.people import PeopleApi
from tallystick.api._sync.platform import PlatformApi
from tallystick.api._sync.products import ProductsApi
from tallystick.api._sync.quotes import QuotesApi
from tallystick.api._sync.regulator import RegulatorApi
from tallystick.api._sync.regulator_alerts import RegulatorAlertsApi
from tallystick.api._sync.resale import ResaleApi
from tallystick.api._sync.rewards import RewardsApi
from tallystick.api._sync.servicing import ServicingApi
from tallystick.api._sync.sessions import SessionsApi
from tallystick.api._sync.sponsorship import SponsorshipApi
from tallystick.api._sync.staff_aml import StaffAmlApi
from tallystick.api._sync.staff_aml_cases import StaffAmlCasesApi
from tallystick.api._sync.staff_aml_freezes import StaffAmlFreezesApi
from tallystick.api._sync.staff_aml_papers import StaffAmlPapersApi
from tallystick.api._sync.staff_aml_reports import StaffAmlReportsApi
from tallystick.api._sync.staff_complaint_work import StaffComplaintWorkApi
from tallystick.api._sync.staff_complaints import StaffComplaintsApi
from tallystick.api._sync.staff_growth import StaffGrowthApi
from tallystick.api._sync.staff_learning import StaffLearningApi
from tallystick.api._sync.staff_lending import StaffLendingApi
from tallystick.api._sync.staff_mentions import StaffMentionsApi
from tallystick.api._sync.staff_outages import StaffOutagesApi
from tallystick.api._sync.staff_partners import StaffPartnersApi
from tallystick.api._sync.staff_people import StaffPeopleApi
from tallystick.api._sync.staff_products import StaffProductsApi
from tallystick.api._sync.staff_regulator_keys import StaffRegulatorKeysApi
from tallystick.api._sync.staff_risk import StaffRiskApi
from tallystick.api._sync.staff_servicing import StaffServicingApi
from tallystick.api._sync.staff_supervision import StaffSupervisionApi
from tallystick.api._sync.staff_surveys import StaffSurveysApi
from tallystick.api._sync.staff_tickets import StaffTicketsApi
from tallystick.api._sync.status import StatusApi
from tallystick.api._sync.surveys import SurveysApi
from tallystick.api._sync.tickets import TicketsApi
from tallystick.api._sync.watchers import WatchersApi
from tallystick.api._sync.withdrawal import Withdrawal
from tallystick.api.followed import FollowedEvent, ForgottenBlocks
from tallystick.api.records.payments import OrderResponse
from tallystick.api.records.sessions import OpenedResponse
from tallystick.api.vocabulary import compact_signature
from tallystick.chain._sync.sending import WAIT_SECONDS
from tallystick.chain.signer import Signer, TextSigner, signature_bytes
from tallystick.platform._sync.platform import Platform
from tallystick.platform.messages import Credential, Offer, SignedCredential, SignedOffer

__all__ = ["NodeClient"]


class NodeClient:
    """A node's API, typed; use it as a context, or `close` it.

    signer: whose wallet signs in, when a call first needs it and again when the session has ended.
    token: a bearer token in its place. Without either, what anybody may read can be read.
    public_url: where the node says it is, when it is reached by another address. Amounts are ints
    of minor units. Every refusal is a NodeRefused with the node's own code.
    """

    def __init__(
        self,
        url: str,
        signer: TextSigner | None = None,
        *,
        token: str | None = None,
        public_url: str | None = None,
        transport: httpx2.BaseTransport | None = None,
        timeout_seconds: int = TIMEOUT_SECONDS,
    ) -> None:
        self._line = Line(
            url, signer, token=token, public_url=public_url, transport=transport,
            timeout_seconds=timeout_seconds,
        )  # fmt: skip
        self.platform = PlatformApi(self._line)
        self.sessions = SessionsApi(self._line)
        self.loans = LoansApi(self._line)
        self.accounts = AccountsApi(self._line)
        self.people = PeopleApi(self._line)
        self.checks = ChecksApi(self._line)
        self.payments = PaymentsApi(self._line)
        self.figures = FiguresApi(self._line)
        self.papers = PapersApi(self._line)
        self.products = ProductsApi(self._line)
        self.quotes = QuotesApi(self._line)
        self.resale = ResaleApi(self._line)
        self.mandates = MandatesApi(self._line)
        self.matching = MatchingApi(self._line)
        self.applications = ApplicationsApi(self._line)
        self.servicing = ServicingApi(self._line)
        self.complaints = ComplaintsApi(self._line)
        self.status = StatusApi(self._line)
        self.tickets = TicketsApi(self._line)
        self.surveys = SurveysApi(self._line)
        self.learning = LearningApi(self._line)
        self.rewards = RewardsApi(self._line)
        self.attestors = AttestorsApi(self._line)
        self.sponsorship = SponsorshipApi(self._line)
        self.watchers = WatchersApi(self._line)
        self.auditing = AuditingApi(self._line)
        self.partner = PartnerApi(self._line)
        self.partners = PartnersApi(self._line)
        self.regulator = RegulatorApi(self._line)
        self.regulator_alerts = RegulatorAlertsApi(self._line)
        self._for_staff(self._line)

    def _for_staff(self, line: Line) -> None:
        self.staff_products = StaffProductsApi(line)
        self.staff_lending = StaffLendingApi(line)
        self.staff_people = StaffPeopleApi(line)
        self.staff_risk = StaffRiskApi(line)
        self.staff_servicing = StaffServicingApi(line)
        self.staff_aml = StaffAmlApi(line)
        self.staff_aml_cases = StaffAmlCasesApi(line)
        self.staff_aml_reports = StaffAmlReportsApi(line)
        self.staff_aml_papers = StaffAmlPapersApi(line)
        self.staff_aml_freezes = StaffAmlFreezesApi(line)
        self.staff_complaints = StaffComplaintsApi(line)
        self.staff_complaint_work = StaffComplaintWorkApi(line)
        self.staff_outages = StaffOutagesApi(line)
        self.staff_tickets = StaffTicketsApi(line)
        self.staff_surveys = StaffSurveysApi(line)
        self.staff_mentions = StaffMentionsApi(line)
        self.staff_learning = StaffLearningApi(line)
        self.staff_growth = StaffGrowthApi(line)
        self.staff_partners = StaffPartnersApi(line)
        self.staff_regulator_keys = StaffRegulatorKeysApi(line)
        self.staff_supervision = StaffSupervisionApi(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connection back. The session stays open: `sessions.sign_out` ends it."""
        self._line.close()

    def sign_in(self) -> OpenedResponse:
        """Sign in now.

        Returns:
            The session with its bearer token.

        Raises:
            InputError: NODE:SIGNER without a signer.
            NodeRefused: When the node refuses.
        """
        return self._line.sign_in()

    def withdraw(
        self,
        platform: Platform,
        signer: Signer,
        amount: int,
        *,
        idempotency_key: str,
        timeout_seconds: int = WAIT_SECONDS,
    ) -> OrderResponse:
        """Take money out: order it and send the wallet's tokens to the custodian.

        Whatever stops it halfway, the same call with the same key goes on: there is one order and
        one transfer. Tokens in the Escrow are taken into the wallet first, `act.withdraw`.

        Args:
            platform: The platform whose token is paid out.
            signer: The wallet that has the tokens, which is the one that signed in.
            amount: In minor units, 1 to 10^15.
            idempotency_key: 8 to 64 visible ASCII characters; another one is another withdrawal.
            timeout_seconds: How long to wait for the transfer.

        Returns:
            The order; the client authorises it at the bank once it is `instructed`.

        Raises:
            InputError: PAYMENT:AMOUNT; WITHDRAWAL:TOKEN when the node is of another platform;
                WITHDRAWAL:BALANCE when the wallet has too little, before anything is ordered;
                WITHDRAWAL:WALLET; WITHDRAWAL:CUSTODIAN; PAYMENT:CUSTODIAN; PAYMENT:KEY when the
                key stands for another amount.
            NodeRefused: When the node refuses the order.
            Reverted: When the token refuses the transfer; the order waits.
            SendError: When the transfer was not taken, not mined in time, or replaced.
            TransportError: When the node or the chain does not answer.
        """
        withdrawal = Withdrawal((self.platform, self.payments), platform, signer, timeout_seconds)
        return withdrawal.carry_out(amount, idempotency_key)

    def follow_events(
        self,
        *,
        after: str | None = None,
        name: str | None = None,
        loan: int | None = None,
        patience_seconds: int = PATIENCE_SECONDS,
    ) -> Iterator[FollowedEvent | ForgottenBlocks]:
        """Follow the platform's events as they come; whatever breaks off is gone on with.

        Args:
            after: The `id` of the last one that was read, such as of an earlier run; None begins
                now, `0-0-0` with the first event of all.
            name: Only events of this name; None leaves it out.
            loan: Only events of this loan; None leaves it out.
            patience_seconds: For how long the node may not be reached.

        Yields:
            Events, and what to forget when the chain has forked; without end.

        Raises:
            NodeRefused: When the node refuses, such as EVENTS:ID for an id that is none of its.
            NodeBusy: When it stays busy.
            TransportError: When it stays away.
        """
        feed = EventFeed(self._line, after=after, name=name, loan=loan)
        yield from feed.follow(patience_seconds)

    def signed_offer(self, application: str) -> SignedOffer:
        """Confirm the terms of an approved application.

        Large offers need a second underwriter: `countersigned`.

        Args:
            application: The application's identifier.

        Returns:
            The offer as `Borrower.act.list` takes it.

        Raises:
            NodeRefused: When the node refuses.
        """
        response = self.applications.confirm_terms(application)
        first = signature_bytes(compact_signature(response.first))
        return SignedOffer(Offer.parse(response.offer), response.signed_by, first)

    def signed_credential(
        self, wallet: str, *, lend: bool = False, borrow: bool = False
    ) -> SignedCredential:
        """Get a credential with the signatures there are.

        Args:
            wallet: The wallet's address.
            lend: Whether it shall allow lending.
            borrow: Whether it shall allow borrowing.

        Returns:
            The credential as `Operator.act.enrol` takes it.

        Raises:
            NodeRefused: When the node refuses.
        """
        response = self.checks.request_credential(address=wallet, lend=lend, borrow=borrow)
        return SignedCredential(
            Credential.parse(response.credential),
            {who: compact_signature(words) for who, words in response.attestations.items()},
        )
