"""Any provider by its field map: what it is sent, what it may say, and every way to fail."""

from __future__ import annotations

import json
from typing import Any

import pytest

from node.infrastructure.providers.replay import SECRET, provider, replayed, signed
from node.kyc.providers.bureau_server import Reply, bureau
from node.times import Time
from tallystick_node.infrastructure.providers.adapter import Answer
from tallystick_node.infrastructure.providers.failure import ProviderFailed
from tallystick_node.infrastructure.providers.signing import signature

VALUES = {"name": "欧阳明", "unmapped": "stays here"}


def asked(change: dict[str, Any] | bytes) -> Answer:
    with replayed(change) as server:
        asking = provider(server.url)
        try:
            return asking.ask(VALUES)
        finally:
            asking.line.close()


def refused(change: dict[str, Any] | bytes) -> ProviderFailed:
    with pytest.raises(ProviderFailed) as failed:
        asked(change)
    assert "欧阳明" not in str(failed.value)
    return failed.value


def test_a_question_goes_in_their_names_and_signed() -> None:
    with replayed({}) as server:
        asking = provider(server.url)
        answer = asking.ask(VALUES)
        asking.line.close()
    (question,) = server.asked
    number = question.headers["x-number"]
    assert question.path == "/ask"
    assert json.loads(question.body) == {
        "product": "two", "person": {"kind": "natural", "name": "欧阳明"}, "id": number,
    }  # fmt: skip
    second = str(int(Time().now.timestamp()))
    assert question.headers["x-time"] == second
    assert question.headers["x-client"] == "us"
    assert question.headers["x-signature"] == signature(SECRET, second, number, question.body)
    assert answer == Answer("R-1", (), {"alive": 500_000})


@pytest.mark.parametrize(
    ("code", "ours"),
    [
        ("0", ()), (0, ()), (True, ()), (["0"], ()), ("1", ("NAME",)), (1, ("NAME",)),
        ("both", ("NAME", "CARD")), (["1", "both"], ("NAME", "CARD")),
    ],
)  # fmt: skip
def test_their_words_become_ours(code: Any, ours: tuple[str, ...]) -> None:
    assert asked({"result": {"code": code, "serial": 7}}) == Answer("7", ours, {"alive": 500_000})


@pytest.mark.parametrize("code", ["2", "", "MATCH", "match", False, ["0", "2"]])
def test_a_word_that_the_map_does_not_know_is_no_yes(code: Any) -> None:
    document = refused({"result": {"code": code, "serial": "R-1"}})
    assert document.code == "PROVIDER:VERDICT"


@pytest.mark.parametrize(
    "change",
    [
        {"result": {"serial": "R-1"}},
        {"result": []},
        {"result": {"code": None, "serial": "R-1"}},
        {"result": {"code": {"0": 1}, "serial": "R-1"}},
        {"result": {"code": [], "serial": "R-1"}},
        {"result": {"code": ["0", "1"], "serial": "R-1"}},
        {"result": {"code": ["0"] * 17, "serial": "R-1"}},
        {"result": {"code": 0.0, "serial": "R-1"}},
        {"result": {"code": "0", "serial": ""}},
        {"result": {"code": "0", "serial": "R" * 129}},
        {"result": {"code": "0", "serial": "R\x00"}},
        {"result": {"code": "0", "serial": "\ud800"}},
        {"result": {"code": "0", "serial": {"url": 1}}},
        {"id": "another question"},
        {"id": None},
        {"score": 1.01},
        {"score": -0.01},
        {"score": "much"},
        {"score": "nan"},
        {"score": True},
        {"score": None},
        b"[]",
        b"null",
        b"{",
        b'{"score": NaN}',
        b"[" * 65_536,
        b"\xff",
        b"",
    ],
)
def test_an_answer_that_makes_no_sense_is_no_answer(change: dict[str, Any] | bytes) -> None:
    assert refused(change).code == "PROVIDER:ANSWER"


@pytest.mark.parametrize(("score", "ppm"), [(1, 10**6), ("0.9999999", 999_999), (0, 0)])
def test_a_score_is_rounded_down(score: Any, ppm: int) -> None:
    assert asked({"score": score}).scores == {"alive": ppm}


def test_an_answer_counts_by_its_signature() -> None:
    body = json.dumps({"id": "x", "result": {"code": "0", "serial": "R"}, "score": 1}).encode()
    for reply in (
        lambda _: Reply(body=body),
        lambda asked: signed(asked, body, b"another secret of thirty-two bytes"),
        lambda _: Reply(body=body, headers={"x-signature": "é"}),
    ):
        with bureau(reply) as server, pytest.raises(ProviderFailed, match="signature") as failed:
            provider(server.url).ask(VALUES)
        assert failed.value.code == "PROVIDER:ANSWER"


def test_an_answer_to_an_older_question_does_not_count() -> None:
    kept: list[Reply] = []

    def again(asked: Any) -> Reply:
        if not kept:
            number = asked.headers["x-number"]
            document = {"id": number, "result": {"code": "0", "serial": "R"}, "score": 1}
            kept.append(signed(asked, json.dumps(document).encode()))
        return kept[0]

    with bureau(again) as server:
        asking = provider(server.url)
        assert asking.ask(VALUES).codes == ()
        with pytest.raises(ProviderFailed, match="signature"):
            asking.ask(VALUES)


def test_unsigned_answers_are_taken_where_the_setting_says_so() -> None:
    def unsigned(asked: Any) -> Reply:
        document = {
            "id": asked.headers["x-number"],
            "result": {"code": "1", "serial": "R"},
            "score": 1,
        }
        return Reply(body=json.dumps(document).encode())

    with bureau(unsigned) as server:
        assert provider(server.url, signed_answers=False).ask(VALUES).codes == ("NAME",)
        with pytest.raises(ProviderFailed, match="signature"):
            provider(server.url).ask(VALUES)


def test_a_provider_is_tried_again_with_the_same_question() -> None:
    numbers: list[str] = []

    def late(asked: Any) -> Reply:
        number = asked.headers["x-number"]
        numbers.append(number)
        if len(numbers) < 3:
            return Reply(503)
        document = {"id": number, "result": {"code": "0", "serial": "R"}, "score": 1}
        return signed(asked, json.dumps(document).encode())

    with bureau(late) as server:
        assert provider(server.url).ask(VALUES).codes == ()
    assert len(numbers) == 3
    assert len(set(numbers)) == 1


def test_a_dead_provider_is_left_alone_for_a_while() -> None:
    now = [0.0]
    line = {"tries": 1, "failures_max": 2, "pause_seconds": 60.0, "clock": lambda: now[0]}
    with bureau(lambda _: Reply(500)) as server:
        asking = provider(server.url, line=line)
        codes = []
        for second in (0.0, 1.0, 2.0, 60.9, 61.1):
            now[0] = second
            with pytest.raises(ProviderFailed) as failed:
                asking.ask(VALUES)
            codes.append(failed.value.code.removeprefix("PROVIDER:"))
    assert codes == ["UNAVAILABLE", "UNAVAILABLE", "PAUSED", "PAUSED", "UNAVAILABLE"]
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(401), "REFUSED"),
        (Reply(302, headers={"location": "http://127.0.0.1:1/"}), "ANSWER"),
        (Reply(body=b"x" * (2**20 + 1)), "UNAVAILABLE"),
        (Reply(hang_up=True), "UNAVAILABLE"),
        (Reply(seconds=0.5), "TIMEOUT"),
    ],
)
def test_a_line_that_fails_says_how(reply: Reply, code: str) -> None:
    with bureau(lambda _: reply) as server:
        asking = provider(server.url, line={"tries": 1, "seconds_max": 0.2})
        with pytest.raises(ProviderFailed) as failed:
            asking.ask(VALUES)
        asking.line.close()
    assert failed.value.code == f"PROVIDER:{code}"
