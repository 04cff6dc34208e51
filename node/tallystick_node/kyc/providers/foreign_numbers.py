"""Identity numbers of other countries than China, and passports, each with its country before it.

`ES:12345678Z` is a national number, `passport:GB:123456789` a passport. National numbers are
checked by python-stdnum where it knows the country's; a passport's number has no check of its own.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import Protocol, cast

from stdnum.exceptions import ValidationError

from tallystick.errors import InputError
from tallystick_node.kyc.sanctions.countries import country_key

__all__ = ["COUNTRIES", "foreign_number"]

ANY_ISSUER = "*"
PASSPORT = "PASSPORT"
_FORM = re.compile(r"(?:(PASSPORT)[:/])?([A-Z]{2})[:/](.{1,40})")
_PASSPORT = re.compile(r"(?=.*\d)[A-Z0-9]{5,20}", re.ASCII)
COUNTRIES = {
    "AR": "ar.dni", "AT": "at.vnr", "BE": "be.nn", "BG": "bg.egn", "BR": "br.cpf", "CA": "ca.sin",
    "CH": "ch.ssn", "CL": "cl.rut", "CR": "cr.cpf", "CU": "cu.ni", "CZ": "cz.rc",
    "DE": "de.idnr", "DK": "dk.cpr", "DO": "do.cedula", "EC": "ec.ci", "EE": "ee.ik",
    "ES": "es.dni", "FI": "fi.hetu", "FR": "fr.nir", "HR": "hr.oib", "ID": "id.nik",
    "IE": "ie.pps", "IL": "il.idnr", "IN": "in_.aadhaar", "IS": "is_.kennitala",
    "IT": "it.codicefiscale", "KR": "kr.rrn", "LT": "lt.asmens", "LV": "lv.pvn",
    "MU": "mu.nid", "MX": "mx.curp", "MY": "my.nric", "NL": "nl.bsn", "NO": "no.fodselsnummer",
    "PE": "pe.cui", "PK": "pk.cnic", "PL": "pl.pesel", "PT": "pt.cc", "RO": "ro.cnp",
    "SE": "se.personnummer", "SI": "si.emso", "SK": "sk.rc", "TH": "th.pin", "TR": "tr.tckimlik",
    "UA": "ua.rntrc", "US": "us.ssn", "ZA": "za.idnr",
}  # fmt: skip


class _Standard(Protocol):
    def validate(self, number: str) -> str: ...


def foreign_number(text: str, issuers: frozenset[str]) -> str | None:
    """Read a number that names its country.

    Args:
        text: The number as it was typed, without blanks and hyphens, in capitals.
        issuers: Whose numbers the policy takes, as ISO 3166 codes; `*` for all.

    Returns:
        The number with its country in front; None when the text names no country.

    Raises:
        InputError: ID:ISSUER for a country that the policy does not take, or that there is not;
            ID:FORM for a number that is none of that country's.
    """
    parts = _FORM.fullmatch(text)
    if parts is None:
        return None
    passport, country, number = parts.groups()
    if country_key(country) is None or not issuers & {ANY_ISSUER, country}:
        raise InputError("ID:ISSUER", f"numbers of {country} are not taken under this policy")
    if passport:
        if not _PASSPORT.fullmatch(number):
            raise InputError("ID:FORM", "a passport's number has 5 to 20 letters and digits")
        return f"{PASSPORT}:{country}:{number}"
    if country not in COUNTRIES:
        raise InputError(
            "ID:ISSUER", f"national numbers of {country} cannot be checked: give the passport"
        )
    try:
        standard = cast("_Standard", import_module(f"stdnum.{COUNTRIES[country]}"))
        return f"{country}:{standard.validate(number)}"
    except ValidationError:
        raise InputError("ID:FORM", f"this is not an identity number of {country}") from None
