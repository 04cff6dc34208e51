"""Whatever others have written is read within bounds, at every door."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tallystick.api.records.payments import OrderResponse
from tallystick.api.responses import read_answer, refusal_of
from tallystick.chain.signer import KeystoreSigner
from tallystick.deploy.journal import Journal
from tallystick.deploy.roles_file import load_roles
from tallystick.disclosure.canonical import read_canonical
from tallystick.documents import (
    NESTING_MAX,
    DocumentError,
    file_text,
    joined,
    read_json,
    read_toml,
)
from tallystick.errors import TallystickError, TransportError
from tallystick.platform.deployment import Deployment

if TYPE_CHECKING:
    from collections.abc import Callable

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


def test_a_file_without_end_is_given_up() -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("this system has no file without end")
    with pytest.raises(DocumentError, match="FILE:SIZE"):
        file_text(Path("/dev/zero"), bytes_max=1_000)


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


@pytest.mark.parametrize("door", ["deployment", "roles"])
def test_a_file_without_end_is_refused_at_the_door(door: str) -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("this system has no file without end")
    with pytest.raises(TallystickError):
        DOORS[door](Path("/dev/zero"))


@pytest.mark.parametrize("text", DEEP, ids=range(len(DEEP)))
def test_a_refusal_of_a_node_has_the_bound(text: str) -> None:
    refusal = refusal_of(httpx2.Response(500, content=text.encode()))
    assert isinstance(refusal, TransportError)
    assert refusal.code == "NODE:ANSWER"
