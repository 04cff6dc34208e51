"""Query parameters that a route does not know are refused: `?limt=5` would quietly do nothing."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.requests import Request

from tallystick.errors import InputError

__all__ = ["refuse_unknown_parameters"]

_SHOWN_MAX = 40


async def refuse_unknown_parameters(request: Request) -> None:
    """Refuse a request with a query parameter that its route does not have.

    Args:
        request: The request, whose route was found.

    Raises:
        InputError: INPUT:QUERY with the parameter and those that the route has.
    """
    if not request.url.query:
        return
    route: APIRoute = request.scope["route"]
    known = sorted(set(_names(route.dependant)))
    unknown = next((name for name in request.query_params if name not in known), None)
    if unknown is None:
        return
    shown = "".join(letter for letter in unknown if letter.isprintable())
    shown = shown if len(shown) <= _SHOWN_MAX else f"{shown[:_SHOWN_MAX]}…"
    there = f"there are {', '.join(known)}" if known else "there is none"
    near = difflib.get_close_matches(unknown[:_SHOWN_MAX], known, 1)
    meant = f"; is {near[0]!r} meant?" if near else ""
    raise InputError("INPUT:QUERY", f"{shown!r} is no query parameter here, {there}{meant}")


def _names(dependant: Dependant) -> Iterator[str]:
    """The names of a route's parameters, and of those of whatever it depends on."""
    for field in dependant.query_params:
        yield field.alias
    for inner in dependant.dependencies:
        yield from _names(inner)
