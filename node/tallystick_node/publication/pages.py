"""What is published, over HTTP: reports, agreements and risk statements, as they are kept.

A version never changes, so it may be kept for ever; the index is asked for each time. Every answer
has an ETag, nothing in it may run, and no path leads out of the directories.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import Response

if TYPE_CHECKING:
    from tallystick_node.configuration.settings import Settings

__all__ = ["AGREEMENTS", "REPORTS", "make_router"]

REPORTS, AGREEMENTS = "reports", "agreements"
_VERSION = re.compile(r"[a-z]+-\d{4}-\d{2}\.v\d+(\.sig)?\.json")
_TEXT = re.compile(r"[0-9a-f]{64}\.(html|json)")
_INDEX = {"", "index.html", "index.json"}
_FOR_EVER = "public, max-age=31536000, immutable"
_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "x-content-type-options": "nosniff",
    "access-control-allow-origin": "*",
}


def make_router(settings: Settings) -> APIRouter:
    """Return the routes over a node's published files."""
    router = APIRouter(tags=["publication"])
    reports, agreements = settings.data_dir / REPORTS, settings.data_dir / AGREEMENTS

    @router.get("/reports/{name}", response_class=Response)
    @router.get("/reports", response_class=Response, include_in_schema=False)
    @router.get("/reports/", response_class=Response, include_in_schema=False)
    def read_report_file(request: Request, name: str = "") -> Response:
        """A published report, its signature, or the index of all."""
        if name in _INDEX:
            return _answer(request, reports / (name or "index.html"), "no-cache")
        return _answer(request, _known(reports, name, _VERSION), _FOR_EVER)

    @router.get("/agreements/{name}", response_class=Response)
    def read_text(request: Request, name: str) -> Response:
        """A loan's agreement (.html) or risk statement (.json), by the hash of its bytes."""
        return _answer(request, _known(agreements, name, _TEXT), _FOR_EVER)

    return router


def _known(directory: Path, name: str, form: re.Pattern[str]) -> Path | None:
    return directory / name if form.fullmatch(name) else None


def _answer(request: Request, file: Path | None, keep: str) -> Response:
    if file is None or not file.is_file():
        return Response("there is no such file\n", 404, media_type="text/plain")
    data = file.read_bytes()
    tag = f'"{hashlib.sha256(data).hexdigest()}"'
    headers = {**_HEADERS, "etag": tag, "cache-control": keep}
    if tag in {one.strip() for one in request.headers.get("if-none-match", "").split(",")}:
        return Response(status_code=304, headers=headers)
    kind = "text/html; charset=utf-8" if file.suffix == ".html" else "application/json"
    return Response(data, headers=headers, media_type=kind)
