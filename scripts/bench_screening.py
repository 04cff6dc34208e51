"""How many listed people are found, how many others are held, and how long a person takes.

scripts/bench_screening.py

On the publishers' own lists where they are: sdn.csv, alt.csv, sdn_comments.csv and
UN_consolidated.xml, plain or gzip, in the folder of SCREENING_LISTS.
Otherwise on a fictitious list.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tallystick_node.kyc.sanctions.batch import read_file
from tallystick_node.kyc.sanctions.lists import ListEntry, SanctionsList, read_ofac, read_un
from tallystick_node.kyc.sanctions.screening import Screen, Subject

__all__ = ["measure"]

LISTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "lists"
SEED = 20_261_129
CLIENTS, MADE_UP = 2_000, 3_000
TYPO_LETTERS_MIN = 12
METHOD = (
    "recall: each listed person by each variant (order, first and last, hyphens, words joined and"
    " split, diacritics, strokes, an invisible letter, a wrong letter of twelve, a birth within the"
    f" range, a country) is a hit; false_reviews: share of {CLIENTS} made-up clients with birth and"
    " country who are not clear; ms_per_person: mean over those clients against all lists, one"
    " process; load_seconds: reading and indexing the lists"
)
_GIVEN = {
    "CN": "Wei Fang Na Min Jing Qiang Lei Jun Yang Yong Yan Jie Tao Xiaoming Jianguo Zhiqiang",
    "US": "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Susan",
    "EG": "Mohamed Ahmed Mahmoud Mustafa Ali Omar Youssef Khaled Hassan Ibrahim Fatima Mariam",
    "ES": "Antonio Maria Manuel Carmen Jose Ana Francisco Isabel Juan Cristina Javier Lucia",
}
_FAMILY = {
    "CN": "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo Lin Gao Luo",
    "US": "Smith Johnson Williams Brown Jones Davis Miller Wilson Moore Taylor Anderson Walker",
    "EG": "Hassan Ibrahim Mahmoud Said Abdel-Rahman El-Sayed Mansour Farouk Saleh Khalil Aziz",
    "ES": "Garcia Rodriguez Gonzalez Fernandez Lopez Martinez Sanchez Perez Gomez Ruiz Diaz",
}
_ACCENTS = str.maketrans("aeiounsczy", "áéíöüñşčžý")
_STROKES = str.maketrans({"d": "đ", "l": "ł", "o": "ø", "D": "Đ", "L": "Ł", "O": "Ø"})


def measure() -> dict[str, Any]:
    """Return recall, false reviews, milliseconds a person, and the method."""
    folder = Path(os.environ.get("SCREENING_LISTS", LISTS))
    started = time.perf_counter()
    lists = _published(folder) if folder.is_dir() else [_made_up()]
    screens = [Screen(listed) for listed in lists]
    loaded = time.perf_counter() - started
    recall, missed = _recall(lists, screens)
    clients = list(_clients())
    started = time.perf_counter()
    held = sum(any(screen.look_for(client).hits for screen in screens) for client in clients)
    elapsed = time.perf_counter() - started
    return {
        "ms_per_person": round(1000 * elapsed / len(clients), 3),
        "recall": round(recall, 5),
        "false_reviews": round(held / len(clients), 5),
        "load_seconds": round(loaded, 2),
        "missed": missed,
        "lists": {listed.publisher: len(listed.entries) for listed in lists},
        "method": METHOD,
    }


def _published(folder: Path) -> list[SanctionsList]:
    today = datetime.now(UTC).date()

    def content(name: str) -> bytes:
        packed = folder / f"{name}.gz"
        return read_file(packed if packed.is_file() else folder / name)

    ofac = read_ofac(content("sdn.csv"), content("alt.csv"), today, content("sdn_comments.csv"))
    return [ofac, read_un(content("UN_consolidated.xml"), today)]


def _made_up() -> SanctionsList:
    """A list of nobody: syllables in a row, with years and countries."""
    numbers = random.Random(SEED)  # noqa: S311 - names, not secrets
    syllables = [consonant + vowel for consonant in "bdfghklmnrstz" for vowel in "aeiou"]

    def word() -> str:
        return "".join(numbers.choices(syllables, k=numbers.randint(2, 4))).capitalize()

    def name() -> str:
        return f"{word().upper()}, {' '.join(word() for _ in range(numbers.randint(1, 4)))}"

    entries = tuple(
        ListEntry(
            str(number), name(), "individual", "X",
            birth_years=frozenset({numbers.randint(1940, 2000)}),
            countries=frozenset({numbers.choice(sorted(_GIVEN))}),
        )
        for number in range(MADE_UP)
    )  # fmt: skip
    return SanctionsList("MADE-UP", date(2026, 1, 1), "0" * 64, entries)


def _recall(lists: list[SanctionsList], screens: list[Screen]) -> tuple[float, dict[str, int]]:
    numbers = random.Random(SEED)  # noqa: S311 - names, not secrets
    asked, missed = 0, Counter[str]()
    for listed, screen in zip(lists, screens, strict=True):
        for entry in listed.entries:
            if entry.kind != "individual":
                continue
            for variant, subject in _variants(entry, numbers):
                asked += 1
                hits = screen.look_for(subject).hits
                missed[variant] += all(hit.entry.number != entry.number for hit in hits)
    return 1 - missed.total() / asked, {name: count for name, count in missed.items() if count}


def _variants(entry: ListEntry, numbers: random.Random) -> Iterator[tuple[str, Subject]]:
    family, comma, first_names = entry.name.partition(",")
    name = f"{first_names} {family}".strip() if comma else entry.name
    for variant, change in _CHANGES.items():
        changed = change(name, numbers)
        if changed:
            yield variant, Subject(changed)
    if entry.birth_years:
        year = numbers.choice(sorted(entry.birth_years))
        yield "birth", Subject(name, date(year, numbers.randint(1, 12), 15))
    codes = sorted(code for code in entry.countries if len(code) == 2)
    if codes:
        yield "country", Subject(name, country=numbers.choice(codes))


def _first_and_last(name: str, _: random.Random) -> str:
    words = name.split()
    return f"{words[0]} {words[-1]}" if len(words) > 2 else ""


def _joined(name: str, numbers: random.Random) -> str:
    words = name.split()
    if len(words) < 2:
        return ""
    at = numbers.randrange(len(words) - 1)
    return " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]])


def _parted(mark: str) -> Callable[[str, random.Random], str]:
    def change(name: str, numbers: random.Random) -> str:
        words = name.split()
        long = [place for place, word in enumerate(words) if len(word) > 4]
        if not long:
            return ""
        place = numbers.choice(long)
        at = numbers.randrange(2, len(words[place]) - 1)
        words[place] = words[place][:at] + mark + words[place][at:]
        return " ".join(words)

    return change


def _wrong_letter(name: str, numbers: random.Random) -> str:
    places = [place for place, letter in enumerate(name) if letter.isalpha()]
    if len(places) < TYPO_LETTERS_MIN:
        return ""
    at = numbers.choice(places)
    other = numbers.choice([c for c in "abcdefghijklmnopqrstuvwxyz" if c != name[at].lower()])
    return name[:at] + other + name[at + 1 :]


def _without_hyphens(mark: str) -> Callable[[str, random.Random], str]:
    return lambda name, _: name.replace("-", mark) if "-" in name else ""


_CHANGES: dict[str, Callable[[str, random.Random], str]] = {
    "given name first": lambda name, _: name,
    "first and last": _first_and_last,
    "hyphens removed": _without_hyphens(""),
    "hyphens as blanks": _without_hyphens(" "),
    "hyphen added": _parted("-"),
    "words joined": _joined,
    "words split": _parted(" "),
    "diacritics": lambda name, _: name.lower().translate(_ACCENTS),
    "strokes": lambda name, _: name.replace("ae", "æ").translate(_STROKES),
    "invisible letter": lambda name, _: name[:3] + "\u200b" + name[3:],
    "one wrong letter": _wrong_letter,
}


def _clients() -> Iterator[Subject]:
    numbers = random.Random(SEED)  # noqa: S311 - names, not secrets
    for _ in range(CLIENTS):
        country = numbers.choice(sorted(_GIVEN))
        name = numbers.choice(_GIVEN[country].split())
        for _ in range(2 if country == "ES" else 1):
            name += " " + numbers.choice(_FAMILY[country].split())
        born = date(numbers.randint(1950, 2006), numbers.randint(1, 12), numbers.randint(1, 28))
        yield Subject(name, born, country)


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
