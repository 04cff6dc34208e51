"""Puts the API into the node's application: routes, refusals, request ids, the description."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends
from fastapi.openapi.utils import get_openapi

from tallystick_node.api import explorer, health
from tallystick_node.api.problems import Problem, install, problem_responses
from tallystick_node.api.query import refuse_unknown_parameters
from tallystick_node.api.routes import (
    accounts,
    aml,
    aml_cases,
    aml_freezes,
    aml_papers,
    aml_reports,
    aml_rules,
    applications,
    auditing,
    bids,
    blacklist,
    bulk_sales,
    cash_flows,
    checks,
    company,
    complaint_lists,
    complaint_work,
    complaints,
    cosigning,
    countersigning,
    credit_reviews,
    datasets,
    drafts,
    endpoints,
    event_stream,
    exit_plans,
    exits,
    investor_figures,
    learning,
    loans,
    mandates,
    market_data,
    matching,
    message_language,
    outages,
    oversight,
    own_orders,
    own_partners,
    papers,
    partner,
    passkeys,
    payments,
    people,
    platform,
    products,
    proposals,
    publication,
    quotes,
    regulator,
    regulator_alerts,
    regulator_feed,
    resale,
    rewards,
    risk,
    sanctions,
    service_terms,
    servicing,
    sign_in,
    sponsorship,
    staff_complaints,
    staff_growth,
    staff_learning,
    staff_mentions,
    staff_partners,
    staff_people,
    staff_products,
    staff_regulator_keys,
    staff_servicing,
    staff_supervision,
    staff_surveys,
    staff_tickets,
    status,
    surveys,
    tickets,
    watchers,
)

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Identified", "mount"]

_ROUTERS = (
    platform.router, sign_in.router, passkeys.router, loans.router,
    event_stream.router, accounts.router,
    publication.router, people.router, message_language.router, checks.router, staff_people.router,
    sanctions.router, cosigning.router,
    payments.router, resale.router, bids.router, own_orders.router, bulk_sales.router, exits.router,
    exit_plans.router, market_data.router,
    mandates.router, proposals.router, matching.router,
    products.router, staff_products.router,
    drafts.router, applications.router, credit_reviews.router,
    countersigning.router, quotes.router, investor_figures.router, papers.router, cash_flows.router,
    service_terms.router,
    blacklist.router, blacklist.appeals,
    sponsorship.router,
    servicing.router, staff_servicing.router, oversight.router,
    aml.router, aml_rules.router, aml_cases.router, aml_reports.router,
    aml_papers.router, aml_freezes.router,
    risk.router,
    complaints.router, complaint_lists.router, staff_complaints.router, complaint_work.router,
    status.router, outages.router, tickets.router, staff_tickets.router,
    surveys.router, staff_surveys.router, staff_mentions.router,
    learning.router, learning.entry, staff_learning.router,
    rewards.router, staff_growth.router,
    watchers.router, auditing.router, company.router, datasets.router,
    regulator.router, regulator_feed.router, regulator_alerts.router, staff_supervision.router,
    staff_regulator_keys.router,
    partner.router, own_partners.router, endpoints.router, staff_partners.router,
)  # fmt: skip
# What any request can meet, whatever it asks.
_ANYWHERE = problem_responses(413, 429)
# Worked out once in a process, however many applications it makes. The name of a route is the name
# of its operation, and of the client's method for it.
_API = APIRouter(generate_unique_id_function=lambda route: route.name)
for _router in _ROUTERS:
    _API.include_router(
        _router, responses=_ANYWHERE, dependencies=[Depends(refuse_unknown_parameters)]
    )
_API.include_router(health.router)
_API.include_router(explorer.router)


def mount(app: FastAPI) -> None:
    """Add every route of the API, and the description of them, to an application.

    Args:
        app: The application; its `app.state.services` are what the routes ask.
    """
    routers = (*_ROUTERS, health.router, explorer.router)
    install(app, (route for router in routers for route in router.routes))
    app.router.routes.extend(_API.routes)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]


def _described(app: FastAPI) -> dict[str, Any]:
    """Describe the API; refusals are problem documents everywhere, the framework's own included."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        described = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= described.pop("$defs", {})
        schemas["Problem"] = described
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        for operations in document["paths"].values():
            for operation in operations.values():
                malformed = operation.get("responses", {}).get("422")
                if malformed is not None:
                    malformed["content"] = problem_responses(422)[422]["content"]
        app.openapi_schema = document
    return app.openapi_schema


class Identified:
    """Gives each request a name, which its answer and its problem have."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its name."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name = str(uuid.uuid4())
        # What the API says is of one moment, and most of it is for one person.
        private = scope["path"].startswith("/v1/")
        scope["request_id"] = name

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                stated = {key.lower() for key, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    (b"x-request-id", name.encode()),
                    (b"x-content-type-options", b"nosniff"),
                ]
                if private and b"cache-control" not in stated:
                    message["headers"].append((b"cache-control", b"no-store"))
            await send(message)

        await self._app(scope, receive, named)
