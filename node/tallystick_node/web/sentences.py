"""Sentences of programs in the reader's language: refusals, and what people sign.

The API says each refusal in English, as it is written where it is raised. `sentences.json` has them
by code, with places for their values (`scripts/page_texts.py` reads them from the sources), and the
catalogues translate them. A sentence that is in none of them stays English, and is marked so.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from importlib import resources
from typing import TYPE_CHECKING, Any

from tallystick.error_catalogue import catalogue
from tallystick_node.kyc.assessment_rules import WARNING
from tallystick_node.web.field_words import label_of, question_labels, value_words
from tallystick_node.web.languages import DEFAULT, PSEUDO

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from gettext import NullTranslations

    from tallystick_node.web.wording import Wording

__all__ = ["RULE", "FormDefect", "Sentences", "ShownSentence", "known_sentences"]

ANY, DOCUMENT, MISSING, RULE = "*", "DOCUMENT", "MISSING", "RULE"
# Names questions by their identifiers, which nobody who answers them has seen.
ANSWERS = "ANSWERS:FORM"
VALUE_CHARACTERS_MAX = 60
_PLACE = re.compile(r"\{(\d)\}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LIST = "、"


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """A sentence for a reader. foreign: it is English on a page of another language."""

    text: str
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class FormDefect:
    """A field that breaks a rule.

    name: as the form has it. kind and bounds: the rule, as pydantic calls it. typed: what was
    typed. sentence: the rule in a sentence of the platform's own, empty where it has none. code: of
    that sentence. of_field: which fact a form for one fact is about.
    """

    name: str
    kind: str
    bounds: Mapping[str, Any]
    typed: str | None = None
    sentence: str = ""
    code: str = RULE
    of_field: str | None = None


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    form: re.Pattern[str]


@cache
def known_sentences() -> Mapping[str, tuple[str, ...]]:
    """Return the sentences of each code, their values as {1}, {2} and so on.

    Returns:
        As `sentences.json` has them.
    """
    file = resources.files("tallystick_node.web").joinpath("catalogues", "sentences.json")
    return {code: tuple(texts) for code, texts in json.loads(file.read_text("utf-8")).items()}


@cache
def _forms(code: str) -> tuple[_Sentence, ...]:
    """The sentences of a code, that with the most words of its own first."""
    texts = sorted(known_sentences().get(code, ()), key=lambda text: -len(_PLACE.sub("", text)))
    # In a list of terms the first value may hold a comma.
    any_text = ".*" if code == DOCUMENT else ".*?"
    return tuple(_Sentence(text, _form(text, any_text)) for text in texts)


def _form(text: str, any_text: str) -> re.Pattern[str]:
    parts = _PLACE.split(text)  # words and numbers of places by turns
    return re.compile(
        "".join(
            f"(?P<v{part}>{any_text})" if index % 2 else re.escape(part)
            for index, part in enumerate(parts)
        ),
        re.DOTALL,
    )


@dataclass(frozen=True, slots=True)
class Sentences:
    """Says the known sentences in one language."""

    language: str
    texts: NullTranslations
    wording: Wording

    def shown(self, code: str, sentence: str) -> ShownSentence:
        """Return a sentence for its reader.

        Args:
            code: A refusal's stable code; MISSING for what is still missing of somebody's case,
                STATEMENT and DOCUMENT for what people sign.
            sentence: As the API says it.

        Returns:
            The sentence in the reader's language; the English one where there is no other.
        """
        if self.language == DEFAULT and code != ANSWERS:
            return ShownSentence(sentence)
        for known in dict.fromkeys((code, ANY, RULE)):
            text = self._translated(known, sentence)
            if text is not None:
                return ShownSentence(text)
        return ShownSentence(sentence, foreign=self.language != DEFAULT)

    def reason(self, code: str) -> ShownSentence:
        """Return what a contract's code means; where a page knows nothing but the code.

        Args:
            code: The code.

        Returns:
            The sentence; the code itself where the catalogue does not have it.
        """
        entry = catalogue().get(code)
        return ShownSentence(code) if entry is None else self.shown(code, entry.sentence)

    def rule(self, defect: FormDefect) -> str:
        """Return what is wrong with a field: its label, the rule and what was typed.

        Args:
            defect: The field.

        Returns:
            A sentence.
        """
        say = self.texts.gettext
        field = label_of(say, defect.name, defect.of_field)
        if defect.sentence:
            sentence = self.shown(defect.code, defect.sentence).text
            return say("%(field)s: %(rule)s") % {"field": field, "rule": sentence}
        typed = defect.typed
        if not typed and not defect.kind.startswith("extra"):
            return say("%(field)s has to be filled in; it is empty.") % {"field": field}
        bound = next((bound for bound in defect.bounds.values() if bound is not None), "")
        values = {
            "field": field, "typed": _cut(typed or ""), "bound": self._bound(bound),
            "count": self.wording.number(len(typed or "")),
        }  # fmt: skip
        return _rule_text(say, defect) % values

    def _bound(self, bound: Any) -> str:
        if isinstance(bound, int):
            return self.wording.number(bound)
        if isinstance(bound, date):
            return self.wording.day(bound)
        return str(bound)

    def _translated(self, code: str, sentence: str) -> str | None:
        line = " ".join(sentence.split())
        for known in _forms(code):
            match = known.form.fullmatch(line)
            if match is None:
                continue
            text = self.texts.gettext(known.text)
            if text == known.text and self.language not in {DEFAULT, PSEUDO}:
                return None
            values = {name: self._value(code, value) for name, value in match.groupdict().items()}
            return _PLACE.sub(partial(_placed, values), text)
        return None

    def _value(self, code: str, value: str) -> str:
        """A value as the reader's language writes it: days, words, sentences within sentences."""
        words = value_words(self.texts.gettext)
        if code == ANSWERS:
            words |= question_labels(self.texts.gettext)
        if _DAY.fullmatch(value):
            try:
                return self.wording.day(value)
            except ValueError:
                return value
        if value in words:
            return words[value]
        if value == WARNING and code == MISSING:  # where it is to be repeated it stays as it is
            return self.texts.gettext(WARNING)
        listed = value.split(", ")
        if all(part in words for part in listed):
            return _LIST.join(words[part] for part in listed)
        parts = value.split("; ")
        shown = [
            next(
                filter(None, (self._translated(known, part) for known in (code, MISSING, RULE))),
                part,
            )
            for part in parts
        ]
        return "; ".join(parts) if shown == parts else "；".join(shown)


def _placed(values: Mapping[str, str], place: re.Match[str]) -> str:
    return values[f"v{place[1]}"]


def _cut(text: str) -> str:
    short = text[:VALUE_CHARACTERS_MAX]
    return short if short == text else short + "…"


def _rule_text(say: Callable[[str], str], defect: FormDefect) -> str:
    """The sentence of a rule, by pydantic's name of it; never pydantic's own words."""
    rules = {
        "string_too_short": say(
            "%(field)s takes at least %(bound)s characters; “%(typed)s” has %(count)s."
        ),
        "string_too_long": say(
            "%(field)s takes at most %(bound)s characters; this has %(count)s: “%(typed)s”."
        ),
        "greater_than": say("%(field)s has to be more than %(bound)s, not “%(typed)s”."),
        "greater_than_equal": say("%(field)s has to be %(bound)s or more, not “%(typed)s”."),
        "less_than": say("%(field)s has to be less than %(bound)s, not “%(typed)s”."),
        "less_than_equal": say("%(field)s has to be %(bound)s or less, not “%(typed)s”."),
        "enum": say("%(field)s has to be one of what the form offers, not “%(typed)s”."),
        "int": say("%(field)s has to be a whole number, not “%(typed)s”."),
        "bool": say("%(field)s has to be yes or no, not “%(typed)s”."),
        "date": say("%(field)s has to be a day as YYYY-MM-DD, not “%(typed)s”."),
        "digits": say("%(field)s has to be six digits, not “%(typed)s”."),
        "extra": say("%(field)s is no field of this form."),
        "other": say("%(field)s does not have the form that is needed: “%(typed)s”."),
    }
    kind = {"literal_error": "enum"}.get(defect.kind, defect.kind)
    if kind == "string_pattern_mismatch" and defect.name == "code":
        kind = "digits"
    family = kind.partition("_")[0]
    return rules.get(kind) or rules.get(family) or rules["other"]
