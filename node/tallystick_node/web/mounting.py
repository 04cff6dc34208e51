"""Puts the pages into a node's application, before the API's own routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Request, Response

from tallystick_node.api.refusals import NotHere
from tallystick_node.web.account import (
    coin,
    complaints,
    credential,
    dev_wallet,
    figures,
    filters,
    further_wallets,
    lending,
    money,
    overview,
    owing,
    own_data,
    papers,
    partners,
    prepaying,
    registration,
    rewards,
    security,
    sign_in,
    statements,
    suitability,
    surveys,
    tax_years,
    tickets,
    voting,
    webhooks,
)
from tallystick_node.web.acts import sent
from tallystick_node.web.assets import asset, asset_names
from tallystick_node.web.borrowing import applying, locking, offering, status
from tallystick_node.web.investing import mandates, proposing, signing
from tallystick_node.web.kept_pages import KeptPages
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.public import (
    audits,
    contract_code,
    datasets,
    evidence,
    governance,
    home,
    learning,
    loan_calendar,
    loan_list,
    loan_papers,
    loans,
    market,
    platform,
    products,
    quoting,
    reports,
    service_status,
    service_terms,
    verifier,
)
from tallystick_node.web.readable import ReadableRefusals
from tallystick_node.web.resale import (
    accepting,
    bidding,
    bulk_selling,
    buying,
    leaving,
    own_orders,
    prices,
    selling,
)
from tallystick_node.web.staff import (
    aml,
    cash_flows,
    collections,
    credit_reviews,
    growth,
    institutions,
    mentions,
    operations,
    outages,
    people,
    risk,
    shell,
    supervision,
)
from tallystick_node.web.staff import complaints as staff_complaints
from tallystick_node.web.staff import learning as staff_learning
from tallystick_node.web.staff import partners as staff_partners
from tallystick_node.web.staff import products as staff_products
from tallystick_node.web.staff import surveys as staff_surveys
from tallystick_node.web.staff import tickets as staff_tickets

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["mount_pages"]

_ROUTERS = (
    home.router, market.router, quoting.router, loan_list.router, loans.router,
    loan_calendar.router, loan_papers.router, service_terms.router, reports.router, platform.router,
    governance.router, sign_in.router,
    overview.router, lending.router, owing.router, prepaying.router, sent.router, dev_wallet.router,
    registration.router, suitability.router, own_data.router, security.router,
    coin.router, voting.router, money.router, credential.router, further_wallets.router,
    papers.router, filters.router, figures.router, tax_years.router,
    complaints.router, staff_complaints.router,
    applying.router, status.router, offering.router, locking.router, statements.router,
    buying.router, selling.router, accepting.router, bidding.router, own_orders.router,
    bulk_selling.router, prices.router, leaving.router,
    mandates.router, proposing.router, signing.router,
    products.router, staff_products.router, institutions.router,
    shell.router, credit_reviews.router, cash_flows.router, collections.router,
    service_status.router, outages.router, tickets.router, staff_tickets.router,
    surveys.router, staff_surveys.router, mentions.router,
    learning.router, staff_learning.router,
    rewards.router, growth.router, partners.router, staff_partners.router,
    webhooks.router,
    people.router, aml.router, operations.router, risk.router, supervision.router,
    verifier.router, contract_code.router, evidence.router, audits.router,
    datasets.router,
)  # fmt: skip
_FILES = pages_router()
_HEADERS = {
    "cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding",
}  # fmt: skip


@_FILES.get("/assets/{digest}/{name}")
def read_asset(request: Request, digest: str, name: str) -> Response:
    """A file that pages load, for ever under this address."""
    if name not in asset_names() or asset(name).path != f"/assets/{digest}/{name}":
        raise NotHere("API:FILE", "there is no such file")
    file = asset(name)
    if "gzip" in request.headers.get("accept-encoding", "").lower():
        headers = {**_HEADERS, "content-encoding": "gzip"}
        return Response(file.packed, media_type=file.kind, headers=headers)
    return Response(file.data, media_type=file.kind, headers=_HEADERS)


def mount_pages(app: FastAPI) -> None:
    """Add every page to an application that has its API.

    Args:
        app: The application; its `app.state.services` are what pages ask.
    """
    routes = [route for router in (*_ROUTERS, _FILES) for route in router.routes]
    app.router.routes[:0] = routes
    app.state.kept_pages = KeptPages()
    app.add_middleware(ReadableRefusals)
