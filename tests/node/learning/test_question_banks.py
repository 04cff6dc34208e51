"""Banks have more questions than are asked, each whole in both languages."""

from __future__ import annotations

import re

import pytest

from tallystick_node.learning.exam_rules import EXAM_FORMS, OPTIONS, ExamKind
from tallystick_node.learning.lessons import LearningLanguage
from tallystick_node.learning.question_banks import QuestionBank, question_bank

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(("kind", "count"), [(ExamKind.STAFF, 80), (ExamKind.ENTRY, 20)])
def test_a_bank_is_larger_than_its_exam(kind: ExamKind, count: int) -> None:
    bank = question_bank(kind)
    assert len(bank.questions) >= count > EXAM_FORMS[kind].questions


@pytest.mark.parametrize("kind", ExamKind)
def test_every_question_is_whole_in_both_languages(kind: ExamKind) -> None:
    texts = set()
    for question in question_bank(kind).questions:
        for language in LearningLanguage:
            words = question.words(language)
            assert len(set(words)) == len(words) == 1 + OPTIONS, question.id
            chinese = language is LearningLanguage.CHINESE
            assert all(bool(HAN.search(each)) == chinese for each in words), question.id
            assert not chinese or not re.search(r"[\u4e00-\u9fff][,;:?!]", "".join(words))
        texts.add(question.en[0])
    assert len(texts) == len(question_bank(kind).questions)


def test_two_questions_of_one_id_are_refused() -> None:
    question = {
        "id": "kyc-01",
        "topic": "kyc",
        "en": ["q", "a", "b", "c"],
        "zh": ["q", "a", "b", "c"],
    }
    with pytest.raises(ValueError, match="one id"):
        QuestionBank.model_validate({"questions": [question, question]})


def test_a_question_that_left_is_not_there() -> None:
    assert question_bank(ExamKind.STAFF).question("kyc-99") is None
    assert question_bank(ExamKind.STAFF).question("kyc-01") is not None
