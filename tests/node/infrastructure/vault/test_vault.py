"""Sealed values, wrapped keys, marks: what opens, and everything that must not."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick_node.infrastructure.vault.key_ring import KeyRing, VaultRefused
from tallystick_node.infrastructure.vault.sealing import Place, blind_mark, open_sealed, seal

PLACE = Place("persons", "17", "identity_number")
KEY = b"\x07" * 32


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "ring.json"


@pytest.fixture
def ring(file: Path) -> KeyRing:
    return KeyRing.load_or_make(file)


@given(st.binary(max_size=300))
def test_a_value_opens_in_its_place_and_nowhere_else(value: bytes) -> None:
    sealed = seal(KEY, PLACE, value)
    assert open_sealed(KEY, PLACE, sealed) == value
    assert len(value) < 4 or value not in sealed
    elsewhere = [
        replace(PLACE, table="person"),
        replace(PLACE, row="18"),
        replace(PLACE, field="phone"),
        Place("persons1", "7", "identity_number"),
    ]
    for place in elsewhere:
        with pytest.raises(VaultRefused, match="VAULT:DAMAGED"):
            open_sealed(KEY, place, sealed)
    with pytest.raises(VaultRefused, match="VAULT:DAMAGED"):
        open_sealed(b"\x08" * 32, PLACE, sealed)


@given(st.data())
def test_no_changed_byte_opens(data: st.DataObject) -> None:
    sealed = bytearray(seal(KEY, PLACE, b"110105194912310021"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(VaultRefused, match="the sealed identity_number of persons"):
        open_sealed(KEY, PLACE, bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + b"\0" * 12, b"\x02" + b"\0" * 40])
def test_what_was_never_sealed_is_refused(sealed: bytes) -> None:
    with pytest.raises(VaultRefused, match="VAULT:DAMAGED"):
        open_sealed(KEY, PLACE, sealed)


def test_equal_values_are_sealed_differently() -> None:
    assert len({seal(KEY, PLACE, b"same") for _ in range(50)}) == 50


def test_a_ring_is_kept_and_readable_by_its_owner_alone(file: Path, ring: KeyRing) -> None:
    wrapped = ring.new_data_key("p1")
    again = KeyRing.load_or_make(file)
    assert again.unwrap(wrapped, "p1") == ring.unwrap(wrapped, "p1")
    assert again.index_key("phone") == ring.index_key("phone")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_data_key_is_its_persons_alone(ring: KeyRing) -> None:
    wrapped = ring.new_data_key("p1")
    assert ring.unwrap(wrapped, "p1") != ring.unwrap(ring.new_data_key("p2"), "p2")
    with pytest.raises(VaultRefused, match="VAULT:DAMAGED"):
        ring.unwrap(wrapped, "p2")
    with pytest.raises(VaultRefused, match="VAULT:DAMAGED"):
        ring.unwrap(replace(wrapped, sealed=wrapped.sealed[:-1]), "p1")


def test_a_rotation_seals_nothing_again(file: Path, ring: KeyRing) -> None:
    old = ring.new_data_key("p1")
    sealed = seal(ring.unwrap(old, "p1"), PLACE, b"secret")
    assert ring.rotate() == 2
    ring.save(file)
    renewed = ring.rewrap(old, "p1")
    assert (old.ring_key, renewed.ring_key) == (1, 2)
    ring.retire(1)
    ring.save(file)
    kept = KeyRing.load_or_make(file)
    assert open_sealed(kept.unwrap(renewed, "p1"), PLACE, sealed) == b"secret"
    # A person whose key was not wrapped anew is forgotten for good.
    with pytest.raises(VaultRefused, match="VAULT:KEY"):
        kept.unwrap(old, "p1")
    with pytest.raises(VaultRefused, match="VAULT:NEWEST"):
        kept.retire(2)


@pytest.mark.parametrize(
    "change",
    [
        lambda _: "",
        lambda _: "{}",
        lambda _: "[]",
        lambda text: text[: len(text) // 2],
        lambda text: json.dumps(json.loads(text) | {"keys": {}}),
        lambda text: json.dumps(json.loads(text) | {"keys": {"1": "00"}}),
        lambda text: json.dumps(json.loads(text) | {"index": "zz"}),
    ],
)
def test_a_ring_that_is_not_whole_is_refused(
    file: Path, ring: KeyRing, change: Callable[[str], str]
) -> None:
    assert ring.newest == 1
    text = file.read_text("utf-8")
    file.write_text(change(text), "utf-8")
    with pytest.raises(VaultRefused, match="VAULT:RING") as refusal:
        KeyRing.load_or_make(file)
    secret = json.loads(text)["keys"]["1"]
    assert secret[:8] not in str(refusal.value)


def test_marks_find_equal_values_of_one_field(ring: KeyRing) -> None:
    phone, card = ring.index_key("phone"), ring.index_key("card")
    assert blind_mark(phone, "+8613800138000") == blind_mark(phone, " +8613800138000 ")
    assert blind_mark(phone, "Ａbc") == blind_mark(phone, "abC")
    assert blind_mark(phone, "1") != blind_mark(phone, "2")
    assert blind_mark(phone, "1") != blind_mark(card, "1")
