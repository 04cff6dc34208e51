"""Fill the tables of docs/reference/contracts.md, or `--check` that they are current.

The words between the tables are written by hand; a table stands between `<!-- made: NAME -->` and
`<!-- end -->`. What an entry point says of itself is its NatSpec in the source; what it refuses is
every code in its body and in the functions of our own modules that it reaches. A public variable
is described by the comment above it, a field of an event by the comment beside it. The states of a
loan and their diagram are contract_states'.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import contract_states
from contract_callers import WHO
from contract_sources import (
    CODE,
    ROOT,
    SOURCES,
    codes_of,
    entries,
    family,
    flat,
    functions,
    is_view,
    modules,
    reached,
    source_of,
)  # fmt: skip

PAGE = ROOT / "docs" / "reference" / "contracts.md"
MADE = re.compile(r"(<!-- made: (\w+) (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def meaning(contract: str, name: str) -> str:
    """Return what a function says of itself, or what stands above a public variable."""
    start = source_of(contract, name)
    return start[0].notice if start else variable(contract, name)


def variable(contract: str, name: str) -> str:
    """Return the comment above a public variable of a contract or of a module it exports."""
    for path in family(contract):
        above = re.search(
            rf"((?:^# .*\n)+)^{name}: public\(", path.read_text("utf-8"), re.MULTILINE
        )
        if above:
            return flat(above.group(1).replace("# ", " "))
    return ""


def fields(contract: str, event: str) -> dict[str, str]:
    """Return what stands beside each field of an event."""
    for path in family(contract):
        body = re.search(
            rf"^event {event}:\n((?:    .*\n)+)", path.read_text("utf-8"), re.MULTILINE
        )
        if body:
            return dict(re.findall(r"^    (\w+): .*?  # (.*)$", body.group(1), re.MULTILINE))
    return {}


def shape(entry: dict[str, Any]) -> str:
    """Return a function with its parameters' names."""
    names = [
        field["name"] for field in entry["inputs"] if not re.fullmatch(r"arg\d", field["name"])
    ]
    return f"{entry['name']}({', '.join(names) or ('…' if entry['inputs'] else '')})"


def details(contract: str, name: str) -> str:
    """Return the parameters of a function and what it returns, each on a line of its cell."""
    start = source_of(contract, name)
    if start is None:
        return ""
    lines = [f"`{parameter}`: {text}" for parameter, text in start[0].arguments.items()]
    lines += [f"→ {text}" for text in start[0].answers]
    return "".join(f"<br>{line}" for line in lines)


def table(contract: str, kind: str) -> str:
    """Return one table of the page."""
    pages: dict[str, Callable[[str], str]] = {
        "acts": _acts, "views": _views, "events": _events, "setup": _setup,
        "rows": contract_states.rows, "diagram": contract_states.diagram,
    }  # fmt: skip
    return pages[kind](contract)


def _acts(contract: str) -> str:
    lines = ["| entry point | who may call | does | refuses with |", "|---|---|---|---|"]
    for entry in entries(contract, "function"):
        if not is_view(entry):
            name = entry["name"]
            codes = " ".join(f"`{code}`" for code in codes_of(contract, name)) or "–"
            who = WHO[contract].get(name, "anyone")
            does = meaning(contract, name) + details(contract, name)
            lines.append(f"| `{shape(entry)}` | {who} | {does} | {codes} |")
    return "\n".join(lines) + "\n"


def _views(contract: str) -> str:
    lines = ["| view | answers |", "|---|---|"]
    for entry in entries(contract, "function"):
        if is_view(entry):
            name = entry["name"]
            codes = " ".join(f"`{code}`" for code in codes_of(contract, name))
            refusals = f"<br>Refuses with {codes}." if codes else ""
            answers = meaning(contract, name) + details(contract, name) + refusals
            lines.append(f"| `{shape(entry)}` | {answers} |")
    return "\n".join(lines) + "\n"


def _events(contract: str) -> str:
    lines = ["| event | carries (**indexed**) |", "|---|---|"]
    for entry in sorted(entries(contract, "event"), key=lambda event: str(event["name"])):
        meanings = fields(contract, entry["name"])
        names = [
            f"{'**' + field['name'] + '**' if field['indexed'] else field['name']}: "
            f"{meanings[field['name']]}"
            for field in entry["inputs"]
        ]
        lines.append(f"| `{entry['name']}` | {'<br>'.join(names)} |")
    return "\n".join(lines) + "\n"


def _setup(contract: str) -> str:
    codes = {code for path in _own(contract) for code in _constructor_codes(path)}
    listed = " ".join(f"`{code}`" for code in sorted(codes))
    if not listed:
        return "The constructor refuses nothing of its own.\n"
    return f"The constructor refuses with {listed}.\n"


def _own(contract: str) -> list[Path]:
    main = SOURCES / f"{contract}.vy"
    begun = re.findall(r"^initializes: (\w+)", main.read_text("utf-8"), re.MULTILINE)
    return [main, *(modules()[name] for name in begun)]


def _constructor_codes(path: Path) -> set[str]:
    start = functions(path).get("__init__")
    if start is None:
        return set()
    return {code for part in reached(start, path) for code in CODE.findall(part.text)}


def page(text: str) -> str:
    """Return the page's text with every table made anew."""
    return MADE.sub(lambda m: m.group(1) + table(m.group(2), m.group(3)) + m.group(5), text)


def main() -> None:
    """Write the tables, or compare."""
    text = PAGE.read_text("utf-8")
    if "--check" not in sys.argv:
        PAGE.write_text(page(text), encoding="utf-8")
    elif text != page(text):
        sys.exit("docs/reference/contracts.md is stale; run: python scripts/contract_pages.py")


if __name__ == "__main__":
    main()
