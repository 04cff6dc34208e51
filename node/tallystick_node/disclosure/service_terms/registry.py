"""The service terms that are in force, each in every language, by the hash that was approved."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick.errors import InputError
from tallystick_node.disclosure.agreements.templates import Templates

if TYPE_CHECKING:
    from datetime import date

__all__ = ["LANGUAGES", "ServiceTerms", "TermsOf", "service_terms"]

LANGUAGES = ("en", "zh-CN")
_TITLE = re.compile(r"<h1>([^<]*)</h1>")


class TermsOf(StrEnum):
    """Whose relation a text is about; the value is how its address ends."""

    LENDER = "lender-information"
    BORROWER = "borrower-intermediary"
    CUSTODIAN = "custody-cooperation"


@dataclass(frozen=True, slots=True)
class ServiceTerms:
    """A text as it was approved. sha256: of its bytes."""

    of: TermsOf
    version: int
    language: str
    title: str
    html: str
    sha256: str
    approved_by: str
    approved_on: date


def service_terms(of: TermsOf, language: str) -> ServiceTerms:
    """Return the newest approved version of a text.

    Args:
        of: Whose relation it is about.
        language: `en` or `zh-CN`; English for any other.

    Returns:
        The text.

    Raises:
        InputError: AGREEMENT:UNKNOWN when none is approved; AGREEMENT:UNAPPROVED when it was
            changed since; AGREEMENT:WORDING when it promises what nobody can.
    """
    return _newest(of, language if language in LANGUAGES else LANGUAGES[0])


@lru_cache
def _newest(of: TermsOf, language: str) -> ServiceTerms:
    packaged = Path(str(resources.files("tallystick_node.disclosure.service_terms") / "texts"))
    templates = Templates(packaged)
    named = re.compile(rf"{of}-([0-9]+)-{language}")
    versions = [int(known[1]) for name in templates.versions() if (known := named.fullmatch(name))]
    if not versions:
        raise InputError("AGREEMENT:UNKNOWN", f"no text {of} in {language} is approved")
    template = templates.load(f"{of}-{max(versions)}-{language}")
    title = _TITLE.search(template.source)
    return ServiceTerms(
        of, max(versions), language, "" if title is None else title[1], template.source,
        hashlib.sha256(template.source.encode()).hexdigest(), template.approved_by,
        template.approved_on,
    )  # fmt: skip
