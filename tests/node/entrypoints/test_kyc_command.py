"""`tallystick kyc screen` as it is typed: one document, its exit codes, one sentence."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tallystick.cli.exits import CannotRunError
from tallystick.errors import InputError
from tallystick_node.entrypoints.kyc_command import PEOPLE_PER_LINE, app

SDN = (
    b'29703,"EXAMPLOV, Anton Petrovich","individual","SDGT",%b"DOB 03 Mar 1985; nationality'
    b' Ruritania; Digital Currency Ad "\r\n\x1a' % (b"-0- ," * 7)
)
ALT = b'29703,1,"aka","EXAMPLOFF, Anton",-0- \r\n\x1a'
COMMENTS = b"29703,\"dress - XBT 1Ex; a.k.a. 'NIGHT BAKER'.\"\r\n\x1a"
UN = b"""<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09Z"><INDIVIDUALS><INDIVIDUAL>
<DATAID>9</DATAID><FIRST_NAME>Boris</FIRST_NAME><SECOND_NAME>Beispielov</SECOND_NAME></INDIVIDUAL>
</INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """The lists, one of them packed."""
    (tmp_path / "sdn.csv.gz").write_bytes(gzip.compress(SDN))
    (tmp_path / "alt.csv").write_bytes(ALT)
    (tmp_path / "comments.csv").write_bytes(COMMENTS)
    (tmp_path / "un.xml").write_bytes(UN)
    return tmp_path


def screen(files: Path, people: str, *more: str) -> Result:
    names = files / "names.csv"
    names.write_text("id,name,born,country\n" + people, "utf-8")
    return CliRunner().invoke(app, ["screen", "--names", str(names), *more])


def all_lists(files: Path) -> tuple[str, ...]:
    return (
        "--ofac", str(files / "sdn.csv.gz"), "--ofac-alt", str(files / "alt.csv"),
        "--ofac-comments", str(files / "comments.csv"), "--un", str(files / "un.xml"),
    )  # fmt: skip


def test_each_person_has_a_verdict(files: Path) -> None:
    people = "1,Anton Exampl\u200bov,1985,\n2,Night Baker,,\n3,Maria Gonzalez,,ES\n4,,,\n"
    done = screen(files, people, *all_lists(files), "--json")
    assert done.exit_code == 1
    document = json.loads(done.stdout)
    assert [listed["list"] for listed in document["lists"]] == ["OFAC", "UN"]
    assert document["lists"][1]["published_at"] == "2026-02-27T00:00:09+00:00"
    verdicts = [result["verdict"] for result in document["results"]]
    assert verdicts == ["block", "review", "clear", "refused"]
    assert document["results"][0]["best"]["number"] == "29703"
    assert set(document["results"][2]) == {"id", "verdict", "hits", "best"}


def test_everybody_clear_is_a_yes(files: Path) -> None:
    done = screen(files, "3,Maria Gonzalez,,ES\n", *all_lists(files))
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == "1 of 1 are clear"
    shown = screen(files, "1,Boris Beispielov,,\n4,,,\n", *all_lists(files))
    assert "1  block  1 hits, the best UN 9 at 100.0 %" in shown.stdout
    assert "4  refused  name must contain letters" in shown.stdout
    assert "UN: 1 entries, published 2026-02-27T00:00:09+00:00, sha256 " in shown.stdout


def test_a_file_with_nobody_in_it_is_told(files: Path) -> None:
    done = screen(files, "\n", *all_lists(files), "--json")
    assert (done.exit_code, json.loads(done.stdout)["results"]) == (0, [])
    assert "has nobody below its first line" in done.stderr


def test_progress_goes_to_the_other_stream(files: Path) -> None:
    people = "".join(f"{number},Maria Gonzalez,,\n" for number in range(PEOPLE_PER_LINE))
    done = screen(files, people, *all_lists(files), "--json")
    assert done.stderr == f"{PEOPLE_PER_LINE} of {PEOPLE_PER_LINE} people\n"
    assert len(json.loads(done.stdout)["results"]) == PEOPLE_PER_LINE


def test_a_list_without_its_other_names_is_told(files: Path) -> None:
    done = screen(files, "1,Anton Examploff,,\n", "--ofac", str(files / "sdn.csv.gz"))
    assert "without --ofac-alt" in done.stderr


def test_a_list_that_was_cut_clears_nobody(files: Path) -> None:
    (files / "cut.csv").write_bytes(SDN.removesuffix(b"\x1a"))
    done = screen(files, "1,A Bcd,,\n", "--ofac", str(files / "cut.csv"))
    assert isinstance(done.exception, InputError)
    assert done.exception.code == "LIST:CUT"
    (files / "alt.csv").write_bytes(b"")
    done = screen(files, "1,A Bcd,,\n", *all_lists(files))
    assert isinstance(done.exception, InputError)


@pytest.mark.parametrize("more", [(), ("--ofac-alt", "alt.csv")])
def test_without_a_list_nobody_is_screened(files: Path, more: tuple[str, ...]) -> None:
    done = screen(files, "1,A Bcd,,\n", *more)
    assert isinstance(done.exception, CannotRunError)
    assert done.stdout == ""


@pytest.mark.parametrize("option", ["--ofac", "--ofac-alt", "--ofac-comments", "--un"])
def test_a_list_given_twice_is_refused(files: Path, option: str) -> None:
    done = screen(files, "1,A Bcd,,\n", *all_lists(files), option, "alt.csv", option, "alt.csv")
    assert isinstance(done.exception, CannotRunError)
    assert f"{option} is given" in str(done.exception)
    assert done.stdout == ""
