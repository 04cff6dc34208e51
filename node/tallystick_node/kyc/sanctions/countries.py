"""Countries as lists and people write them, under one key: ISO 3166 in two letters.

English names come from the Unicode CLDR. What lists write otherwise stands here: inverted and
official names, former names, short forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import cast

from babel import Locale
from babel.core import get_global

from tallystick_node.kyc.sanctions.scripts import folded_words

__all__ = ["contradict", "country_key", "listed_countries"]

# One country's papers may name another of these.
_ONE_NATIONALITY = (frozenset({"CN", "HK", "MO", "TW"}), frozenset({"RS", "ME", "XK"}))
_SMALL_WORDS = frozenset({"THE", "OF", "AND"})
# What a country is in law, said or left out; two Koreas are told apart by nothing else.
_TITLES = frozenset(
    {
        "REPUBLIC",
        "STATE",
        "KINGDOM",
        "ISLAMIC",
        "FEDERAL",
        "PLURINATIONAL",
        "BOLIVARIAN",
        "SULTANATE",
    }
)
_OF_TWO = frozenset({"KOREA"})
_REMARK = re.compile(r"^\s*(?:possibly|probably|formerly|former|reportedly|also)\s+", re.IGNORECASE)
_OTHERWISE = {
    "KP": "Korea North|North Korea|Democratic Peoples Republic of Korea|DPRK|Corea del Norte",
    "KR": "Korea South|South Korea|Republic of Korea|Korea Republic of",
    "CD": "Congo Democratic Republic of the|Democratic Republic of the Congo|DRC|Congo Kinshasa"
    "|Zaire",
    "CG": "Congo Republic of the|Congo|Republic of the Congo|Congo Brazzaville",
    "MM": "Burma|Myanmar|Myanmar Burma",
    "TR": "Turkey|Turkiye|Republic of Turkiye",
    "RU": "Russia|Russian Federation|Russian",
    "SY": "Syria|Syrian Arab Republic|Syrian",
    "IR": "Iran|Iran Islamic Republic of|Islamic Republic of Iran|Persia|Iranian",
    "VE": "Venezuela|Venezuela Bolivarian Republic of",
    "BO": "Bolivia|Bolivia Plurinational State of",
    "TZ": "Tanzania|Tanzania United Republic of|United Republic of Tanzania",
    "MD": "Moldova|Moldova Republic of|Republic of Moldova",
    "MK": "Macedonia|North Macedonia|The former Yugoslav Republic of Macedonia",
    "LA": "Laos|Lao Peoples Democratic Republic|Lao PDR",
    "VN": "Vietnam|Viet Nam",
    "GB": "United Kingdom|UK|Great Britain|Britain|England|Scotland|Wales|British"
    "|United Kingdom of Great Britain and Northern Ireland",
    "US": "United States|United States of America|USA|America|American|US",
    "AE": "United Arab Emirates|UAE",
    "CN": "China|Peoples Republic of China|China Peoples Republic of|PRC|Mainland China|Chinese",
    "HK": "Hong Kong|Hong Kong SAR|Hong Kong China|China Hong Kong SAR",
    "MO": "Macau|Macao|Macao SAR|Macau SAR|Macau China",
    "TW": "Taiwan|Taiwan Province of China|Chinese Taipei",
    "PS": "Palestinian|Palestine|State of Palestine|West Bank|Gaza|Palestinian Authority"
    "|Palestinian Territories|Region Gaza|Region West Bank|Occupied Palestinian Territory",
    "CI": "Cote d Ivoire|Cote dIvoire|Ivory Coast",
    "CV": "Cape Verde|Cabo Verde",
    "CZ": "Czechia|Czech Republic",
    "SZ": "Swaziland|Eswatini",
    "TL": "East Timor|Timor Leste",
    "BA": "Bosnia and Herzegovina|Bosnia|Bosnia Herzegovina",
    "GM": "Gambia|The Gambia",
    "BS": "Bahamas|The Bahamas",
    "NL": "Netherlands|The Netherlands|Holland|Dutch",
    "VA": "Holy See|Vatican City|Vatican",
    "BN": "Brunei|Brunei Darussalam",
    "FM": "Micronesia|Federated States of Micronesia|Micronesia Federated States of",
    "ST": "Sao Tome and Principe",
    "KN": "Saint Kitts and Nevis|St Kitts and Nevis",
    "XK": "Kosovo",
    "AF": "Afghanistan|Afghan", "IQ": "Iraq|Iraqi", "LY": "Libya|Libyan Arab Jamahiriya|Libyan",
    "PK": "Pakistan|Pakistani", "SA": "Saudi Arabia|Saudi", "YE": "Yemen|Yemeni",
    "LB": "Lebanon|Lebanese", "CU": "Cuba|Cuban", "SD": "Sudan|Sudanese|North Sudan",
    "SO": "Somalia|Somali", "UA": "Ukraine|Ukrainian", "BY": "Belarus|Belarusian|Byelorussia",
    "MX": "Mexico|Mexican", "CO": "Colombia|Colombian", "NI": "Nicaragua|Nicaraguan",
    "EG": "Egypt|Egyptian", "TN": "Tunisia|Tunisian", "JO": "Jordan|Jordanian",
    "DE": "Germany|German", "FR": "France|French", "ES": "Spain|Spanish", "IT": "Italy|Italian",
    "IN": "India|Indian", "ID": "Indonesia|Indonesian", "PH": "Philippines|Filipino",
    "JP": "Japan|Japanese", "CA": "Canada|Canadian", "IL": "Israel|Israeli",
    "NG": "Nigeria|Nigerian",
}  # fmt: skip


@lru_cache(maxsize=4096)
def country_key(text: str | None) -> str | None:
    """Return the one key of a country, however it is written.

    Args:
        text: An ISO 3166 code of two or three letters, or an English name as lists write it.

    Returns:
        Two capital letters; None for what is not known to name a country.
    """
    bare = _REMARK.sub("", (text or "").strip())
    code = bare.upper()
    if len(code) == 2 and code in _codes():
        return code
    if len(code) == 3 and code in _long_codes():
        return _long_codes()[code]
    words = _words(bare)
    key = _names().get(words)
    if key is None and words - _TITLES != _OF_TWO:
        key = _names().get(words - _TITLES)
    return key


def listed_countries(names: Iterable[str]) -> frozenset[str]:
    """Return the keys of the countries that a list names.

    Args:
        names: As the list writes them.

    Returns:
        Keys; a spelling that is not known stays, in capitals, so that staff can read it.
    """
    bare = [name.strip().rstrip(".").strip() for name in names]
    return frozenset(country_key(name) or name.upper() for name in bare if name)


@lru_cache(maxsize=4096)
def contradict(country: str | None, listed: frozenset[str]) -> bool | None:
    """Say whether a country speaks against an entry's.

    Args:
        country: A person's country, in any spelling.
        listed: The countries of an entry, in any spelling.

    Returns:
        False when one is the same, True when all are known and others; None when nobody can say.
    """
    key = country_key(country)
    if key is None or not listed:
        return None
    keys = {country_key(text) for text in listed}
    if key in keys:
        return False
    near = any(key in group and keys & group for group in _ONE_NATIONALITY)
    return None if near or None in keys else True


def _words(name: str) -> frozenset[str]:
    return frozenset(folded_words(name)) - _SMALL_WORDS


@cache
def _names() -> dict[frozenset[str], str]:
    # The order decides: a name of ours is meant before one of the CLDR's.
    names: dict[frozenset[str], str] = {}
    for code in sorted(_codes()):
        names.setdefault(_words(str(Locale("en").territories[code])), code)
    for code, others in _OTHERWISE.items():
        for other in others.split("|"):
            names[_words(other)] = code
    return names


@cache
def _codes() -> frozenset[str]:
    territories = [str(code) for code in Locale("en").territories]
    unreal = {"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"}
    return frozenset(
        code for code in territories if len(code) == 2 and code.isalpha() and code not in unreal
    )


@cache
def _long_codes() -> dict[str, str]:
    aliases = cast("dict[str, list[str]]", get_global("territory_aliases"))
    return {
        long: short[0]
        for long, short in aliases.items()
        if len(long) == 3 and long.isalpha() and len(short) == 1 and short[0] in _codes()
    }
