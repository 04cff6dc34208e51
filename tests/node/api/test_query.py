"""A query parameter that a route does not know is refused, on every route of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from fastapi.routing import APIRoute

from tallystick_node.api.app import description
from tallystick_node.api.bodies import bound_of
from tallystick_node.api.mounting import _ROUTERS
from tallystick_node.api.query import _names

if TYPE_CHECKING:
    from node.api.builders import Api

ROUTES = [route for router in _ROUTERS for route in router.routes if isinstance(route, APIRoute)]


def refused(response: Any) -> str:
    assert response.status_code == 422
    document = response.json()
    assert (document["code"], response.headers["content-type"]) == (
        "INPUT:QUERY", "application/problem+json",
    )  # fmt: skip
    return str(document["detail"])


def test_the_parameter_and_those_that_there_are_are_named(api: Api) -> None:
    assert refused(api.client.get("/v1/loans?limt=5")) == (
        "'limt' is no query parameter here, there are after, borrower, limit, status;"
        " is 'limit' meant?"
    )
    assert refused(api.client.get("/v1/platform?x=1")) == (
        "'x' is no query parameter here, there is none"
    )


@pytest.mark.parametrize(
    "query", ["LIMIT=5", "limit=5&x", "=5", "limit%00=5", "%ff=1", "limit[]=5"]
)
def test_names_near_a_known_one_are_none(api: Api, query: str) -> None:
    refused(api.client.get(f"/v1/loans?{query}"))


def test_a_long_name_is_cut(api: Api) -> None:
    detail = refused(api.client.get(f"/v1/loans?{'a' * 5_000}=1"))
    assert len(detail) < 200


def test_what_a_route_knows_is_taken(api: Api) -> None:
    for path in ("/v1/loans", "/v1/loans?limit=5", "/v1/loans?", "/v1/loans?limit=5&borrower="):
        assert api.client.get(path).json().get("code") != "INPUT:QUERY"


def test_every_route_refuses_what_it_does_not_know(api: Api) -> None:
    for route in ROUTES:
        path = route.path
        for part in route.param_convertors:
            path = path.replace(f"{{{part}}}", "1")
        response = api.client.request(next(iter(route.methods or ())), f"{path}?nobody_knows=1")
        if response.status_code == 401 and bound_of(path).signed_in:
            continue  # before anything else of the request is read
        assert "nobody_knows" in refused(response), route.name


def test_what_is_known_is_what_the_description_says() -> None:
    document = description()
    for route in (route for route in ROUTES if route.include_in_schema):
        for method in route.methods or ():
            stated = document["paths"][route.path][method.lower()].get("parameters", [])
            names = {row["name"] for row in stated if row["in"] == "query"}
            assert names == set(_names(route.dependant)), route.name
            assert "422" in document["paths"][route.path][method.lower()]["responses"]
