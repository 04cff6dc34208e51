"""Every address of a node's application, from its own table: a new route is walked by itself."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any

from fastapi.routing import APIRoute
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from node.api.builders import Api

__all__ = ["addresses", "asked_by", "filled", "patterns", "readable"]

_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
# A file of another test: its addresses are public, and it is for ever.
FOR_EVER = "/assets/{digest}/{name}"


def _routes(routes: Any) -> Iterator[Route]:
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from _routes(included.routes)
        else:
            assert isinstance(route, Route), f"{route} is an address that nothing here walks"
            yield route


def patterns(site: Api) -> dict[str, set[str]]:
    """The patterns of all paths, pages and API, with the methods that each takes."""
    table: dict[str, set[str]] = {}
    for route in _routes(site.client.app.router.routes):  # type: ignore[attr-defined]
        table.setdefault(route.path, set()).update(route.methods or ())
    assert len(table) > 150
    return table


def readable(site: Api, *, pages: bool = False) -> list[str]:
    """The patterns that are read, in the order of the table; with `pages`, the pages alone."""
    own = {
        route.path
        for route in _routes(site.client.app.router.routes)  # type: ignore[attr-defined]
        if isinstance(route, APIRoute) and not route.include_in_schema
    }
    machine = {"/livez", "/readyz", "/metrics", "/docs", "/docs/{name}", FOR_EVER}
    return [
        path
        for path, methods in patterns(site).items()
        if "GET" in methods and not (pages and (path not in own or path in machine))
    ]


def asked_by(site: Api) -> dict[str, list[str]]:
    """The names that the query of each page may have, by its pattern."""
    named, pages = {}, set(readable(site, pages=True))
    for route in _routes(site.client.app.router.routes):  # type: ignore[attr-defined]
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()) and route.path in pages:
            named[route.path] = sorted(_queried(route.dependant))
    return named


def _queried(dependant: Any) -> set[str]:
    own = {field.alias for field in dependant.query_params}
    return own.union(*(_queried(dependency) for dependency in dependant.dependencies))


def filled(pattern: str, values: Mapping[str, Any]) -> list[str]:
    """The paths of a pattern: one for each choice of its parameters.

    `values` has, by a part of the pattern such as "loans/{number}" or by the parameter's name, one
    value or several; the first that fits is taken.
    """
    choices = []
    for name in _PARAMETER.findall(pattern):
        fitting = [values[key] for key in values if "{" + name in key and key in pattern]
        value = next(iter(fitting), values.get(name))
        assert value is not None, f"nothing to put into {{{name}}} of {pattern}"
        choices.append(value if isinstance(value, (list, tuple)) else [value])
    paths = []
    for choice in product(*choices):
        path = pattern
        for chosen in choice:
            path = _PARAMETER.sub(str(chosen), path, count=1)
        paths.append(path)
    return paths


def addresses(
    site: Api, values: Mapping[str, Any], queries: Mapping[str, str], *, pages: bool = False
) -> list[tuple[str, str]]:
    """Each readable pattern with an address of it; queries by pattern."""
    return [
        (pattern, path + (f"?{queries[pattern]}" if pattern in queries else ""))
        for pattern in readable(site, pages=pages)
        for path in filled(pattern, values)
    ]
