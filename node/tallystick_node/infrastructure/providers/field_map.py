"""How a provider names things: our fields and words to its own, in a file and not in code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from tallystick.documents import file_text, read_toml
from tallystick.errors import ConfigError
from tallystick_node.infrastructure.providers.connection import senseless

__all__ = ["HEADERS", "Exchange", "ProviderMap", "load_map", "place_in", "value_at"]

HEADERS = {
    "client": "x-client", "time": "x-time", "number": "x-number", "signature": "x-signature",
}  # fmt: skip
_TABLES = {"path", "request", "constants", "answer", "verdicts", "headers", "score_max"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one kind of provider is asked, and what it may say.

    asked: fields that the map has to name. optional: further ones that it may. passed: our word
    for a yes. verdicts: every other word of ours. scores: numbers that the answer has to hold.
    """

    who: str
    asked: tuple[str, ...]
    passed: str
    verdicts: frozenset[str]
    optional: tuple[str, ...] = ()
    scores: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProviderMap:
    """A field map that was checked. Places are names of the provider's, dots go into objects.

    verdicts: its words to ours, each to at least one. score_max: its score for certainty.
    """

    path: str
    request: Mapping[str, str]
    constants: Mapping[str, Any]
    answer: Mapping[str, str]
    verdicts: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, str] = field(default_factory=lambda: dict(HEADERS))
    score_max: Decimal = Decimal(1)


def load_map(file: Path, exchange: Exchange) -> ProviderMap:
    """Read a provider's field map.

    Args:
        file: TOML; its form is in docs/reference/providers.md.
        exchange: What such a provider is asked, and what it may say.

    Returns:
        The map.

    Raises:
        ConfigError: PROVIDER:MAP, which names everything that is wrong with it.
    """
    try:
        document = read_toml(file_text(file))
    except (OSError, ValueError) as error:
        raise ConfigError("PROVIDER:MAP", f"{file} cannot be read ({error})") from error
    wrong = [f"{name!r} is nothing of a field map" for name in sorted(set(document) - _TABLES)]
    request = _texts(document, "request", wrong)
    answer = _texts(document, "answer", wrong)
    headers = _texts(document, "headers", wrong)
    verdicts = _verdicts(document, exchange, wrong)
    path = document.get("path", "")
    if not isinstance(path, str) or (path and not path.startswith("/")):
        wrong.append("path begins with a slash")
    _names(request, "request", exchange.asked, exchange.optional, wrong)
    _names(answer, "answer", ("verdict", *exchange.scores), ("reference", "number"), wrong)
    _names(headers, "headers", (), tuple(HEADERS), wrong)
    constants = document.get("constants", {})
    if not isinstance(constants, dict):
        wrong.append("constants is a table")
    most = document.get("score_max", 1)
    if isinstance(most, bool) or not isinstance(most, int) or most < 1:
        wrong.append("score_max is a whole number of at least 1")
        most = 1
    if wrong:
        raise ConfigError("PROVIDER:MAP", f"{file} is no field map: {'; '.join(wrong)}")
    return ProviderMap(
        path, request, constants, answer, verdicts, {**HEADERS, **headers}, Decimal(most)
    )


def place_in(document: dict[str, Any], place: str, value: Any) -> None:
    """Put a value where a place says, making the objects on the way.

    Args:
        document: The JSON object that is built.
        place: Names with dots between them.
        value: A JSON value.
    """
    *way, last = place.split(".")
    for name in way:
        document = document.setdefault(name, {})
    document[last] = value


def value_at(document: Any, place: str, who: str) -> Any:
    """Return what an answer holds at a place.

    Args:
        document: The answer.
        place: Names with dots between them.
        who: What the provider is called.

    Returns:
        The JSON value.

    Raises:
        ProviderFailed: PROVIDER:ANSWER when there is nothing.
    """
    for name in place.split("."):
        if not isinstance(document, dict) or name not in document:
            raise senseless("a field of the map is missing", who)
        document = document[name]
    return document


def _texts(document: Mapping[str, Any], table: str, wrong: list[str]) -> dict[str, str]:
    values = document.get(table, {})
    if isinstance(values, dict) and all(isinstance(v, str) and v for v in values.values()):
        return values
    wrong.append(f"{table} is a table of names")
    return {}


def _names(
    places: Mapping[str, str],
    table: str,
    needed: tuple[str, ...],
    more: tuple[str, ...],
    wrong: list[str],
) -> None:
    wrong += [f"{table} names no {name}" for name in needed if name not in places]
    known = {*needed, *more}
    wrong += [
        f"{table} names {name!r}, of which nothing is known" for name in places if name not in known
    ]
    if table == "request":
        theirs = list(places.values())
        wrong += [f"{place!r} is named twice" for place in {*theirs} if theirs.count(place) > 1]
        wrong += [
            f"{place!r} is a value and an object at once"
            for place in theirs
            if any(other.startswith(place + ".") for other in theirs)
        ]


def _verdicts(
    document: Mapping[str, Any], exchange: Exchange, wrong: list[str]
) -> dict[str, tuple[str, ...]]:
    table = document.get("verdicts", {})
    if not isinstance(table, dict):
        wrong.append("verdicts is a table")
        return {}
    known, verdicts = {exchange.passed, *exchange.verdicts}, {}
    for theirs, ours in table.items():
        words = (ours,) if isinstance(ours, str) else tuple(ours) if isinstance(ours, list) else ()
        if not words or any(word not in known for word in words):
            wrong.append(f"{theirs!r} has to mean one of {', '.join(sorted(known))}")
        elif len(words) > 1 and exchange.passed in words:
            wrong.append(f"{theirs!r} cannot mean {exchange.passed} and something else")
        verdicts[theirs] = words
    if (exchange.passed,) not in verdicts.values():
        wrong.append(f"verdicts has no word for {exchange.passed}")
    return verdicts
