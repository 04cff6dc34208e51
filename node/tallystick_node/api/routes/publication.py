"""What is published, over HTTP: reports, agreements and risk statements, as they are kept.

A version never changes, so it may be kept for ever; the index is asked for each time. Every answer
has an ETag, nothing in it may run, and no path leads out of the directories.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi import Path as InPath
from fastapi.responses import Response

from tallystick_node.api.problems import problem_responses
from tallystick_node.api.refusals import NotHere
from tallystick_node.api.services import DataDirDep
from tallystick_node.disclosure.report_store import AGREEMENTS, REPORTS

__all__ = ["router"]

_VERSION = re.compile(r"[a-z]+-\d{4}-\d{2}\.v\d+(\.sig)?\.json")
_TEXT = re.compile(r"[0-9a-f]{64}\.(html|json)")
_INDEX = {"index.html", "index.json"}
_FOR_EVER = "public, max-age=31536000, immutable"
_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "x-content-type-options": "nosniff",
    "access-control-allow-origin": "*",
}


router = APIRouter(tags=["publication"], responses=problem_responses(404, 422))
_KEPT: dict[int | str, dict[str, Any]] = {304: {"description": "Not Modified"}}
Name = Annotated[str, InPath(max_length=128, description="The file's name.")]


@router.get("/reports/{name}", response_class=Response, responses=_KEPT)
def read_report_file(request: Request, data_dir: DataDirDep, name: Name) -> Response:
    """A published report, its signature, or the index of all."""
    reports = data_dir / REPORTS
    if name in _INDEX:
        return _answer(request, reports / name, "no-cache")
    return _answer(request, _known(reports, name, _VERSION), _FOR_EVER)


@router.get("/agreements/{name}", response_class=Response, responses=_KEPT)
def read_text(request: Request, data_dir: DataDirDep, name: Name) -> Response:
    """A loan's agreement or risk statement by the hash of its bytes, as the chain states it.

    With or without 0x, and with or without its ending (.html, .json).
    """
    folder, digest = data_dir / AGREEMENTS, name.removeprefix("0x")
    names = [digest] if "." in digest else [f"{digest}.html", f"{digest}.json"]
    files = [file for name in names if (file := _known(folder, name, _TEXT)) is not None]
    return _answer(request, next(filter(Path.is_file, files), None), _FOR_EVER)


def _known(directory: Path, name: str, form: re.Pattern[str]) -> Path | None:
    return directory / name if form.fullmatch(name) else None


def _answer(request: Request, file: Path | None, keep: str) -> Response:
    if file is None or not file.is_file():
        raise NotHere("API:FILE", "there is no such file")
    data = file.read_bytes()
    tag = f'"{hashlib.sha256(data).hexdigest()}"'
    headers = {**_HEADERS, "etag": tag, "cache-control": keep}
    cached = request.headers.get("if-none-match", "").split(",")
    if tag in {value.strip() for value in cached}:
        return Response(status_code=304, headers=headers)
    kind = "text/html; charset=utf-8" if file.suffix == ".html" else "application/json"
    return Response(data, headers=headers, media_type=kind)
