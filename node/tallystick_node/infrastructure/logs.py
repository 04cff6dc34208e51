"""Logs: one JSON object a line, with nothing in it that was not allowed by name.

A log may be read by more people than the database. So a field is written only when its name is in
`ALLOWED`, whatever it holds; any other value becomes `[redacted]`, and its name stays to be seen.
Of an exception its kind, its code and where it was raised are kept: its text may quote a person.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, TextIO

import structlog

from tallystick.errors import TallystickError

__all__ = ["ALLOWED", "REDACTED", "configure_logs", "redact"]

REDACTED = "[redacted]"
ALLOWED = frozenset({
    "account", "act", "attempts", "block", "block_hash", "business_date", "chain_id", "channel",
    "code", "contract", "count", "database", "event", "events", "exception", "function", "holder",
    "key", "kind", "lag_blocks", "level", "logger", "loop", "message_number", "method", "nonce",
    "number", "path", "policy", "port", "request_id", "revision", "seconds", "send",
    "serve", "state", "status", "subject", "timestamp", "tx_hash", "version", "worker",
})  # fmt: skip
_FRAMES_MAX = 12
# The server's own messages about each connection; its errors are kept.
_QUIET = ("uvicorn.access", "httpx2", "httpcore2", "web3", "alembic")


def redact(_: object, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank every field that is not allowed by name; a processor of structlog.

    Args:
        fields: The fields of a log line; changed in place.

    Returns:
        The same fields.
    """
    for name in fields:
        if name not in ALLOWED and not name.startswith("_"):
            fields[name] = REDACTED
    return fields


def configure_logs(level: str = "info", stream: TextIO | None = None) -> None:
    """Send this process's logs, those of libraries too, to stderr as JSON lines.

    Args:
        level: The lowest level that is logged: debug, info, warning or error.
        stream: Where to write instead of stderr.
    """
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _exception,
        redact,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        cache_logger_on_first_use=False,
    )


def _exception(_: object, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put kind, code and place of an exception in place of its text."""
    info = fields.pop("exc_info", None)
    error = info if isinstance(info, BaseException) else None
    if error is None and info:
        error = info[1] if isinstance(info, tuple) else sys.exc_info()[1]
    if error is not None:
        fields["exception"] = {
            "kind": type(error).__name__,
            "code": error.code if isinstance(error, TallystickError) else None,
            "at": [
                f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(error.__traceback__)[-_FRAMES_MAX:]
            ],
        }
    return fields
