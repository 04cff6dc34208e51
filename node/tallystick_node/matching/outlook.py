"""What a mandate would come to: a preview, a back-test, and what an exit plan would sell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.errors import Reverted
from tallystick.loans.dates import local_day
from tallystick.matching.backtest import back_test
from tallystick.matching.forecast import preview
from tallystick.matching.proposal import over_caps, propose_mandate
from tallystick.matching.scene import round_input
from tallystick.matching.words import SECONDS_A_DAY
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform.listing import LoanStatus

if TYPE_CHECKING:
    from tallystick.loans.mandates import Limits
    from tallystick.matching.backtest import BackTest
    from tallystick.matching.forecast import MandatePreview
    from tallystick.matching.proposal import Goal, MandateProposal, OverCap
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.matching.market_view import MarketView
    from tallystick_node.matching.register import MandateRegister

__all__ = ["MandateOutlook", "NoteToSell", "Outlook", "ProposedMandate"]

# Loans of so many days say what the least of a loan is.
RECENT_DAYS = 90


@dataclass(frozen=True, slots=True)
class MandateOutlook:
    """A preview and a back-test of the same limits."""

    preview: MandatePreview
    past: BackTest


@dataclass(frozen=True, slots=True)
class ProposedMandate:
    """A proposal for an investor. over: borrowers of whom they hold more; amounts in minor units.

    outside: loans of theirs above the proposal's level.
    """

    proposal: MandateProposal
    risk_class: int
    funds: int
    over: tuple[OverCap, ...]
    outside: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NoteToSell:
    """A note that an exit plan would sell; amounts in minor units.

    price, fee: of all of it now; None while the loan's market is closed. closed: why, a code.
    """

    loan: int
    units: int
    price_ppm: int
    price: int | None
    fee: int | None
    closed: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """Looks ahead for one platform. account: who would execute, None for nobody."""

    view: MarketView
    platform: Platform
    register: MandateRegister
    account: str | None

    def funds(self, owner: str) -> int:
        """Return what an investor has here, free and lent.

        Args:
            owner: The wallet.

        Returns:
            Balance and exposure, in minor units.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        return InvestorView(self.platform, owner).portfolio().value

    def of(self, owner: str, limits: Limits) -> MandateOutlook:
        """Return what limits would lend now, and would have come to since the first loan.

        Args:
            owner: The wallet whose money it is.
            limits: The limits.

        Returns:
            The outlook; the past is reckoned with what the wallet has now.

        Raises:
            TransportError: When the chain's node does not answer.
            NothingIndexed: INDEX:EMPTY before the index has looked.
        """
        funds = self.funds(owner)
        wallet = bytes.fromhex(owner[2:])
        executor = bytes(20) if self.account is None else bytes.fromhex(self.account[2:])
        offset = self.platform.deployment.roles.utc_offset_seconds
        with self.view.look() as moment:
            with self.view.database.reading() as connection:
                withheld = self.register.withheld(connection, moment.now)
            market = round_input(moment.replay, moment.now, executor, frozenset(withheld))
            person = moment.replay.people.person_of(wallet)
            return MandateOutlook(
                preview(moment.replay, market, wallet, limits),
                back_test(
                    moment.replay, limits, funds, 0 if person is None else person.risk_class,
                    local_day(moment.now, offset),
                ),
            )  # fmt: skip

    def propose(self, owner: str, goal: Goal) -> ProposedMandate:
        """Return a mandate for an investor's goal, and what of their notes is beyond it.

        Args:
            owner: The wallet.
            goal: What they want.

        Returns:
            The proposal; nothing is kept or lent by it.

        Raises:
            InputError: PROPOSAL:… when none can be made.
            TransportError: When the chain's node does not answer.
            NothingIndexed: INDEX:EMPTY before the index has looked.
        """
        portfolio = InvestorView(self.platform, owner).portfolio()
        offset = self.platform.deployment.roles.utc_offset_seconds
        with self.view.look() as moment:
            loans = moment.replay.loans
            person = moment.replay.people.person_of(bytes.fromhex(owner[2:]))
            since = moment.now - RECENT_DAYS * SECONDS_A_DAY
            least = [loan.offer["ticket_min"] for loan in loans.values() if loan.listed_at >= since]
            risk_class = 0 if person is None else person.risk_class
            proposal = propose_mandate(
                goal, risk_class=risk_class, funds=portfolio.value, least=max(least, default=1),
                now=moment.now, offset=offset,
            )  # fmt: skip
            active = [note for note in portfolio.notes if note.status is LoanStatus.ACTIVE]
            held = [
                ("0x" + loans[note.loan].offer["borrower"].hex(), note.outstanding)
                for note in active
            ]
            outside = tuple(
                note.loan
                for note in active
                if loans[note.loan].offer["risk_level"] > proposal.words.level_max
            )
        return ProposedMandate(
            proposal, risk_class, portfolio.value, over_caps(held, proposal), outside
        )

    def to_sell(self, owner: str, price_ppm: int) -> list[NoteToSell]:
        """Return the notes of an investor as asks at one price.

        Args:
            owner: The wallet.
            price_ppm: The price, of what is outstanding.

        Returns:
            The notes of loans that are issued and not ended, by loan.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        view = InvestorView(self.platform, owner)
        notes = [note for note in view.portfolio().notes if note.status is LoanStatus.ACTIVE]
        asked = []
        for note in notes:
            try:
                price, fee = view.price(note.loan, note.units, price_ppm)
            except Reverted as closed:
                asked.append(NoteToSell(note.loan, note.units, price_ppm, None, None, closed.code))
                continue
            asked.append(NoteToSell(note.loan, note.units, price_ppm, price, fee, ""))
        return asked
