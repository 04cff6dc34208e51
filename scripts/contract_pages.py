"""Fill the tables of docs/reference/contracts.md, or `--check` that they are current.

The words between the tables are written by hand; a table stands between `<!-- made: NAME -->` and
`<!-- end -->`. What an entry point says of itself is its NatSpec in the source; what it refuses is
every code in its body and in the functions of our own modules that it reaches. A public variable
is described by the comment above it, a field of an event by the comment beside it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "contracts.md"
SOURCES = ROOT / "contracts"
ARTIFACTS = ROOT / "client" / "tallystick" / "abi"
CONTRACTS = (
    "Escrow", "Registry", "Governor", "Book", "Offers", "Servicing", "Workouts", "Ballots",
    "Market", "Mandates", "Reserve", "Collateral", "Disclosures", "Lens",
)  # fmt: skip
MADE = re.compile(r"(<!-- made: (\w+) (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
CODE = re.compile(r'"([A-Z]+:[A-Z]+:[A-Z_]+)"')
CALL = re.compile(r"\b(self|\w+)\.(_\w+)\(")
IMPORT = re.compile(r"^from (?:\.|modules) import (\w+)$", re.MULTILINE)
FUNCTION = re.compile(
    r"^((?:@\w+\n)+)def (\w+)\(([^)]*)\)(?: -> ([^\n]+?|\([^)]*\)))?:\n.*?(?=\n\n\n\S|\Z)",
    re.MULTILINE | re.DOTALL,
)
DOCSTRING = re.compile(r'^    """\n(.*?)^    """$', re.MULTILINE | re.DOTALL)
TAG = re.compile(r"^    @(\S+) (.*?)(?=^    @|\Z)", re.MULTILINE | re.DOTALL)
ERROR = re.compile(r"^\s*([A-Z]+:[A-Z]+:[A-Z_]+) when .+\.$", re.MULTILINE)
NAMED = re.compile(r"(\w+): ")

# Who may call, where it is not anyone in their own name.
WHO = {
    "Escrow": {
        "deposit_for": "Book",
        "withdraw_for": "Book",
        "move": "Book, Servicing; Reserve for its own balance",
        "pay": "Book",
        "settle": "Book",
        "take": "Book",
        "take_returned": "Book",
        "split": "Book, Servicing; Reserve for its own balance",
        "give": "Reserve",
        "hold": "Registry",
    },
    "Registry": {
        "enrol": "anyone, with M attestations and the wallet's consent",
        "freeze": "a COMPLIANCE key",
        "freeze_by_order": "anyone, with M attestations",
        "admit": "Book",
        "accept": "Book",
        "signer_head": "Book",
        "reduce": "Book",
        "borrow": "Book",
        "draw": "Book",
        "release": "Book, Servicing",
        "record_cover": "Reserve",
        "set_gate": "Governor",
        "replace_attestor": "Governor",
        "suspend_attestor": "a GUARDIAN key",
    },
    "Governor": {
        "propose": "a member of the council",
        "approve": "a member of the council",
        "pause": "a GUARDIAN key",
    },
    "Book": {
        "list_offer": "the borrower, with an underwriter's signature",
        "revoke_offer": "an UNDERWRITER key",
        "retract": "the investor",
        "issue": "the borrower",
        "fund": "an enrolled investor's first wallet",
        "deposit_and_fund": "an enrolled investor's first wallet",
        "claim": "the holder",
        "claim_many": "the holder",
        "claim_and_withdraw": "the holder",
        "transfer": "the holder",
        "transferFrom": "the holder, their operator, or anyone within an allowance",
        "assign": "Market",
    },
    "Servicing": {
        "record_cover": "Reserve",
        "add_fee": "Book",
        "register": "Book",
        "start": "Book",
        "repay": "anyone, out of their own balance",
        "prepay": "anyone, out of their own balance",
    },
    "Market": {
        "fill": "an enrolled investor, with the seller's signature",
        "cancel": "the seller",
    },
    "Reserve": {"contribute": "anyone, out of their own balance"},
    "Disclosures": {"publish": "a PUBLISHER key"},
}


@dataclass(frozen=True)
class Function:
    """A function of a source file, with what its docstring says."""

    file: str
    name: str
    text: str
    external: bool
    parameters: tuple[str, ...]
    returns: int

    @property
    def tags(self) -> list[tuple[str, str]]:
        """Each NatSpec tag and its text, in order; a text keeps its lines."""
        docstring = DOCSTRING.search(self.text)
        return TAG.findall(docstring.group(1)) if docstring else []

    @property
    def notice(self) -> str:
        """What it promises, on one line."""
        return next((flat(text) for tag, text in self.tags if tag == "notice"), "")

    @property
    def arguments(self) -> dict[str, str]:
        """What it says of each parameter, on one line."""
        pairs = (flat(text).partition(" ") for tag, text in self.tags if tag == "param")
        return {name: meant for name, _, meant in pairs}

    @property
    def answers(self) -> list[str]:
        """What it says of each value that it returns, on one line."""
        return [flat(text) for tag, text in self.tags if tag == "return"]

    @property
    def errors(self) -> list[str]:
        """The codes that it says it ends with."""
        texts = [text for tag, text in self.tags if tag == "custom:error"]
        return [code for text in texts for code in ERROR.findall(text)]


def flat(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def parse(text: str, file: str) -> dict[str, Function]:
    """Return the functions of a source's text by name, each with its whole text."""
    return {
        match.group(2): Function(
            file=file,
            name=match.group(2),
            text=match.group(0),
            external="@external\n" in match.group(1),
            parameters=tuple(NAMED.findall(match.group(3))),
            returns=values(match.group(4) or ""),
        )
        for match in FUNCTION.finditer(text)
    }


def values(returned: str) -> int:
    """Return how many values a return type stands for."""
    bare = re.sub(r"\[[^][]*\]", "", returned)
    return bare.count(",") + 1 if bare.startswith("(") else len(bare[:1])


@cache
def functions(path: Path) -> dict[str, Function]:
    """Return the functions of a source by name."""
    return parse(path.read_text("utf-8"), path.stem)


def modules() -> dict[str, Path]:
    """Return every module by name."""
    return {path.stem: path for path in (SOURCES / "modules").glob("*.vy")}


def reached(start: Function, source: Path) -> Iterator[Function]:
    """Yield a function and every function of our own sources that it calls, each once."""
    seen, ahead = set(), [(start, source)]
    while ahead:
        function, path = ahead.pop()
        if (path, function.name) in seen:
            continue
        seen.add((path, function.name))
        yield function
        for module, name in CALL.findall(function.text):
            target = path if module == "self" else modules().get(module)
            if target and name in functions(target):
                ahead.append((functions(target)[name], target))


def source_of(contract: str, name: str) -> tuple[Function, Path] | None:
    """Return where an entry point is written: the contract itself or a module it exports."""
    main = SOURCES / f"{contract}.vy"
    if name in functions(main):
        return functions(main)[name], main
    exported = re.search(rf"^    (\w+)\.{name},$", main.read_text("utf-8"), re.MULTILINE)
    if exported and name in functions(modules()[exported.group(1)]):
        path = modules()[exported.group(1)]
        return functions(path)[name], path
    return None


def codes_of(contract: str, name: str) -> list[str]:
    """Return the codes that an entry point (or the constructor) can refuse with, sorted."""
    start = source_of(contract, name)
    if start is None:
        return []
    return sorted({code for part in reached(*start) for code in CODE.findall(part.text)})


def artifact(contract: str) -> dict[str, Any]:
    """Return a compiled contract."""
    loaded: dict[str, Any] = json.loads((ARTIFACTS / f"{contract}.json").read_text("utf-8"))
    return loaded


def entries(contract: str, kind: str) -> list[dict[str, Any]]:
    """Return the entries of an ABI of one type."""
    return [entry for entry in artifact(contract)["abi"] if entry["type"] == kind]


def is_view(entry: dict[str, Any]) -> bool:
    """Whether a function changes nothing."""
    return entry["stateMutability"] in {"view", "pure"}


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


@cache
def family(contract: str) -> tuple[Path, ...]:
    """Return the source of a contract and of every module that it imports, near ones first."""
    paths = [SOURCES / f"{contract}.vy"]
    for path in paths:  # grows while it is walked
        names = IMPORT.findall(path.read_text("utf-8"))
        paths += [modules()[name] for name in names if modules()[name] not in paths]
    return tuple(paths)


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
    return {"acts": _acts, "views": _views, "events": _events, "setup": _setup}[kind](contract)


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
