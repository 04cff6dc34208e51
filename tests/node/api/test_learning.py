"""Lessons and exams by the API: nothing tells what is right, and late is late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from node.api.test_people import registered
from tallystick_node.learning.exam_rules import ExamKind
from tallystick_node.learning.question_banks import question_bank

if TYPE_CHECKING:
    from node.api.builders import Api

CLIENT = "investor 0"
ENTRY, EXAM, DESK = "/v1/me/entry-test", "/v1/staff/learning/exam", "/v1/staff/learning"


@pytest.fixture
def client(api: Api) -> dict[str, str]:
    api.time.now = datetime.fromtimestamp(api.network.platform.now(), UTC)
    return registered(api, CLIENT)


def sheet(attempt: dict[str, Any], kind: ExamKind, wrong: int = 0) -> dict[str, Any]:
    """Answers as somebody gives them who knows the bank."""
    right = {each.en[0]: each.en[1] for each in question_bank(kind).questions}
    answers = []
    for question in attempt["questions"]:
        text, number = right[question["text"]], question["number"]
        letter = next(
            option["letter"]
            for option in question["options"]
            if (option["text"] == text) == (number > wrong)
        )
        answers.append({"number": number, "letter": letter})
    return {"answers": answers}


def test_lessons_are_for_everybody_in_their_language(api: Api) -> None:
    heads = api.client.get("/v1/lessons").json()
    assert len(heads) >= 7
    lesson = api.client.get(f"/v1/lessons/{heads[0]['name']}").json()
    assert lesson["title"] == heads[0]["title"]
    chinese = api.client.get(f"/v1/lessons/{heads[0]['name']}?language=zh-CN").json()
    assert "借款" in chinese["title"]
    assert len(chinese["parts"]) == len(lesson["parts"])


@pytest.mark.parametrize(
    ("path", "status"),
    [("/v1/lessons/nothing", 404), ("/v1/lessons/credit-files", 404), ("/v1/lessons/A", 422),
     ("/v1/lessons?language=fr", 422), ("/v1/lessons?lang=en", 422)],
)  # fmt: skip
def test_what_is_no_lesson_is_refused(api: Api, path: str, status: int) -> None:
    assert api.client.get(path).status_code == status


def test_an_entry_test_says_nothing_before_its_end_and_little_after(
    api: Api, client: dict[str, str]
) -> None:
    attempt = api.client.post(ENTRY, headers=client).json()
    assert len(attempt["questions"]) == 10
    body = sheet(attempt, ExamKind.ENTRY)
    kept = api.client.put(f"{ENTRY}/answers", json=body, headers=client)
    read = api.client.get(ENTRY, headers=client)
    for response in (kept, read):
        assert not {"right", "seed", "order", 'points"'} & set(response.text.split('"'))
    assert read.json()["running"]["questions"][0]["answered"] == body["answers"][0]["letter"]
    result = api.client.post(f"{ENTRY}/end", json={"answers": []}, headers=client).json()
    assert (result["points"], result["passed"]) == (100, True)
    assert set(result) == {"attempt", "started_at", "ended_at", "points", "passed"}
    again = api.client.post(ENTRY, headers=client)
    assert (again.status_code, again.json()["code"]) == (409, "EXAM:PASSED")


def test_late_answers_are_refused_with_a_code(api: Api, client: dict[str, str]) -> None:
    attempt = api.client.post(ENTRY, headers=client).json()
    api.time.now += timedelta(minutes=30)
    headers = api.sign_in(CLIENT)
    body = sheet(attempt, ExamKind.ENTRY)
    late = api.client.post(f"{ENTRY}/end", json=body, headers=headers)
    assert (late.status_code, late.json()["code"]) == (409, "EXAM:LATE")
    (over,) = api.client.get(ENTRY, headers=headers).json()["ended"]
    assert (over["points"], over["passed"]) == (0, False)


@pytest.mark.parametrize(
    "answers",
    [[{"number": 0, "letter": "a"}], [{"number": 11, "letter": "a"}],
     [{"number": 1, "letter": "d"}], [{"number": 1}], "a", [{"number": 1, "letter": "a", "x": 1}]],
)  # fmt: skip
def test_answers_are_bounded(api: Api, client: dict[str, str], answers: object) -> None:
    api.client.post(ENTRY, headers=client)
    refused = api.client.put(f"{ENTRY}/answers", json={"answers": answers}, headers=client)
    assert refused.status_code == 422


def test_staff_sit_their_exam_and_examiners_read_figures(api: Api) -> None:
    servicer = api.sign_in_twice("servicer")
    attempt = api.client.post(EXAM, headers=servicer).json()
    assert len(attempt["questions"]) == 50
    body = sheet(attempt, ExamKind.STAFF, wrong=10)
    assert api.client.put(f"{EXAM}/answers", json=body, headers=servicer).status_code == 200
    ended = api.client.post(f"{EXAM}/end", json={"answers": []}, headers=servicer).json()
    assert (ended["points"], ended["passed"]) == (80, True)
    for path in ("/passes", "/exams/staff/items"):
        assert api.client.get(DESK + path, headers=servicer).status_code == 403
    compliance = api.sign_in_twice("compliance")
    (held,) = api.client.get(f"{DESK}/passes", headers=compliance).json()
    assert held["points"] == 80
    items = api.client.get(f"{DESK}/exams/staff/items", headers=compliance).json()
    assert len(items) == 50
    assert [each["right"] for each in items] == [0] * 10 + [1] * 40
    assert api.client.get(f"{DESK}/exams/other/items", headers=compliance).status_code == 422


def test_clients_read_nothing_of_staff(api: Api, client: dict[str, str]) -> None:
    for path in ("/lessons", "/lessons/credit-files", "/exam", "/passes", "/exams/entry/items"):
        assert api.client.get(DESK + path).status_code == 401
        assert api.client.get(DESK + path, headers=client).status_code == 403
    assert api.client.post(EXAM, headers=client).status_code == 403
    compliance = api.sign_in_twice("compliance")
    assert api.client.get(f"{DESK}/lessons/credit-files", headers=compliance).status_code == 200
    assert api.client.get(f"{DESK}/lessons/complaints", headers=compliance).status_code == 404
