"""What a node's HTTP answer means, whatever its status: a result, an error to read, or a pause.

Vendors put JSON-RPC errors into answers of status 400, 413, 429 or 500 as well; what they say there
decides whether a question was too wide, a contract refused, or the caller has to wait.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from tallystick.documents import DocumentError, read_json
from tallystick.errors import TransportError

__all__ = [
    "ANSWER_BYTES_MAX",
    "ATTEMPTS_MAX",
    "RANGE_REFUSED",
    "SLOW",
    "Pause",
    "answer_of",
    "error_text",
    "is_rate",
    "pause_ms",
]

ANSWER_BYTES_MAX = 64 * 2**20
ATTEMPTS_MAX = 5
RANGE_REFUSED = "RPC:RANGE"
SLOW = "RPC:SLOW"
_PAUSE_FIRST_MS = 500
# A node that wants more than this has no room today: the caller is told.
_PAUSE_MAX_MS = 60_000
_TEXT_MAX = 1_000
_OK, _TOO_LARGE, _TOO_MANY, _UNAVAILABLE = 200, 413, 429, 503
_LATE = {408, 504, 524}
_RATE = re.compile(
    r"rate.?limit|request rate|call rate|too many requests|(?:requests?|calls?|units?) per"
    r" |compute units|throughput|quota|daily (?:request|limit)|request count|request limit|credits"
    r"|throttl|capacity exceeded|exceeded (?:its|your|the) .*capacity|slow down|try again in",
)
# What speaks of ranges, blocks or results is about one question, a contract's refusal about a call.
_NO_RATE = re.compile(r"\branges?\b|block.?range|\bblocks\b|\bresults\b|response size|revert")
_BUSY_CODES = {429, -32029, -32097}


@dataclass(frozen=True, slots=True)
class Pause:
    """The node asks to wait; ms: as it says, None when it does not say how long."""

    ms: int | None
    text: str


def answer_of(
    status: int, headers: Mapping[str, str], body: bytes, request: int
) -> dict[str, Any] | Pause:
    """Read the answer to one request.

    Args:
        status: The status of HTTP.
        headers: The headers, whose names are looked up in any case.
        body: The content, as much as was read.
        request: The request's `id`.

    Returns:
        An object with `result` or `error`, as JSON-RPC has it, or a Pause.

    Raises:
        TransportError: RPC:RANGE when the answer is too long, RPC:SLOW when the node ran out of
            time, RPC:UNREACHABLE for another status without an error of JSON-RPC, RPC:ANSWER when
            it makes no sense.
    """
    if len(body) > ANSWER_BYTES_MAX:
        raise TransportError(RANGE_REFUSED, f"the node's answer has over {ANSWER_BYTES_MAX} bytes")
    document, text = _document(status, body)
    error = None if document is None else _error(document, status)
    if error is not None:
        text = error_text(error)
    if _waits(status, headers, error, text):
        return Pause(_asked_ms(headers), text)
    if error is not None:
        return {"jsonrpc": "2.0", "id": request, "error": error}
    if status == _OK and document is not None and "result" in document:
        return {"jsonrpc": "2.0", "id": request, "result": document["result"]}
    raise _failure(status, text)


def error_text(error: Mapping[str, Any]) -> str:
    """Return what an error of JSON-RPC says, with its data, which some vendors say it in.

    Args:
        error: The error.

    Returns:
        At most 1,000 characters.
    """
    data = error.get("data")
    message = str(error.get("message"))[:_TEXT_MAX]
    return message if data is None else f"{message} {str(data)[:_TEXT_MAX]}"[:_TEXT_MAX]


def is_rate(code: object, text: str) -> bool:
    """Return whether an error says that the caller asks too often.

    Args:
        code: The error's code.
        text: What it says.

    Returns:
        Whether it does.
    """
    lowered = text.lower()
    if _NO_RATE.search(lowered):
        return False
    return code in _BUSY_CODES or _RATE.search(lowered) is not None


def pause_ms(pause: Pause, attempt: int) -> int:
    """Return how long to wait before the same question is asked again.

    Args:
        pause: What the node asks for.
        attempt: The how many-th attempt it was, from 1.

    Returns:
        Milliseconds, doubled from attempt to attempt where the node does not say.

    Raises:
        TransportError: RPC:BUSY after five attempts, or when the node asks for over a minute.
    """
    ms = _PAUSE_FIRST_MS * 2 ** (attempt - 1) if pause.ms is None else pause.ms
    if attempt >= ATTEMPTS_MAX or ms > _PAUSE_MAX_MS:
        raise TransportError(
            "RPC:BUSY",
            f"this address asks the node too much; wait a while (it says: {pause.text[:160]})",
        )
    return ms


def _document(status: int, body: bytes) -> tuple[dict[str, Any] | None, str]:
    try:
        document = read_json(body, bytes_max=ANSWER_BYTES_MAX)
    except DocumentError as wrong:
        if status == _OK:
            raise TransportError(
                "RPC:ANSWER",
                f"the node's answer makes no sense ({wrong.sentence[:160]})",
                retryable=False,
            ) from wrong
        return None, body[:_TEXT_MAX].decode("utf-8", "replace")
    if isinstance(document, list) and len(document) == 1:
        document = document[0]  # some gateways answer with a batch of one
    return (document, "") if isinstance(document, dict) else (None, str(document)[:_TEXT_MAX])


def _error(document: Mapping[str, Any], status: int) -> dict[str, Any] | None:
    """The error of an answer in the form of JSON-RPC, whatever the gateway has record of it."""
    error = document.get("error")
    if error is None and status != _OK:
        error = document.get("message") or document.get("detail")
    if error is None:
        return None
    fields = error if isinstance(error, dict) else {"message": error}
    code = fields.get("code")
    record: dict[str, Any] = {
        "code": code if isinstance(code, int) else -32000,
        "message": str(fields.get("message") or fields.get("details") or fields)[:_TEXT_MAX],
    }
    return record if fields.get("data") is None else {**record, "data": fields["data"]}


def _waits(
    status: int, headers: Mapping[str, str], error: Mapping[str, Any] | None, text: str
) -> bool:
    if status == _TOO_MANY:
        return True
    if status == _UNAVAILABLE and _header(headers, "retry-after") is not None:
        return True
    return is_rate(None if error is None else error["code"], text) and (
        error is not None or status != _OK
    )


def _asked_ms(headers: Mapping[str, str]) -> int | None:
    """How long Retry-After asks to wait: seconds, or a moment (RFC 9110)."""
    asked = _header(headers, "retry-after")
    if asked is None:
        return None
    if asked.strip().isascii() and asked.strip().isdigit():
        return int(asked.strip()[:9]) * 1000
    try:
        moment = parsedate_to_datetime(asked)
        now = datetime.now(UTC)
        left = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    except (ValueError, OverflowError):
        return None  # no moment that there is
    return max(int(left.total_seconds() * 1000), 0) + 1


def _header(headers: Mapping[str, str], name: str) -> str | None:
    return next((value for key, value in headers.items() if key.lower() == name), None)


def _failure(status: int, text: str) -> TransportError:
    if status == _TOO_LARGE:
        return TransportError(RANGE_REFUSED, "the node refuses so wide a question (413)")
    if status in _LATE:
        return TransportError(SLOW, f"the node is too slow ({status}); try again")
    if status == _OK:
        return TransportError(
            "RPC:ANSWER", f"the node's answer makes no sense ({text[:160]})", retryable=False
        )
    words = " ".join(text.split())[:160]
    return TransportError(
        "RPC:UNREACHABLE",
        f"the node does not answer (HTTP {status}: {words}); check its URL, try again",
    )
