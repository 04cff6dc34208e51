"""Write docs/reference/errors.md from catalogue and sources, or `--check` that it is current."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from pathlib import Path

from tallystick import errors
from tallystick.chain.translation import RANGE_REFUSED, REFUSALS
from tallystick.cli.exits import CannotRunError
from tallystick.error_catalogue import catalogue

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "errors.md"
CLIENT = ROOT / "client" / "tallystick"
NODE = ROOT / "node" / "tallystick_node"
# What a command raises of its own becomes its one line on stderr.
_OF_COMMANDS = {"CannotRunError": CannotRunError}
CODE = re.compile(r"[A-Z]+:[A-Z_]+")
HEAD = """# Errors

*Made by `python scripts/error_page.py`; do not edit. A test fails when a code is missing.*

Every error of the SDK and of the commands is here. One of the SDK is a
`tallystick.errors.TallystickError` with a stable `code` and a
`sentence`. On the command line it is one line on stderr and exit code 2 (1 when something was
checked and does not hold); any command may also end with `CLI:SYSTEM` (what the operating system
refused), `CLI:TEXT`, `CLI:EXTRA` (something is not installed), `CLI:ABORTED` or `CLI:INTERRUPTED`.
A value of the wrong type, a float amount above all, is Python's own
`TypeError`. Terms out of bounds raise `TermsError` (`SCHED:...`, `LOAN:...`, `DATES:...`,
`APR:...`), and the client's ledger `LoanError` with the contract's own code.

```text
{tree}
```
"""


def package_codes() -> dict[str, tuple[str, str]]:
    """Return the codes that the package itself raises: class, and sentence with gaps as …."""
    codes = {code: ("TransactionRefused", advice) for code, _, advice in REFUSALS}
    codes[RANGE_REFUSED] = ("TransportError", "the node refuses so wide a question")
    for path in (*CLIENT.rglob("*.py"), *NODE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            kind = getattr(errors, node.func.id, _OF_COMMANDS.get(node.func.id))
            texts = [_text(argument) for argument in node.args[:2]]
            if isinstance(kind, type) and len(texts) == 2 and CODE.fullmatch(texts[0]):
                codes.setdefault(texts[0], (kind.__name__, " ".join(texts[1].split())))
    return dict(sorted(codes.items()))


def _text(argument: ast.expr) -> str:
    if isinstance(argument, ast.Constant):
        return str(argument.value)
    if isinstance(argument, ast.JoinedStr):
        return "".join(_text(part) for part in argument.values)
    return "…"


def page() -> str:
    """Return the text of the page."""
    drawn = (errors.__doc__ or "").split("\n\n")[1]
    parts = [HEAD.format(tree=inspect.cleandoc(drawn))]
    parts.append(
        "## Refusals of the contracts\n\n| code | raised as | what it means |\n|---|---|---|"
    )
    parts += [
        f"| `{entry.code}` | `{entry.error.__name__}` | {entry.sentence} |"
        for entry in catalogue().values()
    ]
    parts.append("\n## Errors of the package\n\n| code | raised as | it says |\n|---|---|---|")
    parts += [
        f"| `{code}` | `{name}` | {sentence.replace('|', '/')} |"
        for code, (name, sentence) in package_codes().items()
    ]
    return "\n".join(parts) + "\n"


def main() -> None:
    """Write the page, or compare."""
    if "--check" not in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    elif PAGE.read_text("utf-8") != page():
        sys.exit("docs/reference/errors.md is stale; run: python scripts/error_page.py")


if __name__ == "__main__":
    main()
