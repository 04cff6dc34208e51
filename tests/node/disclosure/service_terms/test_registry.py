"""The terms in force: three relations, two languages, approved by hash, promising nobody money."""

from __future__ import annotations

import hashlib

import pytest

from tallystick.errors import InputError
from tallystick_node.disclosure.agreements.templates import Templates
from tallystick_node.disclosure.agreements.wording import offences
from tallystick_node.disclosure.service_terms import registry
from tallystick_node.disclosure.service_terms.registry import LANGUAGES, TermsOf, service_terms
from tallystick_node.web.signed_text import blocks_of

# What a text has to say about principal, by whose relation and language it is.
SAYS = {
    (TermsOf.LENDER, "en"): "Neither principal nor interest is promised or secured by the platform",
    (TermsOf.LENDER, "zh-CN"): "均不承诺归还本金或支付利息",
    (TermsOf.BORROWER, "en"): "It promises lenders no repayment",
    (TermsOf.BORROWER, "zh-CN"): "也不向出借人承诺还款",
    (TermsOf.CUSTODIAN, "en"): "It does not promise the lenders' principal, and neither does the",
    (TermsOf.CUSTODIAN, "zh-CN"): "均不承诺出借人的本金",
}


@pytest.mark.parametrize(("of", "language"), SAYS)
def test_every_text_says_that_nobody_promises_the_principal(of: TermsOf, language: str) -> None:
    terms = service_terms(of, language)
    text = " ".join(" ".join(block.texts) for block in blocks_of(terms.html))
    assert SAYS[of, language] in text
    assert offences(terms.html) == []
    assert (terms.language, bool(terms.title)) == (language, True)


@pytest.mark.parametrize("of", TermsOf)
def test_both_languages_have_the_same_parts(of: TermsOf) -> None:
    shapes = {
        tuple(block.kind for block in blocks_of(service_terms(of, language).html))
        for language in LANGUAGES
    }
    assert len(shapes) == 1


def test_a_hash_is_of_the_file_and_another_language_is_english() -> None:
    terms = service_terms(TermsOf.LENDER, "fr")
    assert terms.language == "en"
    assert terms.sha256 == hashlib.sha256(terms.html.encode()).hexdigest()


def test_a_text_that_was_never_approved_is_not_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nothing(Templates):
        def versions(self) -> list[str]:
            return []

    registry._newest.cache_clear()
    monkeypatch.setattr(registry, "Templates", Nothing)
    with pytest.raises(InputError, match="AGREEMENT:UNKNOWN"):
        service_terms(TermsOf.LENDER, "en")
    registry._newest.cache_clear()
