"""A node's client: every call of its API, by what it is about."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Self

import httpx2

from tallystick.api._async.accounts import AsyncAccountsApi
from tallystick.api._async.applications import AsyncApplicationsApi
from tallystick.api._async.attestors import AsyncAttestorsApi
from tallystick.api._async.auditing import AsyncAuditingApi
from tallystick.api._async.checks import AsyncChecksApi
from tallystick.api._async.complaints import AsyncComplaintsApi
from tallystick.api._async.feed import PATIENCE_SECONDS, AsyncEventFeed
from tallystick.api._async.figures import AsyncFiguresApi
from tallystick.api._async.learning import AsyncLearningApi
from tallystick.api._async.line import TIMEOUT_SECONDS, AsyncLine
from tallystick.api._async.loans import AsyncLoansApi
from tallystick.api._async.mandates import AsyncMandatesApi
from tallystick.api._async.matching import AsyncMatchingApi
from tallystick.api._async.papers import AsyncPapersApi
from tallystick.api._async.partner import AsyncPartnerApi
from tallystick.api._async.partners import AsyncPartnersApi
from tallystick.api._async.payments import AsyncPaymentsApi
from tallystick.api._async.people import AsyncPeopleApi
from tallystick.api._async.platform import AsyncPlatformApi
from tallystick.api._async.products import AsyncProductsApi
from tallystick.api._async.quotes import AsyncQuotesApi
from tallystick.api._async.regulator import AsyncRegulatorApi
from tallystick.api._async.regulator_alerts import AsyncRegulatorAlertsApi
from tallystick.api._async.resale import AsyncResaleApi
from tallystick.api._async.rewards import AsyncRewardsApi
from tallystick.api._async.servicing import AsyncServicingApi
from tallystick.api._async.sessions import AsyncSessionsApi
from tallystick.api._async.sponsorship import AsyncSponsorshipApi
from tallystick.api._async.staff_aml import AsyncStaffAmlApi
from tallystick.api._async.staff_aml_cases import AsyncStaffAmlCasesApi
from tallystick.api._async.staff_aml_freezes import AsyncStaffAmlFreezesApi
from tallystick.api._async.staff_aml_papers import AsyncStaffAmlPapersApi
from tallystick.api._async.staff_aml_reports import AsyncStaffAmlReportsApi
from tallystick.api._async.staff_complaint_work import AsyncStaffComplaintWorkApi
from tallystick.api._async.staff_complaints import AsyncStaffComplaintsApi
from tallystick.api._async.staff_growth import AsyncStaffGrowthApi
from tallystick.api._async.staff_learning import AsyncStaffLearningApi
from tallystick.api._async.staff_lending import AsyncStaffLendingApi
from tallystick.api._async.staff_mentions import AsyncStaffMentionsApi
from tallystick.api._async.staff_outages import AsyncStaffOutagesApi
from tallystick.api._async.staff_partners import AsyncStaffPartnersApi
from tallystick.api._async.staff_people import AsyncStaffPeopleApi
from tallystick.api._async.staff_products import AsyncStaffProductsApi
from tallystick.api._async.staff_regulator_keys import AsyncStaffRegulatorKeysApi
from tallystick.api._async.staff_risk import AsyncStaffRiskApi
from tallystick.api._async.staff_servicing import AsyncStaffServicingApi
from tallystick.api._async.staff_supervision import AsyncStaffSupervisionApi
from tallystick.api._async.staff_surveys import AsyncStaffSurveysApi
from tallystick.api._async.staff_tickets import AsyncStaffTicketsApi
from tallystick.api._async.status import AsyncStatusApi
from tallystick.api._async.surveys import AsyncSurveysApi
from tallystick.api._async.tickets import AsyncTicketsApi
from tallystick.api._async.watchers import AsyncWatchersApi
from tallystick.api._async.withdrawal import AsyncWithdrawal
from tallystick.api.followed import FollowedEvent, ForgottenBlocks
from tallystick.api.records.payments import OrderResponse
from tallystick.api.records.sessions import OpenedResponse
from tallystick.api.vocabulary import compact_signature
from tallystick.chain._async.sending import WAIT_SECONDS
from tallystick.chain.signer import AnySigner, TextSigner, signature_bytes
from tallystick.platform._async.platform import AsyncPlatform
from tallystick.platform.messages import Credential, Offer, SignedCredential, SignedOffer

__all__ = ["AsyncNodeClient"]


class AsyncNodeClient:
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
        transport: httpx2.AsyncBaseTransport | None = None,
        timeout_seconds: int = TIMEOUT_SECONDS,
    ) -> None:
        self._line = AsyncLine(
            url, signer, token=token, public_url=public_url, transport=transport,
            timeout_seconds=timeout_seconds,
        )  # fmt: skip
        self.platform = AsyncPlatformApi(self._line)
        self.sessions = AsyncSessionsApi(self._line)
        self.loans = AsyncLoansApi(self._line)
        self.accounts = AsyncAccountsApi(self._line)
        self.people = AsyncPeopleApi(self._line)
        self.checks = AsyncChecksApi(self._line)
        self.payments = AsyncPaymentsApi(self._line)
        self.figures = AsyncFiguresApi(self._line)
        self.papers = AsyncPapersApi(self._line)
        self.products = AsyncProductsApi(self._line)
        self.quotes = AsyncQuotesApi(self._line)
        self.resale = AsyncResaleApi(self._line)
        self.mandates = AsyncMandatesApi(self._line)
        self.matching = AsyncMatchingApi(self._line)
        self.applications = AsyncApplicationsApi(self._line)
        self.servicing = AsyncServicingApi(self._line)
        self.complaints = AsyncComplaintsApi(self._line)
        self.status = AsyncStatusApi(self._line)
        self.tickets = AsyncTicketsApi(self._line)
        self.surveys = AsyncSurveysApi(self._line)
        self.learning = AsyncLearningApi(self._line)
        self.rewards = AsyncRewardsApi(self._line)
        self.attestors = AsyncAttestorsApi(self._line)
        self.sponsorship = AsyncSponsorshipApi(self._line)
        self.watchers = AsyncWatchersApi(self._line)
        self.auditing = AsyncAuditingApi(self._line)
        self.partner = AsyncPartnerApi(self._line)
        self.partners = AsyncPartnersApi(self._line)
        self.regulator = AsyncRegulatorApi(self._line)
        self.regulator_alerts = AsyncRegulatorAlertsApi(self._line)
        self._for_staff(self._line)

    def _for_staff(self, line: AsyncLine) -> None:
        self.staff_products = AsyncStaffProductsApi(line)
        self.staff_lending = AsyncStaffLendingApi(line)
        self.staff_people = AsyncStaffPeopleApi(line)
        self.staff_risk = AsyncStaffRiskApi(line)
        self.staff_servicing = AsyncStaffServicingApi(line)
        self.staff_aml = AsyncStaffAmlApi(line)
        self.staff_aml_cases = AsyncStaffAmlCasesApi(line)
        self.staff_aml_reports = AsyncStaffAmlReportsApi(line)
        self.staff_aml_papers = AsyncStaffAmlPapersApi(line)
        self.staff_aml_freezes = AsyncStaffAmlFreezesApi(line)
        self.staff_complaints = AsyncStaffComplaintsApi(line)
        self.staff_complaint_work = AsyncStaffComplaintWorkApi(line)
        self.staff_outages = AsyncStaffOutagesApi(line)
        self.staff_tickets = AsyncStaffTicketsApi(line)
        self.staff_surveys = AsyncStaffSurveysApi(line)
        self.staff_mentions = AsyncStaffMentionsApi(line)
        self.staff_learning = AsyncStaffLearningApi(line)
        self.staff_growth = AsyncStaffGrowthApi(line)
        self.staff_partners = AsyncStaffPartnersApi(line)
        self.staff_regulator_keys = AsyncStaffRegulatorKeysApi(line)
        self.staff_supervision = AsyncStaffSupervisionApi(line)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Give the connection back. The session stays open: `sessions.sign_out` ends it."""
        await self._line.close()

    async def sign_in(self) -> OpenedResponse:
        """Sign in now.

        Returns:
            The session with its bearer token.

        Raises:
            InputError: NODE:SIGNER without a signer.
            NodeRefused: When the node refuses.
        """
        return await self._line.sign_in()

    async def withdraw(
        self,
        platform: AsyncPlatform,
        signer: AnySigner,
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
        withdrawal = AsyncWithdrawal(
            (self.platform, self.payments), platform, signer, timeout_seconds
        )
        return await withdrawal.carry_out(amount, idempotency_key)

    async def follow_events(
        self,
        *,
        after: str | None = None,
        name: str | None = None,
        loan: int | None = None,
        patience_seconds: int = PATIENCE_SECONDS,
    ) -> AsyncIterator[FollowedEvent | ForgottenBlocks]:
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
        feed = AsyncEventFeed(self._line, after=after, name=name, loan=loan)
        async for item in feed.follow(patience_seconds):
            yield item

    async def signed_offer(self, application: str) -> SignedOffer:
        """Confirm the terms of an approved application.

        Large offers need a second underwriter: `countersigned`.

        Args:
            application: The application's identifier.

        Returns:
            The offer as `Borrower.act.list` takes it.

        Raises:
            NodeRefused: When the node refuses.
        """
        response = await self.applications.confirm_terms(application)
        first = signature_bytes(compact_signature(response.first))
        return SignedOffer(Offer.parse(response.offer), response.signed_by, first)

    async def signed_credential(
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
        response = await self.checks.request_credential(address=wallet, lend=lend, borrow=borrow)
        return SignedCredential(
            Credential.parse(response.credential),
            {who: compact_signature(words) for who, words in response.attestations.items()},
        )
