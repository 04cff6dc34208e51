"""What the platform is to lenders, borrowers and the custodian: the texts in force, by hash."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.statement_file import StatementLanguage
from tallystick_node.api.shapes import Strict
from tallystick_node.disclosure.service_terms.registry import (
    LANGUAGES,
    ServiceTerms,
    TermsOf,
    service_terms,
)

__all__ = ["router"]

router = APIRouter(prefix="/v1/terms", tags=["platform"], responses=problem_responses(422))
_Language = Annotated[StatementLanguage, Query(description="en or zh-CN.")]


class TermsResponse(Strict):
    """A text in force."""

    of: TermsOf
    """Whose relation to the platform it is about."""
    version: int
    """Its version."""
    language: str
    """Its language."""
    title: str
    """What it is called."""
    sha256: str
    """The hash of the file's bytes, as it was approved."""
    approved_by: str
    """Who approved it."""
    approved_on: date
    """When."""


@router.get("")
def list_terms() -> list[TermsResponse]:
    """The texts in force, each in every language."""
    return [_response(service_terms(of, language)) for of in TermsOf for language in LANGUAGES]


@router.get("/{of}", response_class=Response, responses={200: {"content": {"text/html": {}}}})
def read_terms(
    of: Annotated[TermsOf, Path(description="Whose relation it is about.")],
    language: _Language = "en",
) -> Response:
    """A text's file: the bytes that its hash is of."""
    terms = service_terms(of, language)
    headers = {
        "content-disposition": f'attachment; filename="{of}-{terms.version}-{language}.html"',
        "etag": f'"{terms.sha256}"',
    }
    return Response(terms.html, media_type="text/html; charset=utf-8", headers=headers)


def _response(terms: ServiceTerms) -> TermsResponse:
    return TermsResponse(
        of=terms.of, version=terms.version, language=terms.language, title=terms.title,
        sha256=terms.sha256, approved_by=terms.approved_by, approved_on=terms.approved_on,
    )  # fmt: skip
