"""The filter is never narrower than the score: held against the comparison with every name."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick_node.kyc.sanctions.alike import alike_ppm
from tallystick_node.kyc.sanctions.candidates import WORDS_KEPT, Candidates

BLOCK, LEAST = 920_000, 820_000
# Few letters, so that names are alike by chance; syllables, so that words join into others.
SYLLABLES = ("AL", "I", "KA", "RIM", "XIAO", "MING", "WANG", "SAID", "BEN", "MO", "HAMED", "AN")
WORD = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=3).map("".join)
NAME = st.lists(WORD, min_size=1, max_size=5).map(tuple)


def typo(name: tuple[str, ...], place: int, letter: str) -> tuple[str, ...]:
    """One letter of one word changed."""
    index = place % len(name)
    word = name[index]
    at = place % len(word)
    return (*name[:index], word[:at] + letter + word[at + 1 :], *name[index + 1 :])


def swapped(name: tuple[str, ...], place: int) -> tuple[str, ...]:
    """Two neighbouring letters of one word swapped."""
    index = place % len(name)
    word = name[index]
    at = place % len(word)
    return (*name[:index], word[:at] + word[at : at + 2][::-1] + word[at + 2 :], *name[index + 1 :])


@settings(max_examples=100, deadline=None)
@given(
    st.lists(NAME, min_size=1, max_size=25), NAME, st.integers(0, 60), st.sampled_from("AEX"),
    st.booleans(),
)  # fmt: skip
def test_the_filter_is_never_narrower_than_the_score(
    names: list[tuple[str, ...]], looked_for: tuple[str, ...], place: int, letter: str, person: bool
) -> None:
    wrong = (typo(names[0], place, letter), swapped(names[0], place))
    for way in (looked_for, *wrong, names[0][::-1], names[0][:2]):
        bounds = dict(Candidates(names).of(way, LEAST))
        for index, name in enumerate(names):
            score = alike_ppm(way, name, person=person, block_ppm=BLOCK)
            if score >= LEAST:
                assert bounds.get(index, 0) >= score


def test_names_that_share_nothing_are_left_out() -> None:
    candidates = Candidates([("ALI", "KARIMI"), ("MARIA", "GONZALEZ")])
    assert [place for place, _ in candidates.of(("KARIMI", "ALI"), LEAST)] == [0]
    assert candidates.of(("QQQQ", "ZZZZ"), LEAST) == []


def test_a_word_that_was_forgotten_is_compared_again() -> None:
    candidates = Candidates([("ALI", "KARIMI")])
    first = candidates.of(("ALI", "KARIMI"), LEAST)
    for number in range(WORDS_KEPT + 1):
        candidates.of((f"W{number}", "X"), LEAST)
    assert candidates.of(("ALI", "KARIMI"), LEAST) == first
