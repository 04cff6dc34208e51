"""Known sentences are said in the reader's language; what is not known is marked as English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tallystick.error_catalogue import catalogue
from tallystick_node.web.languages import locale_of, translations_of
from tallystick_node.web.sentences import FormDefect, Sentences, known_sentences
from tallystick_node.web.wording import Wording

CHINESE = re.compile("[\u4e00-\u9fff]")
NODE = Path(__file__).resolve().parents[3] / "node" / "tallystick_node"


def sentences(language: str) -> Sentences:
    return Sentences(language, translations_of(language), Wording(locale_of(language), "TUSD", 6))


@pytest.mark.parametrize("code", sorted(known_sentences()))
def test_every_code_has_a_chinese_sentence(code: str) -> None:
    for text in known_sentences()[code]:
        sentence = re.sub(r"\{\d\}", "7", text)
        shown = sentences("zh-CN").shown(code, sentence)
        assert not shown.foreign, text
        assert CHINESE.search(shown.text), text


def test_every_code_of_the_contracts_and_of_the_pages_is_known() -> None:
    raised = {
        code
        for folder in ("web", "api", "kyc", "servicing", "underwriting", "payments", "resale")
        for file in (NODE / folder).rglob("*.py")
        for code in re.findall(
            r'(?:Error|Refused|NotHere|Forbidden|Conflict|NoServicing|NotSignedIn|TooMany)\(\s*'
            r'"([A-Z]+:[A-Z_]+)"', file.read_text("utf-8"),
        )
        if "/kyc/sanctions/" not in file.as_posix()
    }  # fmt: skip
    assert len(raised) > 150
    assert not raised - set(known_sentences())
    assert not set(catalogue()) - set(known_sentences())


def test_values_stand_in_the_translation() -> None:
    shown = sentences("zh-CN").shown("CONTACT:PROMISE", "a promise runs until 2026-11-30")
    assert shown.text == "有一项承诺有效至 2026年11月30日"


def test_a_sentence_within_a_sentence_is_translated_too() -> None:
    inner = "name must match the register of persons; the four elements of a card must match"
    shown = sentences("zh-CN").shown("PAYMENT:LEVEL", f"first: {inner}")
    assert shown.text == "首先：姓名须与人口登记一致；银行卡的四项要素须一致"


def test_words_of_programs_are_said_as_people_say_them() -> None:
    shown = sentences("zh-CN").shown("EVIDENCE:MISSING", "state id_number first")
    assert shown.text == "请先申报身份证号"


def test_what_nobody_has_translated_stays_english_and_says_so() -> None:
    shown = sentences("zh-CN").shown("FOREIGN:TOKEN", "a text of somebody else")
    assert (shown.text, shown.foreign) == ("a text of somebody else", True)


def test_a_known_code_with_other_words_is_not_translated() -> None:
    shown = sentences("zh-CN").shown("BOOK:FUND:STALE", "words that this code does not have")
    assert shown.foreign


def test_english_stays_as_the_api_says_it() -> None:
    shown = sentences("en").shown("CONTACT:PROMISE", "a promise runs until 2026-11-30")
    assert (shown.text, shown.foreign) == ("a promise runs until 2026-11-30", False)


@pytest.mark.parametrize(
    ("defect", "english", "chinese"),
    [
        (FormDefect("months", "less_than_equal", {"le": 480}, "1000"),
         "Months has to be 480 or less, not “1000”.", "“月数”须为 480 或更小，而不是“1000”。"),
        (FormDefect("phone", "missing", {}),
         "Mobile number has to be filled in; it is empty.", "请填写“手机号”；现在为空。"),
        (FormDefect("code", "string_pattern_mismatch", {"pattern": "^[0-9]{6}$"}, "12x"),
         "Code of six digits has to be six digits, not “12x”.",
         "“六位验证码”须为六位数字，而不是“12x”。"),
        (FormDefect("value", "string_too_long", {"max_length": 3}, "abcd", of_field="name"),
         "Name takes at most 3 characters; this has 4: “abcd”.",
         "“姓名”至多 3 个字符；此处有 4 个：“abcd”。"),
        (FormDefect("due", "value_error", {}, "x", "a day is written as YYYY-MM-DD"),
         "Until: a day is written as YYYY-MM-DD", "至：日期写作 YYYY-MM-DD"),
    ],
)  # fmt: skip
def test_a_rule_names_the_field_and_the_value(
    defect: FormDefect, english: str, chinese: str
) -> None:
    assert sentences("en").rule(defect) == english
    assert sentences("zh-CN").rule(defect) == chinese


@pytest.mark.parametrize(("language", "question"), [
    ("en", "A loan of yours stops paying. What do you do?"),
    ("zh-CN", "您出借的一笔借款停止还款。您会怎样？"),
])  # fmt: skip
def test_a_question_is_named_as_it_was_asked(language: str, question: str) -> None:
    shown = sentences(language).shown("ANSWERS:FORM", "loss is answered by one of a, b, c")
    assert question in shown.text
    assert not shown.foreign


@pytest.mark.parametrize("kind", ["model_type", "frozen_instance", "is_instance_of", ""])
def test_a_rule_without_words_of_its_own_is_still_a_sentence(kind: str) -> None:
    text = sentences("en").rule(FormDefect("amount", kind, {"class": "Money"}, "x"))
    assert text == "Amount does not have the form that is needed: “x”."


def test_a_long_value_is_cut() -> None:
    text = sentences("en").rule(FormDefect("title", "string_too_long", {"max_length": 1}, "y" * 99))
    assert "y" * 60 + "…" in text
    assert "y" * 61 not in text


def test_a_code_alone_is_said_in_the_words_of_the_catalogue() -> None:
    english, chinese = (
        Sentences(language, translations_of(language), Wording(locale_of(language), "", 0))
        for language in ("en", "zh-CN")
    )
    assert english.reason("MARKET:FILL:EXPIRED").text.startswith("The order has expired")
    assert chinese.reason("MARKET:FILL:EXPIRED").text != english.reason("MARKET:FILL:EXPIRED").text
    assert not chinese.reason("MARKET:FILL:EXPIRED").foreign
    assert english.reason("NOT:KNOWN").text == "NOT:KNOWN"
