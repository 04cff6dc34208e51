"""Sentences that pages repeat in the reader's language: by code, with places for their values.

Refusals are read from the sources, where each is written once and raised with its code, and from
the contracts' catalogue; what risk statements, agreements and letters say, from where it is
written. `page_texts.py` keeps all of it in `web/catalogues/sentences.json`, beside the catalogues
that translate it.
"""

from __future__ import annotations

import ast
import json
import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick.audit.catalogue import CHECKS, COMPANY_CHECKS, REPORT_CHECKS, TEXT_CHECKS
from tallystick.chain.translation import REFUSALS
from tallystick.disclosure.figures import NAMES
from tallystick.disclosure.statement import WORST
from tallystick.error_catalogue import catalogue
from tallystick_node.credit.score_reasons import REASONS
from tallystick_node.web.signed_text import blocks_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["document", "sentences", "written"]

ROOT = Path(__file__).resolve().parents[1]
NODE = ROOT / "node" / "tallystick_node"
# What runs behind pages; commands, deployments and studies of data speak to operators, in English.
ROOTS = (
    "client/tallystick/chain", "client/tallystick/disclosure", "client/tallystick/loans",
    "client/tallystick/matching", "client/tallystick/platform",
    "client/tallystick/statements/statement_pdf.py",
    "client/tallystick/statements/statement_tables.py",
    "node/tallystick_node/aml", "node/tallystick_node/api",
    "node/tallystick_node/auth", "node/tallystick_node/complaints",
    "node/tallystick_node/disclosure", "node/tallystick_node/growth",
    "node/tallystick_node/infrastructure",
    "node/tallystick_node/kyc", "node/tallystick_node/learning", "node/tallystick_node/matching",
    "node/tallystick_node/partners", "node/tallystick_node/payments",
    "node/tallystick_node/products", "node/tallystick_node/resale",
    "node/tallystick_node/servicing", "node/tallystick_node/support",
    "node/tallystick_node/supervision",
    "node/tallystick_node/underwriting",
    "node/tallystick_node/web", "node/tallystick_node/bootstrap/bulkhead.py",
)  # fmt: skip
# Files of lists, read by a command, and what a command alone answers.
BY_COMMAND = (
    "aml/simulation/",
    "kyc/sanctions/batch.py",
    "kyc/sanctions/lists.py",
    "learning/case_files.py",
    "learning/scenes.py",
    "supervision/exercises.py",
    "supervision/impact.py",
    "infrastructure/settings/",
)
# Sentences of one function for several codes are kept under this one.
ANY = "*"
# Rules that a field's own check states, without a code.
RULE = "RULE"
# What is still missing is said in sentences of its own, without a code.
MISSING = "MISSING"
# What functions return goes into a refusal of this code.
RETURNED = (
    ("kyc/sanctions/names.py", "name_defect", "FIELD:NAME"),
    ("kyc/sanctions/scripts.py", "unreadable", RULE),
    ("kyc/sanctions/scripts.py", "_symbol_in", RULE),
    ("servicing/rules.py", "refusal", "CONTACT:LIMIT"),
)
# A code that repeats another one's sentences.
REPEATED = {"COSIGN:INSIDE": "WEBHOOK:INSIDE"}
# Texts that people sign, and letters: the words of approved templates, and of risk statements.
DOCUMENT, STATEMENT = "DOCUMENT", "STATEMENT"
# What messages to people say.
NOTICE = "NOTICE"
OF_NOTICES = (
    "matching/notice_wording.py", "servicing/notice_wording.py", "support/notice_wording.py",
    "infrastructure/notifications/text_messages.py",
)  # fmt: skip
# What reports call their figures, what an audit's checks mean, and why a card took points.
FIGURE, CHECK, CARD = "FIGURE", "CHECK", "CARD"
TEMPLATES = ("disclosure/agreements/templates", "servicing/templates")
STATED = (("node/tallystick_node/underwriting/offers.py", "_statement"),)
CODE = re.compile(r"[A-Z]+:[A-Z_]+(?::[A-Z_]+)?")
OF_MISSING = ("kyc/case.py", "kyc/levels.py")


def sentences() -> dict[str, list[str]]:
    """Return the sentences of each code, values as {1}, {2} and so on; sorted."""
    known: dict[str, set[str]] = defaultdict(set)
    for entry in catalogue().values():
        known[entry.code].add(entry.sentence)
    for code, _, advice in REFUSALS:
        known[code].add(advice)
    trees = {file: ast.parse(file.read_text("utf-8")) for file in _files()}
    constants = {name: text for tree in trees.values() for name, text in _constants(tree)}
    for file, tree in trees.items():
        own = "tallystick_node/api/" in file.as_posix()
        for code, sentence in _raised(tree, constants):
            if own or code != RULE:
                known[code].add(sentence)
        for name, function, code in RETURNED:
            if file.as_posix().endswith(name):
                known[code] |= set(_returned(tree, function))
        if file.as_posix().endswith(OF_MISSING):
            known[MISSING] |= set(_missing(tree))
    for code, other in REPEATED.items():
        known[code] |= known[other]
    known[DOCUMENT] |= {text for folder in TEMPLATES for text in _of_templates(NODE / folder)}
    known[STATEMENT] = {WORST, *_stated(constants)}
    known[FIGURE] = {name for name, _ in NAMES.values()}
    known[NOTICE] = {text for name in OF_NOTICES for text in _notices(NODE / name)}
    known[CARD] = {wording for _, wording, _ in REASONS}
    known[CHECK] = set((CHECKS | REPORT_CHECKS | TEXT_CHECKS | COMPANY_CHECKS).values())
    return {code: sorted(known[code]) for code in sorted(known)}


def document(known: dict[str, list[str]]) -> bytes:
    """Return the file of the sentences."""
    return (json.dumps(known, ensure_ascii=False, indent=1) + "\n").encode()


def written(node: ast.expr, constants: dict[str, str] | None = None) -> str | None:
    """Return a text of the source, its values as {1}, {2}; None for what is not written there."""
    parts = _parts(node, constants or {})
    if parts is None or not any(parts):
        return None
    text, number = "", 0
    for part in parts:
        if part is None:
            number += 1
        text += f"{{{number}}}" if part is None else part
    text = " ".join(text.split())
    # A sentence, not a name of something.
    return text if " " in text and re.search("[a-z]{2}", text) else None


def _files() -> Iterator[Path]:
    for root in ROOTS:
        path = ROOT / root
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            passed = any(part in file.as_posix() for part in BY_COMMAND) or "_sync" in file.parts
            if not passed:
                yield file


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            text = written(node.value)
            if text is not None and "{" not in text:
                yield node.targets[0].id, text


def _raised(tree: ast.Module, constants: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every call and pair that has a code and then a sentence."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call | ast.Tuple):
            continue
        row = node.args if isinstance(node, ast.Call) else node.elts
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "ValueError" and row:
            rule = written(row[0], constants)
            if rule is not None:
                yield RULE, rule
        for first, second in pairwise(row):
            text, code = written(second, constants), _code(first, node)
            if text is not None and code is not None:
                yield code, text


def _code(node: ast.expr, whole: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value if CODE.fullmatch(node.value) else None
    raised = isinstance(whole, ast.Call) and ast.unparse(whole.func).endswith(("Error", "Refused"))
    several = isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Name) and node.id == "code")
    return ANY if raised and several else None


def _returned(tree: ast.Module, function: str) -> Iterator[str]:
    for whole in ast.walk(tree):
        if not isinstance(whole, ast.FunctionDef) or whole.name != function:
            continue
        for node in ast.walk(whole):
            value = node.value if isinstance(node, ast.Return) else None
            for part in (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,):
                text = None if part is None else written(part)
                if text is not None:
                    yield text


def _of_templates(folder: Path) -> Iterator[str]:
    for file in sorted(folder.glob("*.html")):
        source = re.sub(r"{%.*?%}", "", file.read_text("utf-8"), flags=re.DOTALL)
        for block in blocks_of(source):
            for text in block.texts:
                line = re.sub(r"{{.*?}}", "{}", text)
                for number in range(1, line.count("{}") + 1):
                    line = line.replace("{}", f"{{{number}}}", 1)
                if re.search("[A-Za-z]{2}", line):
                    yield line


def _notices(file: Path) -> Iterator[str]:
    for text in _missing(ast.parse(file.read_text("utf-8"))):
        line = re.sub(r"{\w+}", "{}", text)
        for number in range(1, line.count("{}") + 1):
            line = line.replace("{}", f"{{{number}}}", 1)
        yield line


def _stated(constants: dict[str, str]) -> Iterator[str]:
    """What a risk statement says by itself: the values of its named fields."""
    for name, function in STATED:
        for whole in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))):
            if not isinstance(whole, ast.FunctionDef) or whole.name != function:
                continue
            for keyword in (node for node in ast.walk(whole) if isinstance(node, ast.keyword)):
                value = keyword.value
                choices = (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,)
                yield from filter(None, (written(choice, constants) for choice in choices))


def _missing(tree: ast.Module) -> Iterator[str]:
    """Every sentence that is no docstring and not raised."""
    passed: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) or (
            isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Refused")
        ):
            passed |= {
                part
                for part in ast.walk(node)
                if not isinstance(node, ast.Expr) or (isinstance(node.value, ast.Constant))
            }
        if isinstance(node, ast.JoinedStr):
            passed |= set(ast.walk(node)) - {node}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and node not in passed:
            text = written(node)
            if text is not None:
                yield text


def _parts(node: ast.expr, constants: dict[str, str]) -> list[str | None] | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.Name) and node.id in constants:
        return [constants[node.id]]
    if isinstance(node, ast.JoinedStr):
        return [part for piece in node.values for part in _parts(piece, constants) or [None]]
    if isinstance(node, ast.FormattedValue):
        return [None]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _parts(node.left, constants), _parts(node.right, constants)
        return None if left is None or right is None else [*left, *right]
    return None
