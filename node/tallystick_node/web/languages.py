"""Languages of pages: which one a reader gets, and the words of it."""

from __future__ import annotations

import gettext
import io
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from babel import Locale, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["DEFAULT", "LANGUAGES", "PSEUDO", "language_for", "locale_of", "translations_of"]

# As HTML and HTTP write them.
DEFAULT = "en"
LANGUAGES = {"en": "English", "zh-CN": "简体中文"}
# Every text in brackets and longer, for tests: what is left plain was never marked.
PSEUDO = "en-XA"
_CATALOGUES = resources.files("tallystick_node.web").joinpath("catalogues")


class _Pseudo(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return f"[{message} ~~~]"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"[{msgid1 if n == 1 else msgid2} ~~~]"


def language_for(chosen: Iterable[str | None], accepted: str, *, pseudo: bool = False) -> str:
    """Return the language that a reader gets.

    Args:
        chosen: What they have chosen, the newest choice first; what is no language is passed over.
        accepted: The Accept-Language header, at most its first 200 characters count.
        pseudo: Whether the language of tests may be chosen.

    Returns:
        A key of `LANGUAGES`, or the pseudo language.
    """
    for language in chosen:
        if language in LANGUAGES or (pseudo and language == PSEUDO):
            return language
    preferred = [part.partition(";")[0].strip() for part in accepted[:200].split(",")]
    aliases = {"zh": "zh-CN", "zh-Hans": "zh-CN", "zh-Hans-CN": "zh-CN", "zh-SG": "zh-CN"}
    wanted = [aliases.get(tag, tag) for tag in preferred]
    return negotiate_locale(wanted, list(LANGUAGES), sep="-") or DEFAULT


def locale_of(language: str) -> Locale:
    """Return the marks of a language: of dates, numbers and money.

    Args:
        language: As `language_for` returns it.

    Returns:
        The locale; the pseudo language has the English one.
    """
    return Locale.parse("zh_Hans_CN" if language == "zh-CN" else "en")


@cache
def translations_of(language: str) -> gettext.NullTranslations:
    """Return the texts of a language.

    Args:
        language: As `language_for` returns it.

    Returns:
        The texts; English stands in the templates themselves.
    """
    if language == PSEUDO:
        return _Pseudo()
    file = _CATALOGUES.joinpath(f"{language}.po")
    if not file.is_file():
        return gettext.NullTranslations()
    packed = io.BytesIO()
    write_mo(packed, read_po(io.BytesIO(file.read_bytes()), locale=locale_of(language)))
    packed.seek(0)
    return gettext.GNUTranslations(packed)
