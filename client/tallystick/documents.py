"""Documents from elsewhere, read within bounds: how long they are, and how deep they nest.

The EVM raises the interpreter's recursion limit, so the readers of JSON and TOML would not stop by
themselves before the stack is exhausted and the process is gone. Whatever others have written, an
answer over the network or a file, is read here.
"""

from __future__ import annotations

import errno
import json
import os
import re
import stat
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tallystick.errors import InputError

__all__ = [
    "BYTES_MAX",
    "NESTING_MAX",
    "DocumentError",
    "bound_nesting",
    "file_bytes",
    "file_text",
    "joined",
    "read_json",
    "read_toml",
]

BYTES_MAX = 16 * 2**20
NESTING_MAX = 32
# A string that does not end counts to the end of the text, or its quotes would be tried in turn.
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")
# TOML has more kinds of strings, dotted keys nest too, and its files are short: all count.
_TOML_LINE_OPENINGS_MAX = 256


class DocumentError(InputError):
    """A document is too long, nests too deep, or is not of its kind."""


def bound_nesting(text: str) -> None:
    """Require that the values of a JSON text do not nest too deep to be read safely.

    Args:
        text: The JSON text; it is not checked otherwise.

    Raises:
        DocumentError: JSON:NESTING when they nest deeper than 32 levels.
    """
    if text.count("[") + text.count("{") <= NESTING_MAX:
        return
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub("", text)):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > NESTING_MAX:
            raise DocumentError("JSON:NESTING", f"nested too deep: over {NESTING_MAX} levels")


def read_json(source: bytes | str, *, bytes_max: int = BYTES_MAX) -> Any:
    """Read a JSON document.

    Args:
        source: The document; bytes are UTF-8.
        bytes_max: How long it may be, in bytes (characters for text).

    Returns:
        Its value.

    Raises:
        DocumentError: JSON:SIZE, JSON:NESTING beyond 32 levels, JSON:FORM when it is not JSON in
            UTF-8. It is a ValueError too.
    """
    if len(source) > bytes_max:
        raise DocumentError("JSON:SIZE", f"the document has more than {bytes_max} bytes")
    try:
        text = source if isinstance(source, str) else source.decode("utf-8")
        bound_nesting(text)
        return json.loads(text, parse_constant=_no_number)
    except DocumentError:
        raise
    except ValueError as wrong:
        raise DocumentError("JSON:FORM", f"this is not JSON ({wrong})") from wrong


def joined(parts: Iterable[bytes], bytes_max: int) -> bytes:
    """Join the parts of an answer as they come, and stop when they are too many.

    Args:
        parts: The parts.
        bytes_max: How long the whole may be, in bytes.

    Returns:
        The whole.

    Raises:
        DocumentError: JSON:SIZE when there is more; no further part was read.
    """
    whole = bytearray()
    for part in parts:
        whole += part
        if len(whole) > bytes_max:
            raise DocumentError("JSON:SIZE", f"the document has more than {bytes_max} bytes")
    return bytes(whole)


def file_bytes(path: Path, *, bytes_max: int = BYTES_MAX) -> bytes:
    """Read a regular file that is no longer than it may be.

    A pipe, a socket or a device is refused and not waited for: nobody may ever write to it. So are
    a shell's `/dev/stdin` and `<(...)` where they are pipes.

    Args:
        path: The file, or a link to it.
        bytes_max: How long it may be, in bytes.

    Returns:
        Its content.

    Raises:
        DocumentError: FILE:SIZE when it is longer. It is a ValueError too.
        OSError: When it cannot be read, or is not a regular file.
    """
    # To open a pipe would wait for a writer; O_NONBLOCK does not, and means nothing to a file.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))
    with os.fdopen(handle, "rb") as stream:
        content = stream.read(bytes_max + 1)
    if len(content) > bytes_max:
        raise DocumentError("FILE:SIZE", f"{path} has more than {bytes_max} bytes")
    return content


def file_text(path: Path, *, bytes_max: int = BYTES_MAX) -> str:
    """Read a regular file of text that is no longer than it may be.

    Args:
        path: The file.
        bytes_max: How long it may be, in bytes.

    Returns:
        Its text.

    Raises:
        DocumentError: FILE:SIZE when it is longer, FILE:TEXT when it is not UTF-8. It is a
            ValueError too.
        OSError: When it cannot be read, or is not a regular file.
    """
    content = file_bytes(path, bytes_max=bytes_max)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise DocumentError("FILE:TEXT", f"{path} is not UTF-8 ({wrong})") from wrong


def read_toml(text: str, *, bytes_max: int = BYTES_MAX) -> dict[str, Any]:
    """Read a TOML document.

    Args:
        text: The document.
        bytes_max: How long it may be, in characters.

    Returns:
        Its table.

    Raises:
        DocumentError: TOML:SIZE, TOML:NESTING, TOML:FORM when it is not TOML. It is a ValueError
            too.
    """
    if len(text) > bytes_max:
        raise DocumentError("TOML:SIZE", f"the document has more than {bytes_max} characters")
    deepest = max((_openings(line) for line in text.splitlines()), default=0)
    if deepest > _TOML_LINE_OPENINGS_MAX or _open_at_once(text) > _TOML_LINE_OPENINGS_MAX:
        raise DocumentError("TOML:NESTING", "the document nests too deep")
    try:
        return tomllib.loads(text)
    except ValueError as wrong:
        raise DocumentError("TOML:FORM", f"this is not TOML ({wrong})") from wrong


def _openings(line: str) -> int:
    key = line.partition("=")[0]
    return key.count(".")


def _open_at_once(text: str) -> int:
    depth = deepest = 0
    for bracket in _BRACKET.finditer(text):
        depth += 1 if bracket[0] in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")
