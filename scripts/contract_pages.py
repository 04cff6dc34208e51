"""Fill the tables of docs/reference/contracts.md, or `--check` that they are current.

The words between the tables are written by hand; a table stands between `<!-- made: NAME -->` and
`<!-- end -->`. What an entry point says of itself is its `@notice` in the source; what it refuses
is every code in its body and in the functions of our own modules that it reaches.
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
    "Escrow", "Registry", "Governor", "Book", "Servicing", "Market", "Reserve", "Disclosures",
)  # fmt: skip
MADE = re.compile(r"(<!-- made: (\w+) (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
CODE = re.compile(r'"([A-Z]+:[A-Z]+:[A-Z_]+)"')
CALL = re.compile(r"\b(self|\w+)\.(_\w+)\(")
NOTICE = re.compile(r"@notice (.*?)(?=\n\s*@|\n\s*\"\"\")", re.DOTALL)

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
        "transferFrom": "the holder, their operator, or within their allowance",
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
# Public variables have no notice of their own.
GETTERS = {
    "Escrow.token": "The settlement token, fixed at deployment.",
    "Registry.threshold": "M: how many attestors must sign.",
    "Registry.active_seats": "How many seats are not suspended.",
    "Governor.delay": "Seconds of the timelock, fixed at deployment.",
    "Governor.threshold": "How many members must approve.",
    "Governor.decision_count": "How many decisions were ever proposed.",
    "Governor.roles_of": "An account's roles, one bit each.",
    "Governor.treasury": "Where the platform's fees go.",
    "Governor.paused": "Whether new risk is paused.",
    "Governor.wind_down": "Whether the wind-down has begun.",
    "Governor.min_epoch": "Credentials issued before this second take no new risk.",
    "Governor.deployed_at": "When the platform was deployed.",
    "Book.loan_count": "How many loans were ever listed.",
    "Book.loan_of_project": "A project's loan; 2^256 - 1: revoked by an underwriter.",
    "Book.allowance": "Units that a spender may still transfer (ERC-6909).",
    "Book.isOperator": "Whether a spender may transfer all of an owner's notes (ERC-6909).",
    "Servicing.outstanding": "Principal still counted against borrowers, over all loans.",
    "Servicing.offset": "Seconds that the platform's local date is ahead of UTC.",
    "Market.filled": "Units sold of an ask, by its digest; 2^256 - 1: cancelled.",
    "Reserve.contributed": "What came in from a source, over a lifetime.",
    "Reserve.covered": "What was ever paid as cover.",
    "Disclosures.count": "How many anchors there are.",
    "Disclosures.versions": "How many versions a subject has.",
    "Disclosures.latest_at": "When something was last published; 0: never.",
}


@dataclass(frozen=True)
class Function:
    """A function of a source file."""

    file: str
    name: str
    text: str
    external: bool

    @property
    def notice(self) -> str:
        """What it says of itself, on one line."""
        found = NOTICE.search(self.text)
        return " ".join(found.group(1).split()) if found else ""


@cache
def functions(path: Path) -> dict[str, Function]:
    """Return the functions of a source by name, each with its whole text."""
    found = {}
    for part in re.split(r"\n(?=@)", path.read_text("utf-8")):
        # Decorators of one function are split apart; the last part has the body.
        named = re.search(r"^def (\w+)\(", part, re.MULTILINE)
        if named:
            body = re.split(r"\n\n\n(?=\S)", part)[0]
            found[named.group(1)] = Function(path.stem, named.group(1), body, external=False)
    return found


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
    found = source_of(contract, name)
    if found is None:
        return []
    return sorted({code for part in reached(*found) for code in CODE.findall(part.text)})


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
    """Return what a function says of itself."""
    found = source_of(contract, name)
    return found[0].notice if found else GETTERS[f"{contract}.{name}"]


def shape(entry: dict[str, Any]) -> str:
    """Return a function with its parameters' names."""
    names = [one["name"] for one in entry["inputs"] if not re.fullmatch(r"arg\d", one["name"])]
    return f"{entry['name']}({', '.join(names) or ('…' if entry['inputs'] else '')})"


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
            lines.append(f"| `{shape(entry)}` | {who} | {meaning(contract, name)} | {codes} |")
    return "\n".join(lines) + "\n"


def _views(contract: str) -> str:
    lines = ["| view | answers |", "|---|---|"]
    for entry in entries(contract, "function"):
        if is_view(entry):
            name = entry["name"]
            codes = " ".join(f"`{code}`" for code in codes_of(contract, name))
            said = meaning(contract, name) + (f" Refuses with {codes}." if codes else "")
            lines.append(f"| `{shape(entry)}` | {said} |")
    return "\n".join(lines) + "\n"


def _events(contract: str) -> str:
    lines = ["| event | carries (**indexed**) |", "|---|---|"]
    for entry in sorted(entries(contract, "event"), key=lambda one: str(one["name"])):
        names = [f"**{one['name']}**" if one["indexed"] else one["name"] for one in entry["inputs"]]
        lines.append(f"| `{entry['name']}` | {', '.join(names)} |")
    return "\n".join(lines) + "\n"


def _setup(contract: str) -> str:
    codes = {code for path in _own(contract) for code in _constructor_codes(path)}
    said = " ".join(f"`{code}`" for code in sorted(codes))
    if not said:
        return "The constructor refuses nothing of its own.\n"
    return f"The constructor refuses with {said}.\n"


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
