"""Each source module has a test module of its name, or a line that says which tests reach it."""

from __future__ import annotations

import tomllib
from pathlib import Path

from docs.rows import ROOT
from scheduling import TOGETHER

LISTED: dict[str, str] = tomllib.loads((ROOT / "tests/docs/modules.toml").read_text("utf-8"))[
    "modules"
]
PACKAGES = {"client/tallystick": "tests/client", "node/tallystick_node": "tests/node"}
# Made from other files, which are tested: blocking halves, records, contracts' classes; migrations
# are tried one by one in tests/node/storage.
MADE = {"_sync", "records", "contracts", "migrations"}


def modules() -> dict[str, Path]:
    """Each source module with the test module that its place and name ask for."""
    wanted = {}
    for package, tests in PACKAGES.items():
        for path in (ROOT / package).rglob("*.py"):
            place = path.relative_to(ROOT / package)
            if path.stem.startswith("__") or MADE & set(place.parts):
                continue
            folders = [part for part in place.parts[:-1] if part != "_async"]
            wanted[path.relative_to(ROOT).as_posix()] = Path(tests, *folders, f"test_{path.name}")
    return wanted


def test_each_module_has_its_tests_or_says_which_reach_it() -> None:
    untested = {
        module: test.as_posix()
        for module, test in modules().items()
        if module not in LISTED and not (ROOT / test).is_file()
    }
    assert untested == {}


def test_the_list_names_what_is_there() -> None:
    wanted = modules()
    stale = [module for module in LISTED if module not in wanted]
    needless = [
        module for module in LISTED if module in wanted and (ROOT / wanted[module]).is_file()
    ]
    missing = [tests for tests in LISTED.values() if not (ROOT / tests).exists()]
    assert (stale, needless, missing) == ([], [], [])


def test_the_tests_that_go_together_are_there() -> None:
    """A file that was renamed would make what it shares a second time, and nobody would see it."""
    assert [file for file in TOGETHER if not (ROOT / file).is_file()] == []
