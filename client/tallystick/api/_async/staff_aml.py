"""Requests to the node about staff aml."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.staff_aml import (
    ActKind,
    AlertState,
    AmlActResponse,
    AmlAlertPage,
    AmlAlertResponse,
    AmlBackTestResponse,
    AmlCasePage,
    AmlCaseResponse,
    AmlGraphResponse,
    AmlOverviewResponse,
    AmlReportFileResponse,
    AmlReportResponse,
    AmlRuleResponse,
    AmlSimilarResponse,
    AmlSnoozeResponse,
    CaseLevel,
    CaseOutcome,
    CaseState,
    ReportKind,
    RuleState,
)
from tallystick.api.shapes import segment

__all__ = ["AsyncStaffAmlApi"]


class AsyncStaffAmlApi(AsyncCalls):
    """Calls about staff aml."""

    async def list_aml_alerts(
        self,
        *,
        state: AlertState | None = None,
        rule: str | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> AmlAlertPage:
        """The alerts, the newest first; none about the caller.

        Args:
            state: Where an alert stands: nobody has looked, its person is left alone, it is in a
                case; None leaves it out.
            rule: At most 16 characters; None leaves it out.
            limit: Items of a page at most.
            after: `next` of the page before; None leaves it out.

        Returns:
            Alerts, the newest first.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET",
            "/v1/staff/aml/alerts",
            AmlAlertPage,
            query={"state": state, "rule": rule, "limit": limit, "after": after},
        )

    async def read_aml_alert(self, number: int) -> AmlAlertResponse:
        """An alert.

        Args:
            number: Its number, as the node returned it.

        Returns:
            What a rule has seen of one day.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", f"/v1/staff/aml/alerts/{segment(number)}", AmlAlertResponse)

    async def read_aml_graph(self, number: int, *, hops: int = 3) -> AmlGraphResponse:
        """The flows around the people of an alert, at most three hops away.

        Args:
            number: Its number, as the node returned it.
            hops: How far around the people to look.

        Returns:
            The flows around the people of an alert.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET",
            f"/v1/staff/aml/alerts/{segment(number)}/graph",
            AmlGraphResponse,
            query={"hops": hops},
        )

    async def list_similar_aml_cases(self, number: int) -> tuple[AmlSimilarResponse, ...]:
        """Closed cases with an alert of the same rule, the newest first.

        Args:
            number: Its number, as the node returned it.

        Returns:
            The items. Each: A closed case with an alert of the same rule.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET", f"/v1/staff/aml/alerts/{segment(number)}/similar", tuple[AmlSimilarResponse, ...]
        )

    async def list_aml_cases(
        self,
        *,
        state: CaseState | None = None,
        mine: bool = False,
        limit: int = 50,
        after: str | None = None,
    ) -> AmlCasePage:
        """The cases, the newest first.

        Without a state those that are open. None about the caller.

        Args:
            state: Where a case stands; None leaves it out.
            mine: Those that the caller has alone.
            limit: Items of a page at most.
            after: `next` of the page before; None leaves it out.

        Returns:
            Cases, the newest first.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET",
            "/v1/staff/aml/cases",
            AmlCasePage,
            query={"state": state, "mine": mine, "limit": limit, "after": after},
        )

    async def open_aml_case(self, *, alerts: tuple[int, ...], level: CaseLevel) -> AmlCaseResponse:
        """Open a case of some alerts; the caller has it from now on.

        Args:
            alerts: Their numbers.
            level: How much the case matters.

        Returns:
            A case.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST", "/v1/staff/aml/cases", AmlCaseResponse, body={"alerts": alerts, "level": level}
        )

    async def read_aml_case(self, number: int) -> AmlCaseResponse:
        """A case.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A case.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", f"/v1/staff/aml/cases/{segment(number)}", AmlCaseResponse)

    async def list_aml_acts(self, number: int) -> tuple[AmlActResponse, ...]:
        """What was done in a case, the oldest first.

        Args:
            number: Its number, as the node returned it.

        Returns:
            The items. Each: What was done in a case, by whom and when.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET", f"/v1/staff/aml/cases/{segment(number)}/acts", tuple[AmlActResponse, ...]
        )

    async def add_aml_act(self, number: int, *, kind: ActKind, text: str) -> None:
        """Write down what was done in a case that the caller has.

        Args:
            number: Its number, as the node returned it.
            kind: Which kind it was: note, asked, edd or exit.
            text: In words.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        await self.tell(
            "POST", f"/v1/staff/aml/cases/{segment(number)}/acts", body={"kind": kind, "text": text}
        )

    async def decide_aml_case(self, number: int, *, agreed: bool, reason: str) -> AmlCaseResponse:
        """Close a case as a colleague proposed, or send it back.

        Args:
            number: Its number, as the node returned it.
            agreed: Whether it is closed; else it goes back.
            reason: Why.

        Returns:
            A case.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            f"/v1/staff/aml/cases/{segment(number)}/decision",
            AmlCaseResponse,
            body={"agreed": agreed, "reason": reason},
        )

    async def export_aml_evidence(self, number: int) -> bytes:
        """The evidence of a case as a ZIP file; that it was taken is journalled.

        Args:
            number: Its number, as the node returned it.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.fetch("POST", f"/v1/staff/aml/cases/{segment(number)}/evidence")

    async def take_aml_case(self, number: int) -> AmlCaseResponse:
        """Take a case, or keep it for another day; not while a colleague has it.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A case.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST", f"/v1/staff/aml/cases/{segment(number)}/lease", AmlCaseResponse
        )

    async def link_aml_cases(self, number: int, *, case: int) -> None:
        """Link two cases.

        Args:
            number: Its number, as the node returned it.
            case: Its number, as the node returned it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        await self.tell("POST", f"/v1/staff/aml/cases/{segment(number)}/links", body={"case": case})

    async def propose_aml_outcome(
        self, number: int, *, outcome: CaseOutcome, reason: str
    ) -> AmlCaseResponse:
        """Propose what a case came to that the caller has.

        Args:
            number: Its number, as the node returned it.
            outcome: What it came to.
            reason: Why.

        Returns:
            A case.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            f"/v1/staff/aml/cases/{segment(number)}/proposal",
            AmlCaseResponse,
            body={"outcome": outcome, "reason": reason},
        )

    async def list_aml_reports(self, number: int) -> tuple[AmlReportResponse, ...]:
        """The reports about a case, every version, the oldest first.

        Args:
            number: Its number, as the node returned it.

        Returns:
            The items. Each: A version of a report.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET", f"/v1/staff/aml/cases/{segment(number)}/reports", tuple[AmlReportResponse, ...]
        )

    async def draft_aml_report(
        self, number: int, *, fields: dict[str, str], kind: ReportKind
    ) -> AmlReportResponse:
        """Write the next version of a report; every field of the policy has a value.

        Args:
            number: Its number, as the node returned it.
            fields: Values by the policy's names of fields.
            kind: Which report: str or large.

        Returns:
            A version of a report.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            f"/v1/staff/aml/cases/{segment(number)}/reports",
            AmlReportResponse,
            body={"fields": fields, "kind": kind},
        )

    async def move_aml_case(self, number: int, *, state: CaseState) -> AmlCaseResponse:
        """Say where a case stands that the caller has; closing it takes two.

        Args:
            number: Its number, as the node returned it.
            state: investigating, waiting or escalated.

        Returns:
            A case.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "PUT",
            f"/v1/staff/aml/cases/{segment(number)}/state",
            AmlCaseResponse,
            body={"state": state},
        )

    async def read_aml_overview(self) -> AmlOverviewResponse:
        """How the watch stands: the last look, open alerts by age, cases that are late.

        Returns:
            How the watch stands.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/staff/aml/overview", AmlOverviewResponse)

    async def open_aml_report(self, number: int) -> AmlReportFileResponse:
        """What a report says; that it was opened is journalled.

        Args:
            number: Its number, as the node returned it.

        Returns:
            What a report says, in the policy's fields and their order.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST", f"/v1/staff/aml/reports/{segment(number)}/file", AmlReportFileResponse
        )

    async def acknowledge_aml_report(self, number: int, *, receipt: str) -> AmlReportResponse:
        """Write down the authority's receipt of a report.

        Args:
            number: Its number, as the node returned it.
            receipt: What the authority names the report by.

        Returns:
            A version of a report.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            f"/v1/staff/aml/reports/{segment(number)}/receipt",
            AmlReportResponse,
            body={"receipt": receipt},
        )

    async def send_aml_report(self, number: int) -> AmlReportResponse:
        """Write down that a report was sent; not open to whoever wrote it.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A version of a report.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST", f"/v1/staff/aml/reports/{segment(number)}/sent", AmlReportResponse
        )

    async def list_aml_rules(self) -> tuple[AmlRuleResponse, ...]:
        """The rules: which are live, which only count, which are off.

        Returns:
            The items. Each: Where a rule stands.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/staff/aml/rules", tuple[AmlRuleResponse, ...])

    async def test_aml_rule(
        self, code: str, *, first: date, last: date, bounds: dict[str, int] | None = None
    ) -> AmlBackTestResponse:
        """Try a rule on the past; nobody is alerted.

        Args:
            code: 1 to 16 characters.
            first: The first day.
            last: The last day, before today.
            bounds: Thresholds in place of the policy's, by name; None leaves it out.

        Returns:
            What a rule would have seen.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            f"/v1/staff/aml/rules/{segment(code)}/back-tests",
            AmlBackTestResponse,
            body={"bounds": bounds, "first": first, "last": last},
        )

    async def confirm_aml_rule(self, code: str) -> AmlRuleResponse:
        """Agree to what a colleague proposes for a rule.

        Args:
            code: 1 to 16 characters.

        Returns:
            Where a rule stands.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST", f"/v1/staff/aml/rules/{segment(code)}/confirmation", AmlRuleResponse
        )

    async def propose_aml_rule(self, code: str, *, state: RuleState) -> AmlRuleResponse:
        """Propose what a rule should be.

        It goes live only after a back-test and a run in shadow.

        Args:
            code: 1 to 16 characters.
            state: What it should be.

        Returns:
            Where a rule stands.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            f"/v1/staff/aml/rules/{segment(code)}/proposal",
            AmlRuleResponse,
            body={"state": state},
        )

    async def snooze_person(
        self, *, person: str, reason: str, until: date, rule: str | None = None
    ) -> AmlSnoozeResponse:
        """Leave a person alone for a while, at most half a year, with a reason.

        Args:
            person: The person's identifier.
            reason: Why.
            until: The last day.
            rule: For this rule alone; for all without it; None leaves it out.

        Returns:
            The snooze's number.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            "/v1/staff/aml/snoozes",
            AmlSnoozeResponse,
            body={"person": person, "reason": reason, "rule": rule, "until": until},
        )

    async def all_aml_alerts(
        self, *, state: AlertState | None = None, rule: str | None = None
    ) -> AsyncIterator[AmlAlertResponse]:
        """Every item of `list_aml_alerts`, page after page.

        Args:
            state: Where an alert stands: nobody has looked, its person is left alone, it is in a
                case; None leaves it out.
            rule: At most 16 characters; None leaves it out.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = await self.list_aml_alerts(state=state, rule=rule, limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next

    async def all_aml_cases(
        self, *, state: CaseState | None = None, mine: bool = False
    ) -> AsyncIterator[AmlCaseResponse]:
        """Every item of `list_aml_cases`, page after page.

        Args:
            state: Where a case stands; None leaves it out.
            mine: Those that the caller has alone.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = await self.list_aml_cases(state=state, mine=mine, limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next
