"""The page on which a reader's browser checks what was published, and the same as one file."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib import resources
from typing import Annotated

from fastapi import Query, Response
from markupsafe import Markup

from tallystick import __version__
from tallystick_node.api.services import PlatformDep
from tallystick_node.web.assets import asset
from tallystick_node.web.page import PageDep, environment_of
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.public.contract_code import contract_table

__all__ = ["router", "verifier_file"]

router = pages_router()
# What the file may do: run its own script, show its own style, ask whichever node it is told.
_FILE_POLICY = (
    "default-src 'none'; script-src '{script}' '{pdf}'; style-src '{style}'; img-src data:;"
    " connect-src http: https:; form-action 'none'; base-uri 'none';"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)
GIVEN_MAX = 400


@router.get("/verify")
def read_verifier(
    page: PageDep,
    platform: PlatformDep,
    check: Annotated[
        str, Query(max_length=GIVEN_MAX, description="What to check at once, such as a month.")
    ] = "",
) -> Response:
    """What anybody checks by themselves, with this node's chain."""
    return page(
        "verify.html",
        hosted=bool(page.rpc),
        text=check,
        table=json.dumps(contract_table()),
        deployment=json.dumps(platform.deployment.document()),
        digest=hashlib.sha256(verifier_file(page.language)).hexdigest(),
    )


@router.get("/verify.html")
def read_verifier_file(page: PageDep) -> Response:
    """The page as one file, which runs without this node."""
    headers = {"content-disposition": 'attachment; filename="verify.html"'}
    return Response(verifier_file(page.language), media_type="text/html", headers=headers)


@cache
def verifier_file(language: str) -> bytes:
    """Return the page as one file; it says nothing of any node, so every node has the same.

    Args:
        language: The language of its texts, as `language_for` returns it.

    Returns:
        HTML in UTF-8 that loads nothing.
    """
    style = asset("pages.css").data.decode() + _own("file.css")
    script = asset("verify.js").data.decode()
    pdf = asset("pdf.js").data.decode()
    policy = _FILE_POLICY.format(script=_source(script), pdf=_source(pdf), style=_source(style))
    template = environment_of(language).get_template("verify_file.html")
    return template.render(
        language=language,
        version=__version__,
        policy=policy,
        style=Markup(style),  # noqa: S704 - our own files
        script=Markup(script),  # noqa: S704
        pdf=Markup(pdf),  # noqa: S704
        hosted=False,
        text="",
        table=json.dumps(contract_table()),
    ).encode()


def _own(name: str) -> str:
    folder = resources.files("tallystick_node.web").joinpath("verifier")
    return folder.joinpath(name).read_text("utf-8")


def _source(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
