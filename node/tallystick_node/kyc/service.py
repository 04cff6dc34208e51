"""The people service, put together: one object that routes, jobs and other services ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick_node.kyc.assessments import Assessments
from tallystick_node.kyc.bureaus import Bureaus
from tallystick_node.kyc.case import Cases
from tallystick_node.kyc.challenges import Challenges
from tallystick_node.kyc.checks import Checks, Providers
from tallystick_node.kyc.conflicts import Conflicts
from tallystick_node.kyc.consents import Consents
from tallystick_node.kyc.cosigning import Cosigning
from tallystick_node.kyc.credentials import Credentials
from tallystick_node.kyc.declarations import Declarations
from tallystick_node.kyc.documents import Documents
from tallystick_node.kyc.duplicates import Doubles
from tallystick_node.kyc.erasure import Erasure
from tallystick_node.kyc.evidence import Evidence
from tallystick_node.kyc.levels import Levels
from tallystick_node.kyc.limits import LendingLimits
from tallystick_node.kyc.matches import Matches
from tallystick_node.kyc.message_languages import MessageLanguages
from tallystick_node.kyc.obligations import Obligations
from tallystick_node.kyc.one_time_codes import Codes
from tallystick_node.kyc.profiles import Profiles
from tallystick_node.kyc.ratings import Ratings
from tallystick_node.kyc.registration import Registration
from tallystick_node.kyc.retention import Remnants
from tallystick_node.kyc.sanctions.fictitious_list import SANDBOX_LIST
from tallystick_node.kyc.vulnerability import Care
from tallystick_node.kyc.wallets import Wallets
from tallystick_node.kyc.watchlist import Watchlist

if TYPE_CHECKING:
    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.jobs.queue import JobQueue
    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.cosigners import Cosigner
    from tallystick_node.kyc.providers.protocols import CreditBureau

__all__ = ["Kyc", "make_kyc"]


@dataclass(frozen=True, slots=True)
class Kyc:
    """Every part of the people service, by its noun."""

    context: Context
    remnants: Remnants
    conflicts: Conflicts
    doubles: Doubles
    codes: Codes
    challenges: Challenges
    registration: Registration
    evidence: Evidence
    documents: Documents
    declarations: Declarations
    wallets: Wallets
    consents: Consents
    checks: Checks
    bureaus: Bureaus
    matches: Matches
    watchlist: Watchlist
    levels: Levels
    ratings: Ratings
    assessments: Assessments
    care: Care
    cases: Cases
    credentials: Credentials
    cosigning: Cosigning
    erasure: Erasure
    profiles: Profiles
    message_languages: MessageLanguages

    def warned_above(self, wallet: str) -> int:
        """Return the most that an investor lends to a loan without a second warning.

        Args:
            wallet: Any of their wallets; who is not registered here has no known worth.

        Returns:
            Minor units of the token.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        limits = LendingLimits(self.context.pack, self.context.today)
        person = self.wallets.owner(wallet)
        if person is None:
            return limits.warned_above(None)
        with self.context.database.reading() as connection:
            assessed = self.assessments.current(connection, person)
        return limits.warned_above(None if assessed is None else assessed.worth)

    def begin_development(self) -> None:
        """Give a development node a sanctions list, which lists nobody."""
        self.watchlist.bring_in(SANDBOX_LIST, actor="node")


def make_kyc(
    context: Context,
    *,
    platform: Platform,
    queue: JobQueue,
    providers: Providers,
    bureaus: dict[str, CreditBureau],
    attestor: Signer | None,
    cosigners: Sequence[Cosigner],
    dev: bool,
) -> Kyc:
    """Put the people service together.

    Args:
        context: The shared context.
        platform: The deployed platform.
        queue: The queue of jobs, for screenings.
        providers: Who checks identities, cards and faces.
        bureaus: Credit bureaus by their names.
        attestor: The key of this node's attestor; None when it has none.
        cosigners: The other attestors, in the order in which they are asked.
        dev: Whether evidence of the sandbox is co-signed.

    Returns:
        The service.
    """
    remnants = Remnants(context)
    conflicts = Conflicts(remnants)
    doubles = Doubles(context, remnants)
    challenges = Challenges(context)
    codes = Codes(context)
    documents = Documents(context, conflicts)
    evidence = Evidence(context, documents, remnants, conflicts, doubles)
    wallets = Wallets(context, challenges, platform.connection, remnants, doubles)
    consents = Consents(context)
    matches = Matches(context, conflicts)
    watchlist = Watchlist(context, evidence, wallets, queue, matches, conflicts)
    levels = Levels(context, evidence, watchlist, conflicts)
    ratings = Ratings(context, evidence, documents, conflicts)
    assessments = Assessments(context, wallets, remnants)
    care = Care(context, evidence, conflicts)
    cases = Cases(context, evidence, watchlist, levels, ratings, assessments, care)
    obligations = Obligations(platform, context.business.utc_offset_seconds)
    return Kyc(
        context=context,
        remnants=remnants,
        conflicts=conflicts,
        doubles=doubles,
        codes=codes,
        challenges=challenges,
        registration=Registration(context, codes, evidence),
        evidence=evidence,
        documents=documents,
        declarations=Declarations(context, evidence, wallets),
        wallets=wallets,
        consents=consents,
        checks=Checks(context, evidence, consents, challenges, providers, remnants),
        bureaus=Bureaus(context, evidence, consents, bureaus, conflicts),
        matches=matches,
        watchlist=watchlist,
        levels=levels,
        ratings=ratings,
        assessments=assessments,
        care=care,
        cases=cases,
        credentials=Credentials(context, wallets, cases, conflicts, platform, attestor, cosigners),
        cosigning=Cosigning(context, watchlist, platform, attestor, dev),
        profiles=Profiles(context, evidence),
        message_languages=MessageLanguages(context),
        erasure=Erasure(context, wallets, watchlist, obligations, remnants),
    )
