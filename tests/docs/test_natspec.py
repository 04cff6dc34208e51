"""The contracts' NatSpec: complete for every function that others call, and true of its codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import contract_sources as pages

if TYPE_CHECKING:
    from pathlib import Path

DEPLOYABLES = sorted(pages.SOURCES.glob("*.vy"))
MODULES = sorted((pages.SOURCES / "modules").glob("*.vy"))
MOCKS = sorted((pages.SOURCES / "mocks").glob("*.vy"))
INTERFACES = sorted((pages.SOURCES / "interfaces").glob("*.vyi"))
# What the compiler knows; of these, a function may have several.
TAGS = {"notice", "dev", "param", "return"}
SEVERAL = {"param", "return"}
HEADER = ("title", "custom:contract-name", "license", "notice", "dev", "custom:kill")
EXPORT = re.compile(r"^    (\w+)\.(\w+),$", re.MULTILINE)
IMPLEMENTS = re.compile(r"^implements: (\w+)$", re.MULTILINE)
BLOCK = re.compile(r"^(event|struct) (\w+):\n((?:    .*\n)+)", re.MULTILINE)
PUBLIC = re.compile(r"^(.*)\n(\w+): public\(", re.MULTILINE)


def name(path: Path) -> str:
    return path.relative_to(pages.SOURCES).as_posix()


def exporter(module: str, function: str) -> str | None:
    """The deployable that exports a module's function."""
    for path in DEPLOYABLES:
        if (module, function) in EXPORT.findall(path.read_text("utf-8")):
            return path.stem
    return None


def called_from_elsewhere(module: Path) -> set[str]:
    """The functions of a module that other sources call."""
    others = [*DEPLOYABLES, *MODULES, *MOCKS]
    texts = (path.read_text("utf-8") for path in others if path != module)
    call = re.compile(rf"\b{module.stem}\.(_\w+)\(")
    return {function for text in texts for function in call.findall(text)}


def contract_of(path: Path, function: str) -> str | None:
    """The deployable whose refusals a function of a source can end with."""
    if path in INTERFACES:
        contract = path.stem.removeprefix("I")
        return contract if contract in pages.CONTRACTS else None
    return path.stem if path in DEPLOYABLES else exporter(path.stem, function)


def gaps(function: pages.Function, codes: list[str]) -> list[str]:
    """What is missing from a function's NatSpec, or is too much there."""
    tags = [tag for tag, _ in function.tags]
    missing = [f"@{tag} twice" for tag in set(tags) - SEVERAL if tags.count(tag) > 1]
    missing += [f"unknown @{tag}" for tag in set(tags) - TAGS if not tag.startswith("custom:")]
    if not function.notice:
        missing.append("no @notice")
    described = [text.split()[0] for tag, text in function.tags if tag == "param"]
    if described != list(function.parameters):
        missing.append(f"@param {described} for {list(function.parameters)}")
    if len(function.answers) != function.returns:
        missing.append(f"{len(function.answers)} @return for {function.returns}")
    if function.errors != codes:
        missing.append(f"@custom:error {function.errors} for {codes}")
    return missing


def bare(text: str) -> list[str]:
    """The fields of events and structs, and the public variables, without a comment."""
    fields = [
        f"{block}.{line.split(':')[0].strip()}"
        for _, block, body in BLOCK.findall(text)
        for line in body.splitlines()
        if "  # " not in line
    ]
    return fields + [
        variable for above, variable in PUBLIC.findall(text) if not above.startswith("# ")
    ]


@pytest.mark.parametrize("path", [*DEPLOYABLES, *MODULES, *INTERFACES], ids=name)
def test_every_external_function_says_what_it_does(path: Path) -> None:
    incomplete = {}
    for function in pages.functions(path).values():
        if function.external:
            contract = contract_of(path, function.name)
            if path in MODULES:
                assert contract, f"{function.name} is exported by no deployable"
            codes = pages.codes_of(contract, function.name) if contract else []
            incomplete[function.name] = gaps(function, codes)
    assert {each: missing for each, missing in incomplete.items() if missing} == {}


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_internal_function_that_others_call_says_what_it_does(path: Path) -> None:
    called = called_from_elsewhere(path) - {"__init__"}
    incomplete = {each: gaps(pages.functions(path)[each], []) for each in sorted(called)}
    assert {each: missing for each, missing in incomplete.items() if missing} == {}


@pytest.mark.parametrize("path", MOCKS, ids=name)
def test_every_external_function_of_a_mock_says_what_it_does(path: Path) -> None:
    incomplete = {
        function.name: gaps(function, [])
        for function in pages.functions(path).values()
        if function.external
    }
    assert {each: missing for each, missing in incomplete.items() if missing} == {}


@pytest.mark.parametrize("path", [*DEPLOYABLES, *MODULES], ids=name)
def test_every_field_and_public_variable_has_its_comment(path: Path) -> None:
    assert bare(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", DEPLOYABLES, ids=name)
def test_a_deployable_implements_its_interface(path: Path) -> None:
    text = path.read_text("utf-8")
    assert IMPLEMENTS.findall(text) == [f"I{path.stem}"]
    assert pages.SOURCES / "interfaces" / f"I{path.stem}.vyi" in INTERFACES


@pytest.mark.parametrize("path", DEPLOYABLES, ids=name)
def test_a_deployable_heads_its_file(path: Path) -> None:
    header = path.read_text("utf-8").split('"""')[1]
    assert re.findall(r"^@(\S+)", header, re.MULTILINE) == list(HEADER)
    for word in ("Trust: ", "Invariants: ", "Storage: ", "Roles: ", "Wind-down: "):
        assert word in header, word


def test_the_sources_are_all_seen() -> None:
    for path in [*DEPLOYABLES, *MODULES, *INTERFACES, *MOCKS]:
        defined = re.findall(r"^def (\w+)\(", path.read_text("utf-8"), re.MULTILINE)
        assert list(pages.functions(path)) == defined, path


COMPLETE = '''
@external
def pay(loan: uint256, payees: DynArray[address, 3]) -> (uint256, address):
    """
    @notice Pays.
    @param loan The loan's number, from 1.
    @param payees Who is paid,
            at most 3.
    @return What was paid, in minor units, rounded down.
    @return Who was paid last.
    @custom:error BOOK:PAY:LATE when it is late.
                  BOOK:PAY:ZERO when it is nothing.
    """
    assert loan != 0, "BOOK:PAY:ZERO"
'''
CODES = ["BOOK:PAY:LATE", "BOOK:PAY:ZERO"]


def test_nothing_is_missing_from_a_complete_function() -> None:
    assert gaps(pages.parse(COMPLETE, "Book")["pay"], CODES) == []


@pytest.mark.parametrize(
    ("whole", "broken", "gap"),
    [
        ("@notice Pays.", "@dev Pays.", "no @notice"),
        ("    @param loan The loan's number, from 1.\n", "", "@param ['payees']"),
        ("@param loan", "@param lone", "@param ['lone', 'payees']"),
        ("    @return Who was paid last.\n", "", "1 @return for 2"),
        ("BOOK:PAY:LATE when it is late.\n                  ", "", "['BOOK:PAY:ZERO'] for"),
        ("BOOK:PAY:LATE", "BOOK:PAY:SOON", "'BOOK:PAY:SOON', 'BOOK:PAY:ZERO'] for"),
        ("@custom:error", "@error", "unknown @error"),
        ("    @notice Pays.\n", "    @notice Pays.\n    @notice Again.\n", "@notice twice"),
        ("(uint256, address):", "uint256:", "2 @return for 1"),
    ],
)
def test_a_gap_is_noticed(whole: str, broken: str, gap: str) -> None:
    assert COMPLETE.count(whole) == 1
    function = pages.parse(COMPLETE.replace(whole, broken), "Book")["pay"]
    assert any(gap in missing for missing in gaps(function, CODES))


def test_a_missing_comment_is_noticed() -> None:
    event = "event Paid:\n    loan: uint256  # its number\n    amount: uint256\n"
    assert bare(f"{event}\n\nsum: public(uint256)\n") == ["Paid.amount", "sum"]


def test_a_missing_interface_is_noticed() -> None:
    assert IMPLEMENTS.findall("implements: IBook\n") == ["IBook"]
    assert IMPLEMENTS.findall("# implements nothing\n") == []
