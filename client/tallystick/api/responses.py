"""What comes back from a node: records, or a problem document as an exception."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from tallystick.documents import read_json
from tallystick.errors import NodeBusy, NodeRefused, TallystickError, TransportError

if TYPE_CHECKING:
    import httpx2

__all__ = ["read_answer", "refusal_of", "unreachable"]

T = TypeVar("T")
RETRY_SECONDS_MAX = 60
_BUSY = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}


def read_answer(kind: type[T], text: bytes) -> T:
    """Return the body of a response as what it is.

    Args:
        kind: The type that it must have.
        text: The body, JSON in UTF-8.

    Returns:
        The value of that type.

    Raises:
        TransportError: NODE:ANSWER when the body is not of that type.
    """
    try:
        return TypeAdapter(kind).validate_json(text)
    except ValidationError:
        raise TransportError(
            "NODE:ANSWER", f"the node's response is not a valid {kind}; is it of another version?",
            retryable=False,
        ) from None  # fmt: skip


def refusal_of(response: httpx2.Response) -> TallystickError | None:
    """Return why a request was refused.

    Args:
        response: The node's response.

    Returns:
        NodeBusy for 429 and 503, NodeRefused for another problem document, TransportError
        NODE:ANSWER for a failure that says nothing; None when the request succeeded.
    """
    if response.is_success:
        return None
    try:
        problem: Any = read_json(response.content)
        code, sentence = str(problem["code"]), str(problem["detail"])
        errors = {
            str(defect["field"]): str(defect["detail"]) for defect in problem.get("errors", [])
        }
        request = str(problem.get("instance", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return TransportError(
            "NODE:ANSWER", f"the node answers {response.status_code} without saying why",
            retryable=response.status_code >= 500,
        )  # fmt: skip
    if response.status_code in _BUSY:
        return NodeBusy(
            code, sentence, status=response.status_code, request=request,
            retry_after_seconds=_seconds(response.headers.get("retry-after", "")),
        )  # fmt: skip
    return NodeRefused(code, sentence, status=response.status_code, errors=errors, request=request)


def unreachable(url: str, error: Exception) -> TransportError:
    """Return the error for a request that got no response.

    Args:
        url: The node's URL.
        error: What the HTTP library raised.

    Returns:
        The error NODE:REACH, for the caller to raise; it may be retried.
    """
    return TransportError("NODE:REACH", f"the node at {url} does not answer: {error}")


def _seconds(text: str) -> int:
    """Return what a retry-after says, at most a minute."""
    return min(int(text), RETRY_SECONDS_MAX) if text.isascii() and text.isdigit() else 1
