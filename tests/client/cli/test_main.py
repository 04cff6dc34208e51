from __future__ import annotations

import subprocess
import sys
from importlib import metadata

import pytest
import typer

from tallystick import __version__
from tallystick.cli import lazy
from tallystick.cli.main import main

HEAVY = ("web3", "vyper", "eth_abi", "aiohttp", "rich.table")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    captured = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, captured.out, captured.err


def test_without_arguments_it_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys)
    assert (code, err) == (0, "")
    assert all(name in out for name in lazy.BUILT_IN)
    assert "Exit codes" in out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--version") == (0, f"tallystick {__version__}\n", "")


@pytest.mark.parametrize("arguments", [["nowhere"], ["--nowhere"], ["schedule", "--nowhere"]])
def test_a_mistyped_line_is_one_sentence_and_exit_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: CLI:USAGE: No such ")
    assert err.count("\n") == 1


def test_a_command_whose_extra_is_missing_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "vyper", None)
    monkeypatch.delitem(sys.modules, "tallystick.deploy.compiler", raising=False)
    code, out, err = run(capsys, "compile")
    assert (code, out) == (2, "")
    assert err.startswith("error: CLI:EXTRA: ")
    assert "pip install 'tallystick[dev]'" in err


def test_a_command_of_the_node_without_its_extra_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    joined = metadata.EntryPoint("elsewhere", "tallystick_node.cli:app", lazy.ENTRY_POINT_GROUP)

    def unloadable(_: metadata.EntryPoint) -> None:
        raise ModuleNotFoundError("No module named 'sqlalchemy'", name="sqlalchemy")

    monkeypatch.setattr(lazy, "_joined", lambda: {"elsewhere": joined})
    monkeypatch.setattr(metadata.EntryPoint, "load", unloadable)
    code, out, err = run(capsys, "elsewhere")
    assert (code, out) == (2, "")
    assert "sqlalchemy is missing" in err
    assert "pip install 'tallystick[node]'" in err
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert "elsewhere" in out
    assert "Comes with the extra 'node'" in out


def test_a_fault_in_our_own_modules_is_not_blamed_on_an_extra(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    joined = metadata.EntryPoint("broken", "tallystick_node.nowhere:app", lazy.ENTRY_POINT_GROUP)
    monkeypatch.setattr(lazy, "_joined", lambda: {"broken": joined})
    with pytest.raises(ModuleNotFoundError, match=r"tallystick_node\.nowhere"):
        main(["broken"])
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("arguments", [["--help"], *([name, "--help"] for name in lazy.BUILT_IN)])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    # What makes help slow is what it imports; no clock is needed to see that.
    program = (
        "import sys\n"
        "from tallystick.cli.main import main\n"
        f"try: main({arguments!r})\n"
        "except SystemExit as ended: assert ended.code == 0\n"
        f"assert not set({HEAVY!r}) & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def test_what_the_system_refuses_is_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = typer.Typer()

    @app.command()
    def denied() -> None:
        raise PermissionError(13, "Permission denied", "terms.json")

    joined = metadata.EntryPoint("denied", "elsewhere.cli:app", lazy.ENTRY_POINT_GROUP)
    monkeypatch.setattr(lazy, "_joined", lambda: {"denied": joined})
    monkeypatch.setattr(metadata.EntryPoint, "load", lambda _: app)
    code, out, err = run(capsys, "denied")
    assert (code, out) == (2, "")
    assert err == "error: CLI:SYSTEM: [Errno 13] Permission denied: 'terms.json'\n"


def test_a_reader_who_goes_away_is_no_fault() -> None:
    command = f"{sys.executable} -m tallystick schedule --help | head -n 1"
    ended = subprocess.run(
        ["/bin/bash", "-c", command], capture_output=True, text=True, check=False
    )
    assert ended.stderr == ""
