"""One text for one document (RFC 8785), in which every whole number of the chain is a string.

JSON's numbers are floats for many readers, and the chain's are not: amounts, counts and parts per
million are written as decimal strings. Small integers such as a version may be numbers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import rfc8785

from tallystick.documents import read_json
from tallystick.errors import InputError

__all__ = ["canonical", "read_canonical"]

# Above this a reader that counts in floats would be wrong.
INTEGER_MAX = 2**53 - 1
DEPTH_MAX = 32
# The first unit of UTF-16 that is half of a character; below it both orders are the same.
_SURROGATES = "\ud800"
BYTES_MAX = 200 * 2**20


def canonical(document: Any) -> bytes:
    """Return the one text of a document.

    Args:
        document: Texts, None, booleans, integers up to 2^53 - 1, and lists and mappings of them.

    Returns:
        The text in UTF-8, as RFC 8785 prescribes.

    Raises:
        InputError: DISCLOSURE:VALUE for a float, a larger integer (write it as a string), a key
            that is not a string, text that is not Unicode, or nesting deeper than 32.
    """
    _check(document, "the document", 0)
    text = _swift(document)
    return bytes(rfc8785.dumps(document)) if text is None else text


def _swift(document: Any) -> bytes | None:
    """The same text by the standard library, which is much faster; None where it would differ.

    It differs where names are sorted: RFC 8785 goes by units of UTF-16, Python by characters.
    """
    try:
        text = json.dumps(
            document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        )
    except TypeError:
        return None  # a mapping of another kind
    return text.encode() if text.isascii() or max(text) < _SURROGATES else None


def read_canonical(data: bytes) -> Any:
    """Read a document from its canonical text.

    Args:
        data: The text in UTF-8, at most 200 MiB.

    Returns:
        The parsed document.

    Raises:
        InputError: DISCLOSURE:FORM when it is too long, not JSON or not the canonical text,
            DISCLOSURE:VALUE when a value has no form.
    """
    if len(data) > BYTES_MAX:
        raise InputError("DISCLOSURE:FORM", f"a document has at most {BYTES_MAX} bytes")
    try:
        document = read_json(data, bytes_max=BYTES_MAX)
    except (ValueError, RecursionError) as error:
        raise InputError("DISCLOSURE:FORM", f"this is not valid JSON ({error})") from error
    if canonical(document) != data:
        raise InputError("DISCLOSURE:FORM", "this text is not the canonical one of its document")
    return document


def _check(value: Any, place: str, depth: int) -> None:
    if depth > DEPTH_MAX:
        raise InputError("DISCLOSURE:VALUE", f"{place} is nested deeper than {DEPTH_MAX}")
    if isinstance(value, str):
        if not _is_unicode(value):
            raise InputError("DISCLOSURE:VALUE", f"{place} is not Unicode text")
    elif isinstance(value, int | None):
        if value is not None and abs(value) > INTEGER_MAX:
            raise InputError("DISCLOSURE:VALUE", f"{place} is too large for a number: use a string")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str) or not _is_unicode(key):
                raise InputError("DISCLOSURE:VALUE", f"a key of {place} is not text")
            _check(item, f"{place}.{key}", depth + 1)
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            _check(item, f"{place}[{number}]", depth + 1)
    else:
        raise InputError(
            "DISCLOSURE:VALUE", f"{place} is a {type(value).__name__}, which has no form"
        )


def _is_unicode(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
