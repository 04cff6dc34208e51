"""Endpoints of my own systems: what they hear of, their secrets, and what was sent there."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from tallystick_node.api.person import Me
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import DatabaseDep, IndexDep, PartnersDep
from tallystick_node.api.shapes import Described, RowNumber, Strict, UtcMoment
from tallystick_node.partners.hook_book import HookEndpoint
from tallystick_node.partners.hook_post import HookDelivery
from tallystick_node.partners.hook_rules import (
    URL_CHARACTERS_MAX,
    DeliveryState,
    EndpointState,
    HookEvent,
)

__all__ = ["EndpointRequest", "router"]

router = APIRouter(
    prefix="/v1/me/endpoints", tags=["endpoints"],
    responses=problem_responses(401, 404, 409, 422, 503),
)  # fmt: skip


class EndpointRequest(Strict):
    """Where my own system listens, and to what."""

    url: Annotated[str, Field(min_length=1, max_length=URL_CHARACTERS_MAX)]
    """An https address of the open internet."""
    events: Annotated[list[HookEvent], Field(min_length=1, max_length=len(HookEvent))]
    """What it hears of; a test always comes."""


class EndpointResponse(Described):
    """An endpoint without its secret."""

    endpoint: int
    """Its number."""
    url: str
    """Where it listens."""
    events: list[HookEvent]
    """What it hears of."""
    state: EndpointState
    """Whether it hears of anything now."""
    failures: int
    """Tries in a row that have failed; at 20 it is switched off."""
    created_at: UtcMoment
    """Since when."""


class NewEndpointResponse(Described):
    """An endpoint with its secret."""

    secret: str
    """By which it checks what comes (Standard Webhooks); it is shown this once."""
    entry: EndpointResponse
    """The endpoint without it."""


class EndpointSecretResponse(Described):
    """A new secret."""

    secret: str
    """It is shown this once; the one before signs too for another 24 hours."""


class DeliveryResponse(Described):
    """What was sent to an endpoint, or is to be."""

    delivery: int
    """Its number."""
    event: HookEvent
    """What it is."""
    state: DeliveryState
    """What became of it."""
    tries: int
    """How often it was tried."""
    code: str | None
    """Why the newest try has failed; null where it has not."""
    created_at: UtcMoment
    """Since when."""
    settled_at: UtcMoment | None
    """When it was tried last; null before."""
    content: dict[str, Any]
    """The body."""


@router.get("")
def list_endpoints(me: Me, database: DatabaseDep, partners: PartnersDep) -> list[EndpointResponse]:
    """My endpoints."""
    with database.reading() as connection:
        return [_endpoint(each) for each in partners.endpoints.of(connection, me)]


@router.post("", status_code=201)
def add_endpoint(
    body: EndpointRequest, me: Me, database: DatabaseDep, partners: PartnersDep, index: IndexDep
) -> NewEndpointResponse:
    """Register an endpoint; it hears of what happens from now on."""
    block = index.freshness().block
    with database.writing() as connection:
        secret, entry = partners.endpoints.add(connection, me, body.url, body.events, block)
    return NewEndpointResponse(secret=secret, entry=_endpoint(entry))


@router.delete("/{number}", status_code=204)
def remove_endpoint(
    number: RowNumber, me: Me, database: DatabaseDep, partners: PartnersDep
) -> Response:
    """Remove an endpoint, with its secret and what was sent there."""
    with database.writing() as connection:
        partners.endpoints.remove(connection, me, number)
    return Response(status_code=204)


@router.post("/{number}/secret")
def rotate_endpoint_secret(
    number: RowNumber, me: Me, database: DatabaseDep, partners: PartnersDep
) -> EndpointSecretResponse:
    """Get a new secret; for another 24 hours what comes has two signatures."""
    with database.writing() as connection:
        return EndpointSecretResponse(secret=partners.endpoints.rotate(connection, me, number))


@router.post("/{number}/test", status_code=204)
def try_endpoint(
    number: RowNumber, me: Me, database: DatabaseDep, partners: PartnersDep
) -> Response:
    """Send something that says nothing."""
    with database.writing() as connection:
        partners.post.test(connection, me, number)
    return Response(status_code=204)


@router.post("/{number}/activation")
def switch_endpoint_on(
    number: RowNumber, me: Me, database: DatabaseDep, partners: PartnersDep
) -> EndpointResponse:
    """Switch an endpoint on again that the node has switched off."""
    with database.writing() as connection:
        return _endpoint(partners.endpoints.switch_on(connection, me, number))


@router.get("/{number}/deliveries")
def list_deliveries(
    number: RowNumber, me: Me, database: DatabaseDep, partners: PartnersDep
) -> list[DeliveryResponse]:
    """What was sent to an endpoint, the newest first, at most 200."""
    with database.reading() as connection:
        return [_delivery(each) for each in partners.post.log(connection, me, number)]


@router.post("/{number}/deliveries/{delivery}/again", status_code=204)
def redeliver(
    number: RowNumber, delivery: RowNumber, me: Me, database: DatabaseDep, partners: PartnersDep
) -> Response:
    """Send once more what was sent."""
    with database.writing() as connection:
        partners.post.again(connection, me, number, delivery)
    return Response(status_code=204)


def _endpoint(endpoint: HookEndpoint) -> EndpointResponse:
    return EndpointResponse(
        endpoint=endpoint.number, url=endpoint.url, events=list(endpoint.events),
        state=endpoint.state, failures=endpoint.failures, created_at=endpoint.created_at,
    )  # fmt: skip


def _delivery(delivery: HookDelivery) -> DeliveryResponse:
    return DeliveryResponse(
        delivery=delivery.number, event=delivery.event, state=delivery.state,
        tries=delivery.tries, code=delivery.code, created_at=delivery.created_at,
        settled_at=delivery.settled_at, content=dict(delivery.content),
    )  # fmt: skip
