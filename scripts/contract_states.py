"""The states of a loan: the table of modules/statuses, and which entry points reach a change.

A state is reached by the entry points whose code, or the code that it calls in other contracts,
writes it; doors that only another contract may open are no entry points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from contract_sources import (
    CONTRACTS,
    Function,
    codes_of,
    entries,
    is_view,
    modules,
    reached,
    source_of,
)  # fmt: skip

# The transition table in modules/statuses, and what is told of a loan that stays as it is.
CHANGE = re.compile(r"^        ([A-Z]+) -> ([A-Z_]+): (.+)$", re.MULTILINE)
STAYS = re.compile(r"^        ([A-Z][A-Za-z]+): (.+)$", re.MULTILINE)
STATE = re.compile(r"^([A-Z_]+): constant\(uint256\) = (\d+)$", re.MULTILINE)
# Where a status is written, and where a call goes on into another contract.
WRITES = re.compile(
    r"(?:(?:_with_status|_close|\.close|_set_status)\([^=]*?|\bstatus=)statuses\.([A-Z_]+)"
)
ONWARD = re.compile(r"extcall I(\w+)\(\s*peers\.\w+\s*\)\.(\w+)\(")


def changes() -> list[tuple[str, str, str]]:
    """Return the transition table of modules/statuses: from, to, when."""
    return CHANGE.findall(modules()["statuses"].read_text("utf-8"))


def stays() -> list[tuple[str, str]]:
    """Return the events through which an active loan stays so, each with what it means."""
    return STAYS.findall(modules()["statuses"].read_text("utf-8"))


def states() -> dict[str, str]:
    """Return the states by name, each with its number."""
    return dict(STATE.findall(modules()["statuses"].read_text("utf-8")))


def onward(contract: str, name: str) -> Iterator[Function]:
    """Yield every function that an entry point reaches, in other contracts too, each once."""
    seen, ahead = set(), [(contract, name)]
    while ahead:
        at = ahead.pop()
        start = source_of(*at)
        if at in seen or start is None:
            continue
        seen.add(at)
        for part in reached(*start):
            yield part
            ahead += ONWARD.findall(part.text)


@cache
def entry_points() -> tuple[tuple[str, tuple[Function, ...]], ...]:
    """Return the entry points that people call, by `Contract.name`, with all that they reach."""
    return tuple(
        (f"{contract}.{entry['name']}", tuple(onward(contract, entry["name"])))
        for contract in CONTRACTS
        for entry in entries(contract, "function")
        if not is_view(entry) and not is_a_door(contract, entry["name"])
    )


def is_a_door(contract: str, name: str) -> bool:
    """Whether only another contract of the platform may call."""
    return any(code.endswith(":CALLER") for code in codes_of(contract, name))


def written() -> set[str]:
    """Return every state that an entry point can put a loan into."""
    return {
        status
        for _, parts in entry_points()
        for part in parts
        for status in WRITES.findall(part.text)
    }


def writers(before: str, after: str) -> list[str]:
    """Return the entry points that can make a change: those that list loans, or all others."""
    lists = set(loggers("Listed"))
    return [
        name
        for name, parts in entry_points()
        if (name in lists) == (before == "NONE")
        and any(after in WRITES.findall(part.text) for part in parts)
    ]


def loggers(event: str) -> list[str]:
    """Return the entry points that can log an event."""
    call = re.compile(rf"log (?:\w+\.)?{event}\(")
    return [name for name, parts in entry_points() if any(call.search(part.text) for part in parts)]


def rows(_contract: str) -> str:
    """Return the table of the states."""
    lines = ["| from | to | by | when |", "|---|---|---|---|"]
    for before, after, when in changes():
        by = ", ".join(f"`{name}`" for name in writers(before, after))
        shown = "–" if before == "NONE" else before
        lines.append(f"| {shown} | {after} ({states()[after]}) | {by} | {when} |")
    lines += ["", "| an ACTIVE loan stays so | by | when |", "|---|---|---|"]
    for event, when in stays():
        by = ", ".join(f"`{name}`" for name in loggers(event))
        lines.append(f"| `{event}` | {by} | {when} |")
    return "\n".join(lines) + "\n"


def diagram(_contract: str) -> str:
    """Return the diagram of the states, in Mermaid."""
    lines = ["```mermaid", "stateDiagram-v2"]
    for before, after, _ in changes():
        start = "[*]" if before == "NONE" else before
        lines.append(f"    {start} --> {after}: {_names(writers(before, after))}")
    lines += [f"    ACTIVE --> ACTIVE: {event}" for event, _ in stays()]
    left = {before for before, _, _ in changes()}
    lines += [f"    {name} --> [*]" for name in states() if name not in left]
    return "\n".join([*lines, "```"]) + "\n"


def _names(entry_points_: list[str]) -> str:
    """Return entry points without their contracts, each name once."""
    return ", ".join(dict.fromkeys(name.partition(".")[2] for name in entry_points_))
