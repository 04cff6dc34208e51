"""What an agent may ask of a platform: to read, to reckon and to plan; nothing signs or sends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from tallystick.api import NodeClient
from tallystick.audit.auditor import Auditor
from tallystick.chain.codec import address_of
from tallystick.chain.contracts import Book, Escrow, Servicing
from tallystick.cli.reading import listing_document
from tallystick.error_catalogue import catalogue
from tallystick.errors import InputError
from tallystick.loans.apr import annual_percentage_rate_ppm
from tallystick.loans.dates import Unit, date_from_day
from tallystick.loans.payoff import row_to_pay
from tallystick.loans.schedule import Method, Terms, schedule
from tallystick.loans.state import Mode
from tallystick.platform._sync.borrower import BorrowerView
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform._sync.loans import listing, live_state
from tallystick.platform._sync.platform import Platform
from tallystick.platform.listing import LoanStatus, remaining_rows

if TYPE_CHECKING:
    from tallystick.chain.contracts import Command

__all__ = ["AgentTools"]

Amount = Annotated[int, Field(ge=1, le=10**15, description="In the token's minor units.")]
LoanNumber = Annotated[int, Field(ge=1, le=2**32, description="The loan's number.")]
Wallet = Annotated[str, Field(max_length=42, description="An address, 0x and 40 digits.")]
MethodName = Literal["annuity", "linear", "interest_only", "bullet"]
Act = Literal["fund", "claim", "repay", "pay_off", "withdraw"]
SHOWN_MAX = 100


@dataclass(frozen=True, slots=True)
class AgentTools:
    """The tools of one platform. node: its node's URL, for quotes; None without one."""

    rpc: str
    deployment: Path
    node: str | None = None

    @property
    def all(self) -> tuple[Callable[..., Any], ...]:
        """Every tool, by which nothing changes."""
        return (
            self.open_loans, self.loan, self.portfolio, self.schedule, self.quote, self.plan,
            self.explain, self.audit,
        )  # fmt: skip

    def open_loans(self) -> list[dict[str, Any]]:
        """List the loans that seek money, the newest first: terms, risk level, what is open.

        Returns:
            At most 100 of them; amounts in minor units, as text.

        Raises:
            ConfigError: DEPLOYMENT:… when the deployment file cannot be used.
            TransportError: When the chain's node does not answer.
        """
        platform, fitting = self._platform(), list[dict[str, Any]]()
        now = platform.now()
        for number in range(platform.read(Book.loan_count()), 0, -1):
            known = listing(platform, number)
            if known.status is LoanStatus.LISTED and known.last_second >= now:
                fitting.append(listing_document(known))
            if len(fitting) == SHOWN_MAX:
                break
        return fitting

    def loan(self, number: LoanNumber) -> dict[str, Any]:
        """Show a loan: terms, where it stands, the instalments still to come.

        Args:
            number: The loan's number, from 1.

        Returns:
            Its fields, and its rows; amounts in minor units, as text.

        Raises:
            InputError: INPUT:LOAN when there is no such loan.
            ConfigError: DEPLOYMENT:… when the deployment file cannot be used.
            TransportError: When the chain's node does not answer.
        """
        platform = self._platform()
        listed = listing(platform, number)
        live = listed.status is LoanStatus.ACTIVE
        rows = remaining_rows(live_state(platform, number)) if live else ()
        return listing_document(listed) | {
            "rows": [
                {
                    "number": row.number, "due": date_from_day(row.due).isoformat(),
                    "interest": str(row.interest), "principal": str(row.principal),
                    "payment": str(row.payment),
                }
                for row in rows
            ]
        }  # fmt: skip

    def portfolio(self, wallet: Wallet) -> dict[str, Any]:
        """Show what a wallet has: cash, notes, what it can claim, its return so far.

        Args:
            wallet: Its address.

        Returns:
            Amounts in minor units, as text; the first 100 notes.

        Raises:
            InputError: INPUT:ADDRESS when it is not a valid address.
            ConfigError: DEPLOYMENT:… when the deployment file cannot be used.
            TransportError: When the chain's node does not answer.
        """
        view = InvestorView(self._platform(), address_of("wallet", wallet))
        known, returns = view.portfolio(), view.returns()
        return {
            "wallet": view.address, "cash": str(known.balance), "value": str(known.value),
            "paid_in": str(returns.paid_in), "received": str(returns.received),
            "annual_ppm": returns.annual_ppm,
            "notes": [
                {
                    "loan": note.loan, "status": note.status.name.lower(),
                    "units": str(note.units), "outstanding": str(note.outstanding),
                    "claimable": str(note.claimable_principal + note.claimable_interest),
                    "days_past_due": note.overdue,
                }
                for note in known.notes[:SHOWN_MAX]
            ],
        }  # fmt: skip

    def schedule(
        self,
        principal: Amount,
        rate_ppm: Annotated[int, Field(ge=0, le=1_000_000, description="A year, in ppm.")],
        months: Annotated[int, Field(ge=1, le=480, description="One instalment each.")],
        method: MethodName = "annuity",
    ) -> dict[str, Any]:
        """Work out a loan's exact instalments, as the contract does.

        Args:
            principal: In minor units.
            rate_ppm: A year, in ppm.
            months: How many instalments, a month apart.
            method: How principal is spread.

        Returns:
            Each payment and all interest in minor units, as text; the effective rate in ppm.

        Raises:
            TermsError: When the terms are out of bounds.
        """
        terms = Terms(principal, rate_ppm, months, 1, Unit.MONTHS, Method[method.upper()])
        table = schedule(terms)
        return {
            "payments": [str(row.payment) for row in table],
            "interest_total": str(table.interest_total),
            "annual_percentage_rate_ppm": annual_percentage_rate_ppm(terms),
        }

    def quote(
        self,
        amount: Amount,
        months: Annotated[int, Field(ge=1, le=480)],
        method: MethodName = "annuity",
    ) -> dict[str, Any]:
        """Ask the node what a loan would cost by grade; nobody is named, and nothing is kept.

        Args:
            amount: What is lent, in minor units.
            months: Over how many months.
            method: How it is repaid.

        Returns:
            By grade; amounts in minor units, as text.

        Raises:
            InputError: AGENT:NODE when no node was named.
            NodeRefused: When the node does not lend this.
            TransportError: When the node does not answer.
        """
        if self.node is None:
            raise InputError("AGENT:NODE", "no node was named: start it with --node URL")
        with NodeClient(self.node) as client:
            answer = client.quotes.read_quote(amount=amount, months=months, method=method)
        return {
            "no_offer": "an example; an application says which grade somebody gets",
            "grades": [
                {
                    "grade": grade.grade, "rate_ppm": grade.rate_ppm,
                    "annual_percentage_rate_ppm": grade.annual_percentage_rate_ppm,
                    "first_instalment": _text(grade.first_instalment),
                    "received": _text(grade.received), "total": _text(grade.total),
                }
                for grade in answer.grades
            ],
        }  # fmt: skip

    def plan(
        self, act: Act, wallet: Wallet, loan: LoanNumber | None = None, amount: Amount | None = None
    ) -> dict[str, Any]:
        """Simulate an act and return its unsigned transaction, for the wallet's owner to sign.

        fund and repay take a loan and an amount, claim and pay_off a loan, withdraw an amount. What
        the contract would refuse comes back as its code and sentence.

        Args:
            act: What is to be done.
            wallet: Whose act it is.
            loan: The loan's number; none for withdraw.
            amount: In minor units; none for claim and pay_off.

        Returns:
            The transaction, or what the contract would refuse; what has to be approved first.

        Raises:
            InputError: AGENT:PLAN when loan or amount are missing or too many.
            ConfigError: DEPLOYMENT:… when the deployment file cannot be used.
            TransportError: When the chain's node does not answer.
        """
        platform, owner = self._platform(), address_of("wallet", wallet)
        planned = platform.plan(_command(platform, owner, act, loan, amount), owner)
        refusal, call = planned.refusal, planned.call
        return {
            "refusal": None
            if refusal is None
            else {"code": refusal.code, "sentence": refusal.sentence},
            "approve_first": None
            if planned.allowance is None or not planned.allowance.missing
            else str(planned.allowance.needed),
            "contract": call.contract, "function": call.function,
            "transaction": {
                "chainId": platform.chain_id, "from": owner, "to": call.to,
                "data": "0x" + bytes(call.data).hex(), "value": 0, "gas": planned.gas,
            },
            "unsigned": "nothing was sent; whoever owns the wallet reads it, and signs or does not",
        }  # fmt: skip

    def explain(
        self, code: Annotated[str, Field(max_length=64, description="Such as BOOK:FUND:MIN.")]
    ) -> Mapping[str, Any]:
        """Say what a code of an error means, and what to do.

        Args:
            code: As it stands before a sentence.

        Returns:
            The sentence.

        Raises:
            InputError: AGENT:CODE when no error has it.
        """
        entry = catalogue().get(code)
        if entry is None:
            raise InputError("AGENT:CODE", "no error has this code")
        return {"code": code, "sentence": entry.sentence}

    def audit(self) -> dict[str, Any]:
        """Rebuild the platform from its events and check it; takes as long as its history is.

        Returns:
            The verdict, and what has failed.

        Raises:
            ConfigError: DEPLOYMENT:… when the deployment file cannot be used.
            TransportError: When the chain's node does not answer.
        """
        verdict = Auditor.connect(self.rpc, self.deployment).verify()
        return {
            "verdict": verdict.verdict, "block": str(verdict.block), "events": str(verdict.events),
            "checks": len(verdict.checks),
            "failed": [{"check": known.id, "detail": known.detail} for known in verdict.failed],
        }  # fmt: skip

    def _platform(self) -> Platform:
        return Platform.connect(self.rpc, self.deployment)


def _command(
    platform: Platform, owner: str, act: Act, loan: int | None, amount: int | None
) -> Command:
    if (loan is None) is not (act == "withdraw") or (amount is None) is not (
        act in {"claim", "pay_off"}
    ):
        raise InputError(
            "AGENT:PLAN",
            "fund and repay take a loan and an amount, claim and pay_off a loan, withdraw an"
            " amount",
        )
    number, units = loan or 0, amount or 0
    match act:
        case "fund":
            read = listing(platform, number).disclosure_hash
            return Book.fund(number, units, units, read)
        case "claim":
            return Book.claim_many([number])
        case "repay":
            state = live_state(platform, number)
            return Servicing.repay(number, units, row_to_pay(state, platform.today()))
        case "pay_off":
            quote = BorrowerView(platform, owner).payoff_quote(number)
            return Servicing.prepay(number, quote.total, int(Mode.SMALLER))
        case "withdraw":
            return Escrow.withdraw(units)


def _text(amount: int | None) -> str | None:
    return None if amount is None else str(amount)
