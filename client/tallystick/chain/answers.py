"""What a node's HTTP answer means, whatever its status: a result, an error to read, or a pause.

Vendors put JSON-RPC errors into answers of status 400, 413, 429 or 500 as well; what they say there
decides whether a question was too wide, a contract refused, or the caller has to wait.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from tallystick.chain.refusals import is_rate, is_width
from tallystick.documents import DocumentError, read_json
from tallystick.errors import TransportError

__all__ = [
    "ANSWER_BYTES_MAX",
    "ATTEMPTS_MAX",
    "BUSY",
    "RANGE_REFUSED",
    "SLOW",
    "UNREACHABLE",
    "Pause",
    "answer_of",
    "asked_ms",
    "error_text",
    "pause_ms",
]

ANSWER_BYTES_MAX = 64 * 2**20
ATTEMPTS_MAX = 5
RANGE_REFUSED = "RPC:RANGE"
SLOW = "RPC:SLOW"
BUSY = "RPC:BUSY"
UNREACHABLE = "RPC:UNREACHABLE"
ANSWER = "RPC:ANSWER"
_PAUSE_FIRST_MS = 500
# A node that wants more than this has no room today: the caller is told.
_PAUSE_MAX_MS = 60_000
_TEXT_MAX = 1_000
_OK, _TOO_LARGE, _TOO_MANY, _UNAVAILABLE = 200, 413, 429, 503
_LATE = {408, 504, 524}
_GATEWAY = 502
# An answer that is somebody else's, or one that a gateway gave in the node's place, says little.
_ATTEMPTS = {ANSWER: 2}
_NOT_SAID: tuple[object, ...] = (None, False, "", 0, {}, [])
_WORDS = ("message", "msg", "detail", "details", "reason", "description", "errors", "title")
_LIMIT_EXCEEDED = -32005


@dataclass(frozen=True, slots=True)
class Pause:
    """The same is to be asked again later; ms: as the node says, None when it does not say.

    code: what it ends with when that does not help: `RPC:BUSY` when the node asks to wait,
    `RPC:UNREACHABLE` or `RPC:SLOW` when a gateway answers in its place, `RPC:ANSWER` when the
    answer is to another question. error: what that answer says, when it is an error.
    """

    ms: int | None
    text: str
    code: str = BUSY
    error: Mapping[str, Any] | None = None

    def ended(self) -> TransportError:
        """Return the error that it ends with.

        Returns:
            The error, for the caller to raise; it may be retried.
        """
        if self.code == BUSY:
            return TransportError(
                BUSY,
                f"this address asks the node too much; wait a while (it says: {self.text[:160]})",
            )
        return TransportError(self.code, self.text)


def answer_of(
    status: int, headers: Mapping[str, str], body: bytes, request: int, *, ranged: bool = True
) -> dict[str, Any] | Pause:
    """Read the answer to one request.

    Args:
        status: The status of HTTP.
        headers: The headers, whose names are looked up in any case.
        body: The content, as much as was read.
        request: The request's `id`.
        ranged: Whether a range of blocks was asked about, which can be too wide.

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
    if _waits(status, headers, error, text, ranged=ranged):
        return Pause(asked_ms(headers), text)
    if status == _TOO_LARGE and ranged and "revert" not in text.lower():
        raise _failure(status, text)
    if document is not None and _is_anothers(document, request):
        text = f"the node answers another question, not {request}; try again"
        return Pause(0, text, ANSWER, error)
    if error is not None and document is not None and not _is_gateways(document, status, text):
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


def pause_ms(pause: Pause, attempt: int) -> int:
    """Return how long to wait before the same question is asked again.

    Args:
        pause: What the node asks for.
        attempt: The how many-th attempt it was, from 1.

    Returns:
        Milliseconds, doubled from attempt to attempt where the node does not say.

    Raises:
        TransportError: With the pause's code after five attempts (RPC:ANSWER after two), or when
            the node asks for over a minute.
    """
    ms = _PAUSE_FIRST_MS * 2 ** (attempt - 1) if pause.ms is None else pause.ms
    if attempt >= _ATTEMPTS.get(pause.code, ATTEMPTS_MAX) or ms > _PAUSE_MAX_MS:
        raise pause.ended()
    return ms


def _document(status: int, body: bytes) -> tuple[dict[str, Any] | None, str]:
    try:
        document = read_json(body, bytes_max=ANSWER_BYTES_MAX)
    except DocumentError as wrong:
        text = body[:_TEXT_MAX].decode("utf-8", "replace")
        limit = not text.lstrip().startswith(("{", "[")) and is_rate(None, text)
        if status == _OK and not limit:
            raise TransportError(
                ANSWER,
                f"the node's answer makes no sense ({wrong.sentence[:160]})",
                retryable=False,
            ) from wrong
        return None, text
    if isinstance(document, list) and len(document) == 1:
        document = document[0]  # some gateways answer with a batch of one
    return (document, "") if isinstance(document, dict) else (None, str(document)[:_TEXT_MAX])


def _error(document: Mapping[str, Any], status: int) -> dict[str, Any] | None:
    """The error of an answer in the form of JSON-RPC, whatever the gateway has record of it."""
    error = document.get("error")
    if error in _NOT_SAID or error is True:
        if status == _OK and "result" in document:
            return None
        error = next((document[word] for word in _WORDS if document.get(word)), None)
    if error is None:
        return None
    if isinstance(error, list):
        error = error[0] if error else ""
    fields = error if isinstance(error, dict) else {"message": error}
    words = next((fields[word] for word in _WORDS if fields.get(word)), fields)
    record: dict[str, Any] = {
        "code": _code(fields.get("code", document.get("code"))),
        "message": str(words)[:_TEXT_MAX],
    }
    return record if fields.get("data") is None else {**record, "data": fields["data"]}


def _code(code: object) -> int:
    """The error's code as a number; some write it as a text."""
    if isinstance(code, str) and code.removeprefix("-").isdecimal() and len(code) < 8:
        return int(code)
    return code if isinstance(code, int) and not isinstance(code, bool) else -32000


def _is_anothers(document: Mapping[str, Any], request: int) -> bool:
    """Whether an answer names another request; some name none, or write the number as a text."""
    named = document.get("id")
    if isinstance(named, str):
        return named != str(request)
    return named is not None and (isinstance(named, bool) or named != request)


def _is_gateways(document: Mapping[str, Any], status: int, text: str) -> bool:
    """Whether a gateway that failed speaks for itself: in JSON, yet of no node's making."""
    error = document.get("error")
    coded = isinstance(error, dict) and "code" in error
    return status >= _GATEWAY and not (coded or "revert" in text.lower() or is_width(text))


def _waits(
    status: int, headers: Mapping[str, str], error: Mapping[str, Any] | None, text: str, *,
    ranged: bool,
) -> bool:  # fmt: skip
    if status == _TOO_MANY:
        return True
    if status == _UNAVAILABLE and error is None and _header(headers, "retry-after") is not None:
        return True
    code = None if error is None else error["code"]
    # Where no range can be too wide, the limit is one on asking (EIP-1474).
    return is_rate(code, text) or (code == _LIMIT_EXCEEDED and not ranged)


def asked_ms(headers: Mapping[str, str]) -> int | None:
    """Return how long Retry-After asks to wait: seconds, or a moment (RFC 9110).

    Args:
        headers: The headers of HTTP.

    Returns:
        Milliseconds; None without the header, or when it makes no sense.
    """
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
        words = f" ({text[:160]})" if text else ""
        return TransportError(RANGE_REFUSED, f"the node refuses so wide a question: 413{words}")
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
