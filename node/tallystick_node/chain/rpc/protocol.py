"""JSON-RPC 2.0 around the table: text in, text out, whatever the text."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tallystick_node.chain.refusals import RpcRefusal

if TYPE_CHECKING:
    from tallystick_node.chain.rpc.limits import Limits

__all__ = ["Answerer", "answer_text", "error_text"]

Answerer = Callable[[str, Any], Any]

NESTING_MAX = 32
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")
_log = logging.getLogger("tallystick.chain")


def answer_text(body: bytes | str, answer: Answerer, limits: Limits) -> str | None:
    """Answer one request or a batch; None when nothing in it asked for an answer.

    Never raises for what a caller sent: an error object carries every refusal, and an error of
    this program is told as -32603 without its text.
    """
    if len(body) > limits.body_bytes_max:
        return error_text(RpcRefusal.malformed(f"request over {limits.body_bytes_max} bytes"))
    try:
        text = body if isinstance(body, str) else body.decode("utf-8")
        _bound_nesting(text)
        asked = json.loads(text, parse_constant=_no_constant)
    except ValueError:
        return error_text(RpcRefusal(-32700, "parse error: this is not JSON"))
    if not isinstance(asked, list):
        single = _answer(asked, answer)
        return None if single is None else json.dumps(single)
    if not asked:
        return error_text(RpcRefusal.malformed("the batch is empty"))
    if len(asked) > limits.batch_max:
        return error_text(RpcRefusal.malformed(f"batch of {len(asked)} is over {limits.batch_max}"))
    return _batch(asked, answer, limits)


def error_text(refusal: RpcRefusal, request_id: Any = None) -> str:
    """Return the text of an error answer."""
    return json.dumps({"jsonrpc": "2.0", "id": request_id, "error": refusal.as_error()})


def _batch(asked: list[Any], answer: Answerer, limits: Limits) -> str | None:
    told: list[str] = []
    size = 0
    for one in asked:
        if size > limits.answer_bytes_max:
            refusal = RpcRefusal.limit("the answers of the batch are too large; send a smaller one")
            told.append(error_text(refusal, _id_of(one)))
            continue
        found = _answer(one, answer)
        if found is not None:
            told.append(json.dumps(found))
            size += len(told[-1])
    return "[" + ",".join(told) + "]" if told else None


def _answer(asked: Any, answer: Answerer) -> dict[str, Any] | None:
    request_id = _id_of(asked)
    shown: dict[str, Any] = {"jsonrpc": "2.0", "id": request_id}
    try:
        result = answer(*_read(asked))
    except RpcRefusal as refusal:
        shown["error"] = refusal.as_error()
    except Exception:  # noqa: BLE001 - the edge: a caller is told nothing of our insides
        _log.exception("a request failed")
        shown["error"] = RpcRefusal(-32603, "internal error").as_error()
    else:
        shown["result"] = result
    silent = isinstance(asked, Mapping) and "id" not in asked and "method" in asked
    return None if silent else shown


def _read(asked: Any) -> tuple[str, Any]:
    if not isinstance(asked, Mapping):
        raise RpcRefusal.malformed("a request must be an object")
    if asked.get("jsonrpc", "2.0") != "2.0":
        raise RpcRefusal.malformed("jsonrpc must be 2.0")
    method, params = asked.get("method"), asked.get("params")
    if not isinstance(method, str):
        raise RpcRefusal.malformed("method must be a string")
    if not isinstance(asked.get("id"), str | int | float | None):
        raise RpcRefusal.malformed("id must be a string, a number or null")
    if params is None:
        return method, []
    if not isinstance(params, list | Mapping):
        raise RpcRefusal.invalid("params must be a list")
    return method, params


def _id_of(asked: Any) -> Any:
    found = asked.get("id") if isinstance(asked, Mapping) else None
    return found if isinstance(found, str | int | float) else None


def _bound_nesting(text: str) -> None:
    """Raise ValueError when values nest too deep to be read safely.

    The EVM raises the interpreter's recursion limit, so the reader would not stop by itself before
    the stack is exhausted.
    """
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub("", text)):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > NESTING_MAX:
            raise ValueError("nested too deep")


def _no_constant(word: str) -> float:
    raise ValueError(f"{word} is no JSON")
