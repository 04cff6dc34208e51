"""One text for one document; what has no exact form is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.disclosure.canonical import canonical, read_canonical
from tallystick.errors import InputError

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def test_keys_are_sorted_and_nothing_is_left_to_choice() -> None:
    document = {"b": ["1000000000000000000000", None, True], "a": {"é": "ü", "z": 1}}
    text = '{"a":{"z":1,"é":"ü"},"b":["1000000000000000000000",null,true]}'
    assert canonical(document) == text.encode()
    # RFC 8785, 3.2.3: by UTF-16 units, not by code points.
    assert canonical({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()


@given(DOCUMENTS)
def test_a_document_comes_back_from_its_text(document: Any) -> None:
    data = canonical(document)
    assert read_canonical(data) == document
    assert json.loads(data) == document


@given(DOCUMENTS, st.integers(0, 200), st.sampled_from(b" \n\t0,}"))
def test_no_other_text_is_read(document: Any, place: int, added: int) -> None:
    data = canonical(document)
    changed = data[: place % (len(data) + 1)] + bytes([added]) + data[place % (len(data) + 1) :]
    try:
        result = read_canonical(changed)
    except InputError:
        return
    assert result != document


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (1.5, "the document is a float"),
        ({"a": [0, {"b": 2.0}]}, "the document.a\\[1\\].b is a float"),
        ({"a": 2**53}, "the document.a is too large for a number"),
        ({1: "a"}, "a key of the document is not text"),
        ({"a": b"x"}, "the document.a is a bytes"),
        ("\ud800", "the document is not Unicode text"),
        (float("nan"), "is a float"),
    ],
)
def test_what_has_no_exact_form_is_refused(document: Any, words: str) -> None:
    with pytest.raises(InputError, match=f"DISCLOSURE:VALUE: .*{words}"):
        canonical(document)


def test_nesting_is_bounded() -> None:
    document: Any = "deep"
    for _ in range(40):
        document = [document]
    with pytest.raises(InputError, match="nested deeper than 32"):
        canonical(document)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"\xff", b'{"a": 1}', b'{"b":1,"a":2}', b'{"a":1,"a":1}', b"[1.0]", b"[" * 9_999],
)
def test_a_text_that_is_not_the_canonical_one_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="DISCLOSURE:"):
        read_canonical(data)
