"""Whatever others have written is read within bounds, at every door."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tallystick.api.records.payments import OrderResponse
from tallystick.api.responses import read_answer, refusal_of
from tallystick.audit.reports import load_reports
from tallystick.chain.signer import KeystoreSigner
from tallystick.deploy.journal import Journal
from tallystick.deploy.roles_file import load_roles
from tallystick.disclosure.canonical import read_canonical
from tallystick.documents import (
    NESTING_MAX,
    DocumentError,
    file_bytes,
    file_text,
    joined,
    read_json,
    read_toml,
)
from tallystick.errors import TallystickError, TransportError
from tallystick.platform.deployment import Deployment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DEEP = ["[" * 65_536, '{"a":' * 65_536, "[" * 65_536 + "]" * 65_536, '[{"a":' * 40_000]


@pytest.mark.parametrize("text", DEEP, ids=range(len(DEEP)))
def test_nesting_is_refused_before_it_is_read(text: str) -> None:
    for source in (text, text.encode(), '"[" ' + text, '{"\\"":' + text):
        with pytest.raises(DocumentError, match=r"JSON:(NESTING|FORM)"):
            read_json(source)


def test_what_nests_as_deep_as_it_may_is_read() -> None:
    deepest = "[" * NESTING_MAX + "]" * NESTING_MAX
    assert read_json(deepest) is not None
    with pytest.raises(DocumentError, match="JSON:NESTING"):
        read_json("[" + deepest + "]")
    brackets = '"' + "[" * 1_000 + '\\"{"'
    assert read_json(f"[{brackets}, {brackets}]") == ["[" * 1_000 + '"{'] * 2
    assert read_json("[" + ",".join(["[]"] * 1_000) + "]") == [[]] * 1_000


@pytest.mark.parametrize(
    "source", [b"", b"\xff", b"NaN", b"[1,]", b"Infinity", "{'a': 1}", "\ufeff{}"]
)
def test_what_is_no_json_is_said(source: bytes | str) -> None:
    with pytest.raises(DocumentError, match="JSON:FORM"):
        read_json(source)


def test_what_is_too_long_is_said() -> None:
    with pytest.raises(DocumentError, match="JSON:SIZE"):
        read_json(b"[1234]", bytes_max=5)
    assert read_json(b"[1234]", bytes_max=6) == [1234]
    parts = iter([b"ab", b"cd", b"ef", b"gh"])
    with pytest.raises(DocumentError, match="JSON:SIZE"):
        joined(parts, 5)
    assert next(parts) == b"gh"  # it was not read to its end
    assert joined([b"ab", b"cd"], 4) == b"abcd"


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 65_536, "a" + ".a" * 65_536 + " = 1", "[" + "a." * 65_536 + "a]", "a ="]
)
def test_toml_is_bounded_too(text: str) -> None:
    with pytest.raises(DocumentError, match=r"TOML:(NESTING|FORM)"):
        read_toml(text)
    assert read_toml("a = [1, [2]]\n[b.c]\nd = 1.5") == {"a": [1, [2]], "b": {"c": {"d": 1.5}}}


def test_a_file_that_is_too_long_is_given_up(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x" * 1_001)
    with pytest.raises(DocumentError, match="FILE:SIZE"):
        file_text(file, bytes_max=1_000)
    assert len(file_text(file, bytes_max=1_001)) == 1_001


@pytest.fixture
def impatient() -> Iterator[None]:
    """Whoever waits for a writer who never comes is stopped."""

    def stop(*_: object) -> None:
        raise TimeoutError("still waiting")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(10)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def odd_files(folder: Path) -> list[Path]:
    """What may stand where a file is looked for, and never gives one."""
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to(folder / "pipe")
    devices = [Path(name) for name in ("/dev/zero", "/dev/null") if Path(name).exists()]
    return [folder / "pipe", folder / "link", folder, *devices]


@pytest.mark.usefixtures("impatient")
def test_a_pipe_or_a_device_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    for odd in odd_files(tmp_path):
        with pytest.raises(OSError, match="not a regular file"):
            file_bytes(odd)
    (tmp_path / "there").write_bytes(b"here")
    (tmp_path / "leads").symlink_to(tmp_path / "there")
    assert file_bytes(tmp_path / "leads") == b"here"


def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"\xff")
    with pytest.raises(DocumentError, match="FILE:TEXT"):
        file_text(file)
    file.write_bytes("ä".encode())
    assert file_text(file, bytes_max=2) == "ä"


DOORS: dict[str, Callable[[Path], Any]] = {
    "deployment": Deployment.load,
    "roles": load_roles,
    "journal": Journal.load,
    "keystore": lambda file: KeystoreSigner(file, lambda: "x"),
    "reports": lambda file: load_reports(str(file)),
    "canonical": lambda file: read_canonical(file.read_bytes()),
    "record": lambda file: read_answer(OrderResponse, file.read_bytes()),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("text", DEEP, ids=range(len(DEEP)))
def test_every_door_of_the_client_has_the_bound(tmp_path: Path, door: str, text: str) -> None:
    file = tmp_path / "file.json"
    file.write_text(text, "utf-8")
    with pytest.raises(TallystickError) as refused:
        DOORS[door](file)
    assert ":" in refused.value.code


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("door", ["deployment", "roles", "journal", "keystore", "reports"])
def test_a_pipe_is_refused_at_the_door(tmp_path: Path, door: str) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    with pytest.raises(TallystickError, match=r"regular file|keystore file|not a journal"):
        DOORS[door](tmp_path if door == "reports" else tmp_path / "pipe.json")


@pytest.mark.parametrize("text", DEEP, ids=range(len(DEEP)))
def test_a_refusal_of_a_node_has_the_bound(text: str) -> None:
    refusal = refusal_of(httpx2.Response(500, content=text.encode()))
    assert isinstance(refusal, TransportError)
    assert refusal.code == "NODE:ANSWER"
