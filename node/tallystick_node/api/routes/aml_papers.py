"""What cases of laundering bear and keep: tags that find them, files that staff got elsewhere."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import Field

from tallystick_node.aml.case_files import NAME_LETTERS_MAX
from tallystick_node.aml.case_tags import TAG_LETTERS_MAX
from tallystick_node.api.person import body_bytes
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.aml import Compliance
from tallystick_node.api.routes.aml_cases import shown_case
from tallystick_node.api.services import AmlDep, DatabaseDep
from tallystick_node.api.shapes import RowNumber, Strict, UtcMoment
from tallystick_node.kyc.documents import DOCUMENT_BYTES_MAX

__all__ = ["keep_file", "router"]

router = APIRouter(
    prefix="/v1/staff/aml",
    tags=["staff: laundering papers"],
    responses=problem_responses(401, 403, 404, 409, 422),
)

_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "application/pdf": {"schema": {"type": "string", "format": "binary"}},
            "image/png": {"schema": {"type": "string", "format": "binary"}},
            "image/jpeg": {"schema": {"type": "string", "format": "binary"}},
        },
        "description": "The file.",
    }
}
_BYTES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class AmlTagRequest(Strict):
    """A tag."""

    tag: Annotated[str, Field(min_length=1, max_length=TAG_LETTERS_MAX)]
    """One word of letters, digits and hyphens."""


class AmlFileResponse(Strict):
    """What is known of a file of a case."""

    file: int
    """Its number."""
    name: str
    """What it is called."""
    media_type: str
    """What its bytes show that it is."""
    size: int
    """How many bytes it has."""
    by: str
    """The wallet that brought it."""
    at: UtcMoment
    """When."""


@router.get("/cases/{number}/tags")
def list_aml_tags(
    number: RowNumber, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> list[str]:
    """The tags of a case, sorted."""
    with database.reading() as connection:
        shown_case(connection, aml, number, caller)
        return aml.tags.of_case(connection, number)


@router.post("/cases/{number}/tags")
def add_aml_tag(
    number: RowNumber, body: AmlTagRequest, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> list[str]:
    """Tag a case that the caller has; returns all of its tags."""
    with database.writing() as connection:
        shown_case(connection, aml, number, caller)
        aml.tags.add(connection, number, body.tag, caller.wallet)
        return aml.tags.of_case(connection, number)


@router.post("/cases/{number}/tags/removal")
def remove_aml_tag(
    number: RowNumber, body: AmlTagRequest, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> list[str]:
    """Take a tag off a case that the caller has; returns those that are left."""
    with database.writing() as connection:
        shown_case(connection, aml, number, caller)
        aml.tags.remove(connection, number, body.tag, caller.wallet)
        return aml.tags.of_case(connection, number)


@router.get("/cases/{number}/files")
def list_aml_files(
    number: RowNumber, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> list[AmlFileResponse]:
    """The files of a case, the oldest first."""
    with database.reading() as connection:
        shown_case(connection, aml, number, caller)
        return [
            AmlFileResponse(
                file=file.number, name=file.name, media_type=file.media_type, size=file.size,
                by=file.by, at=file.at,
            )
            for file in aml.files.of_case(connection, number)
        ]  # fmt: skip


def keep_file(
    number: int, name: str, content: bytes, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> list[AmlFileResponse]:
    """Keep a file with a case.

    Args:
        number: The case's number.
        name: What it is called.
        content: Its bytes.
        caller: The member of staff, who has the case.
        database: The node's.
        aml: The watch.

    Returns:
        All files of the case.
    """
    with database.writing() as connection:
        shown_case(connection, aml, number, caller)
        aml.files.add(connection, number, name, content, caller.wallet)
    return list_aml_files(number, caller, database, aml)


@router.post("/cases/{number}/files", status_code=201, openapi_extra=_BYTES)
async def add_aml_file(
    request: Request,
    number: RowNumber,
    caller: Compliance,
    database: DatabaseDep,
    aml: AmlDep,
    name: Annotated[
        str, Query(max_length=NAME_LETTERS_MAX, description="What the file is called.")
    ],
) -> list[AmlFileResponse]:
    """Keep the bytes of the body with a case that the caller has: PDF, PNG or JPEG."""
    content = await body_bytes(request, DOCUMENT_BYTES_MAX)
    return await run_in_threadpool(keep_file, number, name, content, caller, database, aml)


@router.post("/cases/{number}/files/{file}/opening", response_class=Response, responses=_FILE)
def open_aml_file(
    number: RowNumber, file: RowNumber, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> Response:
    """A file of a case; that it was looked at is journalled."""
    with database.writing() as connection:
        shown_case(connection, aml, number, caller)
        known, content = aml.files.open(connection, number, file, caller.wallet)
    return Response(content, media_type=known.media_type)
