"""Refusals as problem documents (RFC 9457): a stable code, the rule, the values, and no more.

`type` is `urn:tallystick:problem:` and the code. What a program should act on is `code`; `detail`
is for people. Nothing that a caller has sent is quoted, except where a sentence needs its value.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import Field
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.routing import Route

from tallystick.errors import (
    AlreadyDone,
    ConfigError,
    InputError,
    InsufficientBalance,
    NotEligible,
    NotFound,
    NothingToDo,
    NotPermitted,
    Paused,
    Reverted,
    Stale,
    TallystickError,
    TooEarly,
    TooLate,
    TransportError,
    WrongStatus,
)
from tallystick_node.aml.refusals import AmlRefused, NoAml
from tallystick_node.api.refusals import Conflict, NotHere
from tallystick_node.api.shapes import Described
from tallystick_node.auth.refusals import Forbidden, NotSignedIn, TooMany
from tallystick_node.complaints.refusals import ComplaintRefused, NoComplaint
from tallystick_node.growth.refusals import GrowthRefused, NoGrowth
from tallystick_node.infrastructure.indexer.queries import NothingIndexed
from tallystick_node.kyc.providers.protocols import ProviderFailed
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.learning.refusals import ExamRefused, NoLesson
from tallystick_node.matching.refusals import ExitRefused, NoExit
from tallystick_node.partners.refusals import NoPartner, PartnerRefused
from tallystick_node.payments.custodian import CustodianRefused, CustodianUnavailable
from tallystick_node.products.refusals import NoProduct, ProductRefused
from tallystick_node.risk.refusals import NoRisk, RiskRefused
from tallystick_node.servicing.refusals import NoServicing, ServicingRefused
from tallystick_node.supervision.refusals import NoSupervision, SupervisionRefused
from tallystick_node.support.refusals import NoSupport, SupportRefused
from tallystick_node.underwriting.applications import ApplicationRefused, NoApplication

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from starlette.routing import BaseRoute

__all__ = [
    "DEFECTS_MAX", "FIELD_CHARACTERS_MAX", "MEDIA_TYPE", "PREFIX", "Problem", "install", "problem",
    "problem_responses", "refusal",
]  # fmt: skip

MEDIA_TYPE = "application/problem+json"
PREFIX = "urn:tallystick:problem:"
RETRY_SECONDS = 5
# Of limits that count by the minute.
LIMIT_SECONDS = 60
_PATH_SHOWN = 120
_log = structlog.get_logger("tallystick.api")

# PostgreSQL's name for a key that is there already.
UNIQUE = "23505"
# Whoever breaks more rules than these learns of the others when these are mended.
DEFECTS_MAX = 20
FIELD_CHARACTERS_MAX = 200
# The first that fits decides.
_STATUSES: tuple[tuple[type[TallystickError], int], ...] = (
    (NotSignedIn, 401),
    (Forbidden, 403),
    (NotHere, 404),
    (Conflict, 409),
    (NotPermitted, 403),
    (NotEligible, 403),
    (NotFound, 404),
    (AlreadyDone, 409),
    (InsufficientBalance, 409),
    (NothingToDo, 409),
    (Paused, 409),
    (Stale, 409),
    (TooEarly, 409),
    (TooLate, 409),
    (WrongStatus, 409),
    (Reverted, 422),
    (InputError, 422),
    (CustodianRefused, 409),
    (TooMany, 429),
    (PersonRefused, 409),
    (NoApplication, 404),
    (ApplicationRefused, 409),
    (NoAml, 404),
    (NoComplaint, 404),
    (AmlRefused, 409),
    (NoProduct, 404),
    (ProductRefused, 409),
    (NoRisk, 404),
    (RiskRefused, 409),
    (NoSupport, 404),
    (SupportRefused, 409),
    (NoLesson, 404),
    (NoExit, 404),
    (NoPartner, 404),
    (PartnerRefused, 409),
    (ExitRefused, 409),
    (NoGrowth, 404),
    (GrowthRefused, 409),
    (ExamRefused, 409),
    (ComplaintRefused, 409),
    (NoServicing, 404),
    (ServicingRefused, 409),
    (NoSupervision, 404),
    (SupervisionRefused, 409),
    # This node is not set up for it; asking again changes nothing.
    (ConfigError, 409),
    (CustodianUnavailable, 503),
    (ProviderFailed, 503),
    (NothingIndexed, 503),
    (TransportError, 503),
)


class FieldDefect(Described):
    """One field of the request that breaks a rule."""

    field: str
    """Where it stands in the request, its parts joined by dots."""
    detail: str
    """The rule that it breaks."""


class Problem(Described):
    """Why a request was refused; nothing has changed."""

    type: str
    """A page about the code."""
    title: str
    """What the status means."""
    status: int
    """The HTTP status."""
    detail: str
    """One sentence: the rule and the values."""
    code: str
    """The stable code, such as INPUT:FIELDS."""
    instance: str
    """The request's name, as X-Request-Id has it."""
    errors: list[FieldDefect] = Field(default_factory=list)
    """The fields that break a rule, at most 20."""


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI responses of refusals.

    Args:
        statuses: Their HTTP statuses.

    Returns:
        For each status its description and the schema of a problem document.
    """
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


def problem(
    request: Request,
    status: int,
    code: str,
    detail: str,
    *,
    errors: list[FieldDefect] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return a refusal as a response.

    Args:
        request: Its identifier becomes the problem's `instance`.
        status: The HTTP status; 401 and 503 get their headers by themselves.
        code: What a program acts on; `type` is made of it.
        detail: A sentence for people.
        errors: The fields that break a rule.
        headers: Further headers of the response.

    Returns:
        The problem document (RFC 9457) as application/problem+json.
    """
    document = Problem(
        type=PREFIX + code,
        title=HTTPStatus(status).phrase,
        status=status,
        detail=_sendable(detail),
        code=code,
        instance=f"urn:uuid:{request.scope.get('request_id', '')}",
        errors=errors or [],
    )
    all_headers = dict(headers or {})
    if status == HTTPStatus.UNAUTHORIZED:
        all_headers["www-authenticate"] = "Bearer"
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        all_headers["retry-after"] = str(RETRY_SECONDS)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        all_headers.setdefault("retry-after", str(LIMIT_SECONDS))
    return JSONResponse(document.model_dump(), status, all_headers, MEDIA_TYPE)


def install(app: FastAPI, routes: Iterable[BaseRoute] = ()) -> None:
    """Answer every refusal of an application with a problem document.

    Args:
        app: Gets the exception handlers.
        routes: The API's routes, to name the methods that a path takes.
    """
    app.state.api_routes = tuple(routes)
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, handler)


def refusal(request: Request, error: Exception) -> JSONResponse:
    """Return what the API answers when something is raised.

    Args:
        request: What was asked.
        error: What was raised.

    Returns:
        The problem document.
    """
    return next(
        handle(request, error) for kind, handle in _HANDLERS.items() if isinstance(error, kind)
    )


def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TallystickError)
    for kind, status in _STATUSES:
        if isinstance(error, kind):
            return problem(request, status, error.code, error.sentence)
    return _broken(request, error)


def _at_once(request: Request, error: Exception) -> JSONResponse:
    """The database has refused what somebody else had done a moment before; all is taken back."""
    assert isinstance(error, IntegrityError)
    taken = getattr(error.orig, "sqlstate", None) == UNIQUE or "UNIQUE" in str(error.orig)
    if not taken:
        return _broken(request, error)
    _log.warning("two did the same at once", path=_route(request), exc_info=error)
    return problem(
        request, 409, "API:AT_ONCE", "somebody did the same at this moment; look, and ask again"
    )


def _malformed(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    defects = [
        # The rule and the place; the value itself may be a personal datum.
        FieldDefect(
            field=_sendable(".".join(str(part) for part in defect["loc"]))[:FIELD_CHARACTERS_MAX],
            detail=str(defect["msg"]),
        )
        for defect in error.errors()[:DEFECTS_MAX]
    ]
    return problem(
        request, 422, "INPUT:FIELDS", "the request breaks the rules of its fields", errors=defects
    )


def _sendable(text: str) -> str:
    """A field's name comes from the caller and may not be text that can be sent back."""
    return text.encode("utf-8", "replace").decode()


def _without_database(request: Request, error: Exception) -> JSONResponse:
    """A database that is away, locked or full: nothing was written, and it may come back."""
    _log.error("database failed", path=_route(request), exc_info=error)
    return problem(request, 503, "DATABASE:AWAY", "the node's database does not answer; try again")


def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.BAD_REQUEST:  # the framework's word for such a body
        return problem(request, 422, "API:BODY", "the body is not a valid JSON document")
    status, path, headers = error.status_code, _path(request), dict(error.headers or {})
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = ", ".join(_methods(request))
        return problem(
            request, status, "API:METHOD",
            f"{path} does not take {request.method}; it takes {allowed}",
            headers={"allow": allowed},
        )  # fmt: skip
    if status == HTTPStatus.NOT_FOUND:
        return problem(
            request, status, "API:PATH", f"there is nothing at {path}; /docs lists what there is",
            headers=headers,
        )  # fmt: skip
    code = "API:SIZE" if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else f"API:{status}"
    return problem(request, status, code, str(error.detail), headers=headers)


def _path(request: Request) -> str:
    """A path to be read back: what cannot be sent as text is replaced, a long one is cut."""
    path = _sendable(str(request.scope["path"]))
    return path if len(path) <= _PATH_SHOWN else path[:_PATH_SHOWN] + "…"


def _methods(request: Request) -> list[str]:
    """Every method of a path; the framework would name those of its first route alone."""
    path = request.scope["path"]
    return sorted(
        method
        for route in (*request.app.routes, *request.app.state.api_routes)
        if isinstance(route, Route) and route.path_regex.match(path)
        for method in route.methods or ()
    )


def _broken(request: Request, error: Exception) -> JSONResponse:
    code = error.code if isinstance(error, TallystickError) else None
    _log.error("request failed", path=_route(request), code=code, exc_info=error)
    return problem(
        request, 500, "API:BROKEN", "the node has failed; nothing is known to have changed"
    )


def _route(request: Request) -> str:
    """The route's pattern: a path itself may hold what is nobody's business."""
    return str(getattr(request.scope.get("route"), "path", "other"))


# The first that fits answers.
_HANDLERS: dict[type[Exception], Callable[[Request, Exception], JSONResponse]] = {
    TallystickError: _refused,
    RequestValidationError: _malformed,
    IntegrityError: _at_once,
    HTTPException: _http,
    OperationalError: _without_database,
    InterfaceError: _without_database,
    PoolTimeout: _without_database,
    Exception: _broken,
}
