"""Fields of forms, and the words that refusals quote, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick_node.kyc.assessment_rules import questionnaire

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["field_labels", "label_of", "question_labels", "value_words"]


def field_labels(say: Callable[[str], str]) -> dict[str, str]:
    """Return what the fields of forms are called on their pages.

    Args:
        say: Says a text in the reader's language.

    Returns:
        A label for each name.
    """
    return {
        "address": say("Address of the other wallet"), "agency": say("Name of the agency"),
        "amount": say("Amount"), "answers": say("Your answers"), "borrow": say("to borrow"),
        "cause": say("Why"), "code": say("Code of six digits"),
        "collateral": say("Secured by a token"), "collection": say("Address of its collection"),
        "company": say("Social credit code"), "commitments": say("What you have to pay in a year"),
        "consent": say("Consent"), "days": say("Days for which it holds"),
        "debt_payments": say("Paid on it a month"),
        "product": say("Product"), "harvest_month": say("Month of the harvest"),
        "region": say("Region"), "industry": say("Industry"),
        "disclosure_agreed": say("I agree that lenders see region and industry."),
        "debtor": say("Wallet of the enterprise that owes the invoice"),
        "visited_on": say("Day of the visit"), "place": say("Place"),
        "findings": say("What was seen"), "signature": say("Signature"),
        "wallet": say("Wallet"), "description": say("The project in your words"),
        "document": say("Document"), "dpd": say("Void once the loan is later than so many days"),
        "due": say("Until"), "employed_months": say("Months in your employment"),
        "expires_on": say("Holds until"), "file": say("File"), "from": say("From"),
        "floor_price": say("Least price"), "grade": say("Grade"), "home": say("How you live"),
        "identity": say("Identity number or social credit code"),
        "image": say("Picture"), "income": say("Income of a year"), "kind": say("Kind"),
        "lend": say("to lend"), "level": say("Risk level"), "liquid": say("What you have in cash"),
        "method": say("How it is repaid"), "month": say("Month"), "months": say("Months"),
        "name": say("Name"), "number": say("Number"), "outcome": say("What came of it"),
        "owed_elsewhere": say("Owed to others"), "phone": say("Mobile number"),
        "phrase": say("Keyword"),
        "price": say("Price in percent of what is outstanding"),
        "project_reference": say("Reference of what is financed"), "purpose": say("Purpose"),
        "rate": say("Rate a year"), "read": say("Risk statement"), "reason": say("Reason"),
        "repayment_source": say("What it is repaid from"), "score": say("Your score"),
        "sort": say("Sort by"),
        "sure": say("Confirmation"), "title": say("The project in a few words"),
        "text": say("Your words"), "to": say("Until"),
        "token_id": say("Number of the token"), "units": say("Amount, as lent"),
        "until": say("Until"), "value": say("Value"),
        "verdict": say("Verdict"), "way": say("Begin a contact"), "word": say("Confirmation"),
        "words": say("Its words"), "year": say("Year"),
        **_question_labels_of_pages(say),
    }  # fmt: skip


def _question_labels_of_pages(say: Callable[[str], str]) -> dict[str, str]:
    """What the parts of a page's address are called, for those who have typed one."""
    return {
        "act": say("What is to be done"), "after": say("Place in the list"),
        "answer": say("Your vote"), "back": say("Way back"), "block": say("Block"),
        "check": say("What is to be checked"), "count": say("Number of loans"), "day": say("Day"),
        "digest": say("Hash"), "entry": say("Number of the entry"), "field": say("Field"),
        "first": say("First block"), "format": say("Format"), "key": say("Number of the order"),
        "lang": say("Language"), "last": say("Last block"), "list": say("List"),
        "loan": say("Number of the loan"), "next": say("Way onward"),
        "nonce": say("Number of the message"), "path": say("Page"), "person": say("Person"),
        "query": say("Filter"), "seed": say("Seed"), "theme": say("Look"),
        "tx": say("Transaction"), "version": say("Version"),
    }  # fmt: skip


def label_of(say: Callable[[str], str], name: str, of_field: str | None = None) -> str:
    """Return what a field is called.

    Args:
        say: Says a text in the reader's language.
        name: As the form has it, its parts joined by dots.
        of_field: Which fact a form for one fact is about; None elsewhere.

    Returns:
        Its label; the name itself for a field of no form.
    """
    last = name.rpartition(".")[2]
    if last == "value" and of_field is not None:
        return value_words(say).get(of_field, of_field)
    return field_labels(say).get(last, name)


def question_labels(say: Callable[[str], str]) -> dict[str, str]:
    """Return the questions for investors, and the amounts asked beside them.

    Args:
        say: Says a text in the reader's language.

    Returns:
        A question for each identifier.
    """
    labels = field_labels(say)
    texts = {entry["id"]: entry["text"] for entry in questionnaire().document["questions"]}
    asked = {name: say(text) for name, text in texts.items()}
    return asked | {name: labels[name] for name in ("income", "liquid", "commitments")}


def value_words(say: Callable[[str], str]) -> dict[str, str]:
    """Return words of programs that refusals quote, as people say them.

    Args:
        say: Says a text in the reader's language.

    Returns:
        What is said for each.
    """
    return {
        # What is stated about a person.
        "name": say("Name"), "id_number": say("Identity number"),
        "company_number": say("Social credit code"), "birth_date": say("Date of birth"),
        "address": say("Address"), "country": say("Country"), "job": say("Occupation"),
        "income": say("Income of a year"), "phone": say("Mobile number"),
        "card": say("Card number"), "email": say("Email"), "face": say("Face"),
        "natural": say("natural person"), "legal": say("legal person"),
        # Where an application, a loan or an order stands.
        "submitted": say("submitted"), "referred": say("looked at by people"),
        "approved": say("approved"), "offered": say("offer signed"), "listed": say("listed"),
        "refused": say("refused"), "withdrawn": say("withdrawn"), "expired": say("expired"),
        "funded": say("funded, not drawn down"), "active": say("active"),
        "repaid": say("repaid"), "defaulted": say("in default"), "recovered": say("recovered"),
        "cancelled": say("cancelled"), "deposit": say("deposit"), "withdrawal": say("withdrawal"),
        # Papers, checks, roles and measures.
        "identity_card": say("identity card"), "business_licence": say("business licence"),
        "register_extract": say("extract of the register"),
        "proof_of_address": say("proof of address"), "proof_of_income": say("proof of income"),
        "employment": say("proof of employment"), "bank_statement": say("bank statement"),
        "tax": say("tax papers"), "source_of_funds": say("source of funds"),
        "identity": say("identity"), "liveness": say("face"), "bureau": say("credit bureau"),
        "underwriter": say("underwriter"), "servicer": say("servicer"),
        "compliance": say("compliance"), "operator": say("operator"), "days": say("days"),
        "days past due": say("days past due"), "months": say("months"), "values": say("The value"),
        "month": say("one month"), "day": say("one day"),
        "equal payments": say("equal instalments"),
        "equal parts of principal": say("equal principal, falling interest"),
        "interest only, the principal at the end": say("interest only, principal at the end"),
        "everything at the end": say("all at the end"),
        "today": say("today"), "tomorrow": say("tomorrow"),
        "approve": say("approve"), "refuse": say("refuse"), "domain": say("domain"),
        "version": say("version"), "chain": say("chain"),
    }  # fmt: skip
