"""Requests to the node about staff aml."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.staff_aml import (
    AlertState,
    AmlAlertPage,
    AmlAlertResponse,
    AmlBackTestResponse,
    AmlGraphResponse,
    AmlOverviewResponse,
    AmlRuleResponse,
    AmlSimilarResponse,
    AmlSnoozeResponse,
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
