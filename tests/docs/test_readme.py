"""The README says what there is: its example is the script that runs, its commands exist."""

from __future__ import annotations

import re

from docs.rows import ROOT
from tallystick_node.demo.crew import Crew

README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
# What the script has beyond the example: it takes its four facts from the command line.
AROUND = ("from __future__", "import sys", "url, deployment, keystore, number = ")


def test_the_example_is_the_script_that_ci_runs() -> None:
    shown = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    script = (ROOT / "examples" / "lend.py").read_text("utf-8")
    lines = script.split('"""\n', 1)[1].splitlines()
    wanted = [line for line in lines if line and not line.startswith(AROUND)]
    assert len(shown) == 1
    assert [line for line in shown[0].splitlines() if line] == wanted
    assert len(wanted) == 15
    smoke = (ROOT / "scripts" / "wheel_smoke.sh").read_text("utf-8")
    assert "examples/lend.py" in smoke
    assert "scripts/wheel_smoke.sh" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_as_many_people_come_to_the_demonstration() -> None:
    crew = Crew.gather(seed=1, borrowers=20)
    people = len({signer.address for signer in (*crew.borrowers, crew.applicant, *crew.investors)})
    assert f"{people} people register" in README


def test_the_commands_are_in_the_makefile() -> None:
    named = re.findall(r"^make (\w+)", README, re.MULTILINE)
    assert named == ["demo", "test"]
    assert [name for name in named if f"\n{name}: " not in MAKEFILE] == []


def test_ci_runs_the_readmes_tests_first_and_closes_with_their_count() -> None:
    run = (ROOT / ".ci" / "run").read_text("utf-8")
    places = [run.index(step) for step in ("make test", "make check", "scripts/wheel_smoke.sh")]
    assert places == sorted(places)
    assert run.rstrip().splitlines()[-1].startswith("echo ")
