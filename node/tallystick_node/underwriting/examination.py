"""The examination of an application: all is gathered, six stages judge, all is written down."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select

from tallystick_node.credit.applicant import Judge
from tallystick_node.infrastructure.jobs.kinds import JobKind
from tallystick_node.infrastructure.policy.judgement import Policy
from tallystick_node.storage.schema import canonical
from tallystick_node.storage.tables import blacklist, findings, loans, person_wallets
from tallystick_node.underwriting.adverse_action import heard
from tallystick_node.underwriting.applications import EXAMINE, ApplicationState
from tallystick_node.underwriting.case import ApplicationCase, History, StageOutcome
from tallystick_node.underwriting.features import features_of
from tallystick_node.underwriting.past_applications import PastApplications
from tallystick_node.underwriting.possible_loan import PossibleLoan, possible_loan
from tallystick_node.underwriting.stages import examine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from sqlalchemy import Connection, Row

    from tallystick_node.credit.card import Card
    from tallystick_node.infrastructure.jobs.kinds import Effect, Job
    from tallystick_node.kyc.providers.protocols import BureauReport
    from tallystick_node.underwriting.applications import Applications
    from tallystick_node.underwriting.case import StageFinding
    from tallystick_node.underwriting.loan_request import LoanApplication
    from tallystick_node.underwriting.queue import ReviewQueue
    from tallystick_node.underwriting.quotes import TermPrices
    from tallystick_node.underwriting.rules import LendingRules

__all__ = ["Examination"]

PPM = 10**6
_OWING = ("funded", "active", "defaulted")
_STATES = {
    StageOutcome.PASS: ApplicationState.APPROVED,
    StageOutcome.REFER: ApplicationState.REFERRED,
    StageOutcome.REFUSE: ApplicationState.REFUSED,
}


@dataclass(frozen=True, slots=True)
class Examination:
    """Examines applications with one card and one set of rules. unit: as in `features_of`."""

    applications: Applications
    queue: ReviewQueue
    card: Card
    rules: LendingRules
    unit: int
    prices: TermPrices

    @property
    def kind(self) -> JobKind:
        """The job that examines whatever waits."""
        return JobKind(EXAMINE, self._run, self._waiting)

    def examine(self, number: str) -> Effect:
        """Gather everything about an application, asking a bureau if need be, and judge it.

        Args:
            number: The application's identifier.

        Returns:
            What keeps the outcome, to be run in a transaction.

        Raises:
            NoApplication: APPLICATION:NONE when there is no such application.
            ProviderFailed: While the bureau does not answer: the application is examined later.
            InputError: BUREAU:COLUMN when a bureau's number is not a number; PRODUCT:NONE when the
                product is not in the catalogue any more.
            CreditError: When the card cannot judge or price what is known.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        row, case, stage_findings = self.judged(number)

        def effect(connection: Connection) -> None:
            now = self.applications.row(connection, number, lock=True)
            if now.state == ApplicationState.SUBMITTED:
                self._write(connection, row, case, stage_findings)

        return effect

    def judged(self, number: str) -> tuple[Row[Any], ApplicationCase, list[StageFinding]]:
        """Gather everything about an application, asking a bureau if need be, and judge it.

        Args:
            number: The application's identifier.

        Returns:
            Its row, the case as it is known now, and the finding of each stage.

        Raises:
            NoApplication: APPLICATION:NONE when there is no such application.
            ProviderFailed: While the bureau does not answer.
            InputError: BUREAU:COLUMN when a bureau's number is not a number; PRODUCT:NONE when the
                product is not in the catalogue any more.
            CreditError: When the card cannot judge or price what is known.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        applications = self.applications
        database = applications.people.context.database
        with database.reading() as connection:
            row = applications.row(connection, number)
        bureau = applications.borrowers.bureau(row.person)
        with database.reading() as connection:
            case = self.case(connection, row, bureau)
        policy, rules = self._policy(), applications.rules_of(case.order)
        stage_findings = examine(case, rules, policy)
        possible = possible_loan(stage_findings, rules, policy, case, self._judge_anew(case))
        if possible is not None:
            facts = {"possible_amount": possible.amount, "possible_months": possible.months}
            stage_findings[-1] = replace(stage_findings[-1], facts=facts)
        return row, case, stage_findings

    def case(
        self, connection: Connection, row: Row[Any], bureau: BureauReport | None
    ) -> ApplicationCase:
        """Return everything that the stages look at.

        Args:
            connection: An open database transaction.
            row: The application's row.
            bureau: The bureau's report, None without one.

        Returns:
            The case.

        Raises:
            InputError: BUREAU:COLUMN when a bureau's number is not a number; PRODUCT:NONE when the
                product is not in the catalogue any more.
            CreditError: When the card cannot judge or price what is known.
            PersonRefused: PEOPLE:UNKNOWN when nobody is registered under this identifier.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        applications = self.applications
        order = applications.order(connection, row)
        borrower = applications.borrowers.of(connection, row.person, row.amount)
        features = features_of(self.card, order, borrower, bureau, self.unit)
        judgement = Judge(self.card).judge(features)
        policy, products = self._policy(), applications.products
        template = products.catalogue.template(order.product)
        return ApplicationCase(
            order=order, borrower=borrower, history=self._history(connection, row, order),
            bureau=bureau, features=features, judgement=judgement,
            rate_ppm=self.prices.of(order.months, policy)[judgement.grade],
            day=policy.day, unit=self.unit,
            missing_artefacts=tuple(map(str, applications.missing_artefacts(connection, row))),
            vouched=products.vouches.count(connection, row.person) if template.social else None,
            looks_at_vouches=template.social,
            paid_at_once=template.paid_at_once,
        )  # fmt: skip

    def _judge_anew(self, case: ApplicationCase) -> Callable[[LoanApplication], ApplicationCase]:
        """The same case with another order."""
        judge, policy = Judge(self.card), self._policy()

        def judged(order: LoanApplication) -> ApplicationCase:
            features = features_of(self.card, order, case.borrower, case.bureau, case.unit)
            judgement = judge.judge(features)
            return replace(
                case, order=order, features=features, judgement=judgement,
                rate_ppm=self.prices.of(order.months, policy)[judgement.grade],
            )  # fmt: skip

        return judged

    def found(self, connection: Connection, number: str) -> Sequence[Row[Any]]:
        """Return the findings of each stage.

        Args:
            connection: An open database transaction.
            number: The application's identifier.

        Returns:
            Their rows, in the order of the stages.
        """
        return connection.execute(
            select(findings).where(findings.c.application == number).order_by(findings.c.number)
        ).all()

    def possible(self, connection: Connection, number: str) -> PossibleLoan | None:
        """Return what would not have been refused in place of a refused application.

        Args:
            connection: An open database transaction.
            number: The application's identifier.

        Returns:
            As the examination found it; None where there is none.
        """
        for finding in self.found(connection, number):
            if "possible_amount" in finding.facts:
                return PossibleLoan(
                    int(finding.facts["possible_amount"]), int(finding.facts["possible_months"])
                )
        return None

    def _policy(self) -> Policy:
        context = self.applications.people.context
        return Policy(context.pack, context.today)

    def _run(self, job: Job) -> Effect:
        return self.examine(job.key.subject)

    def _waiting(self, _: date) -> Iterable[str]:
        with self.applications.people.context.database.reading() as connection:
            return self.applications.waiting(connection)

    def _history(self, connection: Connection, row: Row[Any], order: LoanApplication) -> History:
        past = PastApplications(self.applications)
        wallets = select(person_wallets.c.wallet).where(person_wallets.c.person == row.person)
        owing = connection.execute(
            select(loans.c.balance, loans.c.principal, loans.c.instalments, loans.c.settled).where(
                loans.c.borrower.in_(wallets), loans.c.status.in_(_OWING)
            )
        ).all()
        listed = connection.scalar(
            select(func.count()).where(
                blacklist.c.person == row.person, blacklist.c.lifted.is_not(True)
            )
        )
        return History(
            owed=sum(loan.balance or loan.principal for loan in owing),
            blacklisted=bool(listed),
            applications_30d=past.recent(connection, row),
            same_project=past.same_project(connection, row),
            similar_project=past.similar_project(connection, row, order),
            # What is left, in even parts, rounded up: interest is small beside the principal.
            due_a_month=sum(
                -(-loan.balance // max(loan.instalments - loan.settled, 1)) for loan in owing
            ),
        )

    def _write(
        self,
        connection: Connection,
        row: Row[Any],
        case: ApplicationCase,
        stage_findings: Sequence[StageFinding],
    ) -> None:
        decision = stage_findings[-1]
        values = self.keep(connection, row, case, stage_findings)
        values["told"] = list(
            heard(decision.reasons, [finding.facts for finding in stage_findings])
            if decision.outcome is StageOutcome.REFUSE
            else ()
        )
        if decision.outcome is not StageOutcome.REFER:
            now = self.applications.people.context.now
            values |= {"decided_at": now, "decided_by": "node"}
        self.applications.move(connection, row.id, _STATES[decision.outcome], **values)
        if decision.outcome is StageOutcome.REFER:
            self.queue.open(connection, row.id)
        else:
            self.queue.tell(connection, row.id)
        self.note(connection, row, stage_findings)

    def keep(
        self,
        connection: Connection,
        row: Row[Any],
        case: ApplicationCase,
        stage_findings: Sequence[StageFinding],
    ) -> dict[str, Any]:
        """Keep what each stage found, in place of what an earlier examination had.

        Args:
            connection: An open database transaction.
            row: The application's row.
            case: What was judged.
            stage_findings: The findings, the decision last.

        Returns:
            What the application's row then says of the judgement, by the name of the column.
        """
        context = self.applications.people.context
        connection.execute(delete(findings).where(findings.c.application == row.id))
        connection.execute(
            insert(findings),
            [
                {
                    "application": row.id, "number": number, "stage": finding.stage,
                    "outcome": finding.outcome, "reasons": list(finding.reasons),
                    "facts": dict(finding.facts), "at": context.now,
                }
                for number, finding in enumerate(stage_findings, start=1)
            ],
        )  # fmt: skip
        level = self.rules.grades.get(case.judgement.grade)
        return {
            "model": self.card.hash,
            "inputs": self._inputs(case),
            "policy": f"{context.pack.name} {context.pack.version}",
            "rules": self.rules.version,
            "score": case.judgement.score,
            "grade": case.judgement.grade,
            "p_default_ppm": round(case.judgement.p_default * PPM),
            "rate_ppm": case.rate_ppm,
            "level": None if level is None else level.level,
            "reasons": list(stage_findings[-1].reasons),
        }

    def note(
        self, connection: Connection, row: Row[Any], stage_findings: Sequence[StageFinding]
    ) -> None:
        """Put what each stage found into the audit log; last in a transaction.

        Args:
            connection: An open database transaction.
            row: The application's row.
            stage_findings: The findings.
        """
        context = self.applications.people.context
        for finding in stage_findings:
            context.note(
                connection, f"stage.{finding.stage}", row.person, actor="node",
                details={
                    "application": row.id, "outcome": finding.outcome,
                    "reasons": list(finding.reasons),
                },
            )  # fmt: skip

    def _inputs(self, case: ApplicationCase) -> str:
        """Return the keyed mark of what was judged: it proves the inputs, and shows none."""
        document = {
            "features": {name: str(value) for name, value in case.features.items()},
            "order": json.loads(case.order.model_dump_json()),
        }
        return self.applications.people.context.vault.mark("inputs", canonical(document))
