"""JSON-RPC 2.0 around the table: text in, text out, whatever the text."""

from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol

from tallystick.documents import bound_nesting
from tallystick_node.evm.refusals import RpcRefusal

if TYPE_CHECKING:
    from tallystick_node.evm.rpc.limits import RpcLimits

__all__ = ["Answerer", "answer_safely", "answer_text", "answer_texts", "error_text", "sends"]

SEND = "eth_sendRawTransaction"
# The largest transaction in hex, and its request around it.
SEND_BYTES_MAX = 300_000
# A string that does not end counts to the end of the text, or its quotes would be tried in turn.
_log = logging.getLogger("tallystick.chain")


class Answerer(Protocol):
    """A table of methods."""

    def answer(self, method: str, params: Any) -> Any:
        """Return a method's result.

        Args:
            method: The method's name.
            params: Its parameters.

        Returns:
            A JSON value.

        Raises:
            RpcRefusal: With code, message and data.
        """

    def send_all(self, sent: Sequence[Any]) -> list[Any]:
        """Send several raw transactions in order (eth_sendRawTransaction).

        Args:
            sent: Raw transactions, as 0x hex.

        Returns:
            The hash, or the RpcRefusal, of each.
        """


def answer_text(body: bytes | str, answerer: Answerer, limits: RpcLimits) -> str | None:
    """Answer one request or a batch.

    Never raises for what a caller sent: an error object carries every refusal, and an error of
    this program is reported as -32603 without its text.

    Args:
        body: The request's text.
        answerer: The table of methods.
        limits: The bounds of a caller.

    Returns:
        The response's text, None when nothing in it asked for a response.
    """
    return answer_texts([body], answerer, limits)[0]


def answer_texts(
    bodies: Sequence[bytes | str], answerer: Answerer, limits: RpcLimits
) -> list[str | None]:
    """Answer texts that came at the same time; their transactions go to disk together.

    Args:
        bodies: The requests' texts.
        answerer: The table of methods.
        limits: The bounds of a caller.

    Returns:
        A response's text or None for each, see `answer_text`.
    """
    asked = [_parsed(body, limits) for body in bodies]
    sent = [place for place, request in enumerate(asked) if _is_sent(request)]
    texts = dict(zip(sent, _answers([asked[place] for place in sent], answerer), strict=True))
    return [
        texts[place] if place in texts else _told(request, answerer, limits)
        for place, request in enumerate(asked)
    ]


def sends(body: bytes, limits: RpcLimits) -> bool:
    """Return whether a text is one request that sends a transaction, and nothing else.

    Args:
        body: The request's text.
        limits: The bounds of a caller.

    Returns:
        True when it is.
    """
    return len(body) <= SEND_BYTES_MAX and SEND.encode() in body and _is_sent(_parsed(body, limits))


def _parsed(body: bytes | str, limits: RpcLimits) -> Any:
    """Return the JSON value of a text, or the refusal of it."""
    if len(body) > limits.body_bytes_max:
        return RpcRefusal.malformed(f"request over {limits.body_bytes_max} bytes")
    try:
        text = body if isinstance(body, str) else body.decode("utf-8")
        bound_nesting(text)
        return json.loads(text, parse_constant=_no_constant)
    except ValueError:
        return RpcRefusal(-32700, "parse error: this is not JSON")


def _told(asked: Any, answerer: Answerer, limits: RpcLimits) -> str | None:
    if isinstance(asked, RpcRefusal):
        return error_text(asked)
    if not isinstance(asked, list):
        return _answers([asked], answerer)[0]
    if not asked:
        return error_text(RpcRefusal.malformed("the batch is empty"))
    if len(asked) > limits.batch_max:
        return error_text(RpcRefusal.malformed(f"batch of {len(asked)} is over {limits.batch_max}"))
    texts = list(_batch(asked, answerer, limits))
    return "[" + ",".join(texts) + "]" if texts else None


def error_text(refusal: RpcRefusal, request_id: Any = None) -> str:
    """Return the text of an error response.

    Args:
        refusal: The refusal.
        request_id: The request's id.

    Returns:
        The JSON text.
    """
    return json.dumps({"jsonrpc": "2.0", "id": request_id, "error": refusal.as_error()})


def answer_safely(answerer: Answerer, method: str, params: Any) -> Any:
    """Return a method's result or its refusal; an error of this program is logged and not reported.

    Args:
        answerer: The table of methods.
        method: The method's name.
        params: Its parameters.

    Returns:
        A JSON value or an RpcRefusal.
    """
    try:
        return answerer.answer(method, params)
    except RpcRefusal as refusal:
        return refusal
    except Exception:  # noqa: BLE001 - the edge: a caller learns nothing of our insides
        _log.exception("a request failed")
        return RpcRefusal.internal()


def _batch(asked: list[Any], answerer: Answerer, limits: RpcLimits) -> Iterator[str]:
    """Yield the answers; what is over the bounds of time and size is refused, not begun."""
    size, until = 0, time.monotonic() + limits.batch_seconds_max
    for is_sent, group in groupby(asked, _is_sent):
        # Transactions in a row go to disk together.
        for part in [list(group)] if is_sent else ([request] for request in group):
            refusal = None
            if size > limits.answer_bytes_max:
                refusal = RpcRefusal.limit("the batch's answers are too large; send a smaller one")
            elif time.monotonic() > until:
                refusal = RpcRefusal.timed_out(f"the batch took {limits.batch_seconds_max:g}s")
            if refusal is not None:
                yield from (
                    error_text(refusal, _id_of(request)) for request in part if _is_told(request)
                )
                continue
            for text in _answers(part, answerer):
                if text is not None:
                    size += len(text)
                    yield text


def _answers(asked: Sequence[Any], answerer: Answerer) -> list[str | None]:
    """Return the texts of the responses to one request, or to several transactions."""
    results: list[Any]
    if len(asked) > 1:
        try:
            results = answerer.send_all([request["params"][0] for request in asked])
        except Exception:  # noqa: BLE001 - the edge, as above
            _log.exception("a batch of transactions failed")
            results = [RpcRefusal.internal()] * len(asked)
    else:
        results = [_result(request, answerer) for request in asked]
    return [_answer(request, result) for request, result in zip(asked, results, strict=True)]


def _answer(asked: Any, result: Any) -> str | None:
    if not _is_told(asked):
        return None
    if isinstance(result, RpcRefusal):
        return error_text(result, _id_of(asked))
    return json.dumps({"jsonrpc": "2.0", "id": _id_of(asked), "result": result})


def _result(asked: Any, answerer: Answerer) -> Any:
    try:
        method, params = _read(asked)
    except RpcRefusal as refusal:
        return refusal
    return answer_safely(answerer, method, params)


def _is_sent(asked: Any) -> bool:
    """Whether it is a whole and well-formed request to send a transaction."""
    if not isinstance(asked, Mapping) or asked.get("method") != SEND:
        return False
    try:
        params = _read(asked)[1]
    except RpcRefusal:
        return False
    return isinstance(params, list) and len(params) == 1


def _is_told(asked: Any) -> bool:
    """Whether an answer is wanted: a request without an id is a notification."""
    return not (isinstance(asked, Mapping) and "id" not in asked and "method" in asked)


def _read(asked: Any) -> tuple[str, Any]:
    if not isinstance(asked, Mapping):
        raise RpcRefusal.malformed("a request must be an object")
    if asked.get("jsonrpc", "2.0") != "2.0":
        raise RpcRefusal.malformed("jsonrpc must be 2.0")
    method, params = asked.get("method"), asked.get("params")
    if not isinstance(method, str):
        raise RpcRefusal.malformed("method must be a string")
    if asked.get("id") is not None and _id_of(asked) is None:
        raise RpcRefusal.malformed("id must be a string, a number or null")
    if params is None:
        return method, []
    if not isinstance(params, list | Mapping):
        raise RpcRefusal.invalid("params must be a list")
    return method, params


def _id_of(asked: Any) -> Any:
    request_id = asked.get("id") if isinstance(asked, Mapping) else None
    if isinstance(request_id, bool) or (
        isinstance(request_id, float) and not math.isfinite(request_id)
    ):
        return None
    return request_id if isinstance(request_id, str | int | float) else None


def _no_constant(word: str) -> float:
    raise ValueError(f"{word} is not JSON")
