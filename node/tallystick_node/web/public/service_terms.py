"""The terms in force on pages, in the reader's language, with the hash of what was approved."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Response

from tallystick_node.disclosure.service_terms.registry import TermsOf, service_terms
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.signed_text import blocks_of

__all__ = ["router"]

router = pages_router()


@router.get("/terms")
def list_terms(page: PageDep) -> Response:
    """Every text in force."""
    return page("terms.html", texts=[service_terms(of, page.language) for of in TermsOf])


@router.get("/terms/{of}")
def read_terms(
    page: PageDep, of: Annotated[TermsOf, Path(description="Whose relation it is about.")]
) -> Response:
    """One of them."""
    terms = service_terms(of, page.language)
    return page("terms_of.html", terms=terms, blocks=blocks_of(terms.html))
