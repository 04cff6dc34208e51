"""Two bureaus by recorded replies: signed questions, one report, and every way to fail."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from node.kyc.providers.bureau_server import (
    BUREAU_KEY,
    OUR_KEY,
    SECRET,
    Asked,
    BureauServer,
    Reply,
    baihang_reply,
    bureau,
    sesame_question,
    sesame_reply,
)
from node.times import Time
from tallystick.errors import ConfigError
from tallystick_node.infrastructure.providers.connection import FAILURES_MAX, TRIES, ProviderLine
from tallystick_node.kyc.providers.bureaus import (
    BaihangBureau,
    SesameBureau,
    private_key_of,
    public_key_of,
)
from tallystick_node.kyc.providers.protocols import BureauAsked, CreditBureau, ProviderFailed

RECORDED = Path(__file__).parent / "recorded"
SESAME = json.loads((RECORDED / "sesame.json").read_text("utf-8"))
BAIHANG = json.loads((RECORDED / "baihang.json").read_text("utf-8"))
ASKED = BureauAsked("欧阳明", "11010519850312123X", 17)
TODAY = Time().now.date()


def sesame(server: BureauServer, **line: Any) -> SesameBureau:
    return SesameBureau(
        ProviderLine(server.url, **line), "app-7", OUR_KEY, BUREAU_KEY.public_key(), Time()
    )


def baihang(server: BureauServer, **line: Any) -> BaihangBureau:
    return BaihangBureau(ProviderLine(server.url, **line), "client-7", SECRET, Time())


Maker = Callable[..., CreditBureau]
BOTH = pytest.mark.parametrize("make", [sesame, baihang])


def served_sesame(name: str) -> AbstractContextManager[BureauServer]:
    return bureau(lambda asked: sesame_reply(asked, SESAME[name]))


def served_baihang(name: str) -> AbstractContextManager[BureauServer]:
    return bureau(lambda asked: baihang_reply(asked, BAIHANG[name]))


def asked_of(client: Any) -> Any:
    try:
        return client.inquire(ASKED)
    finally:
        client.line.close()


def test_a_score_comes_with_its_range() -> None:
    with served_sesame("score") as server:
        report = asked_of(sesame(server))
    assert (report.provider, report.found, report.as_of) == ("sesame", True, TODAY)
    assert (report.score, report.score_min, report.score_max) == (720, 350, 950)
    assert report.loans_open is None


def test_a_record_comes_with_its_counts_and_day() -> None:
    with served_baihang("record") as server:
        report = asked_of(baihang(server))
    assert (report.provider, report.found, report.as_of) == ("baihang", True, date(2018, 7, 1))
    assert (report.loans_open, report.loans_overdue, report.dpd_max) == (3, 1, 64)
    assert (report.inquiries_6m, report.score) == (5, None)


def test_somebody_without_a_record_is_not_found_and_that_is_an_answer() -> None:
    with served_sesame("no score") as server:
        assert not asked_of(sesame(server)).found
    with served_baihang("no record") as server:
        assert not asked_of(baihang(server)).found


def test_a_question_is_signed_and_names_its_consent() -> None:
    with served_sesame("score") as server:
        asked_of(sesame(server))
    question = sesame_question(server.asked[0])
    sign = base64.b64decode(question.pop("sign"))
    signed = "&".join(f"{name}={question[name]}" for name in sorted(question))
    OUR_KEY.public_key().verify(sign, signed.encode(), PKCS1v15(), SHA256())
    assert json.loads(question["biz_content"])["consent_id"] == "17"
    with served_baihang("record") as server:
        asked_of(baihang(server))
    request = server.asked[0]
    first = f"{request.headers['x-bh-time']}.{request.headers['x-bh-number']}.".encode()
    mark = hmac.new(SECRET, first + request.body, hashlib.sha256).hexdigest()
    assert request.headers["x-bh-sign"] == mark
    assert json.loads(request.body)["authID"] == "17"


@pytest.mark.parametrize("name", ["out of range", "no number", "no reference"])
def test_a_score_of_no_sense_is_no_score(name: str) -> None:
    with served_sesame(name) as server, pytest.raises(ProviderFailed, match="PROVIDER:ANSWER"):
        asked_of(sesame(server))


@pytest.mark.parametrize("name", ["half", "negative", "no day"])
def test_a_record_of_no_sense_is_no_record(name: str) -> None:
    with served_baihang(name) as server, pytest.raises(ProviderFailed, match="PROVIDER:ANSWER"):
        asked_of(baihang(server))


def test_a_bureau_that_does_not_take_the_question_is_named_as_such() -> None:
    with (
        served_sesame("no consent") as server,
        pytest.raises(ProviderFailed, match="PROVIDER:REFUSED"),
    ):
        asked_of(sesame(server))
    with (
        served_baihang("refused") as server,
        pytest.raises(ProviderFailed, match="PROVIDER:REFUSED"),
    ):
        asked_of(baihang(server))


def test_an_answer_counts_with_its_own_signature_alone() -> None:
    with (
        bureau(lambda asked: sesame_reply(asked, SESAME["score"], OUR_KEY)) as server,
        pytest.raises(ProviderFailed, match="PROVIDER:ANSWER.*signature"),
    ):
        asked_of(sesame(server))
    with (
        bureau(lambda asked: baihang_reply(asked, BAIHANG["record"], b"x" * 32)) as server,
        pytest.raises(ProviderFailed, match="PROVIDER:ANSWER.*signature"),
    ):
        asked_of(baihang(server))


def test_an_answer_to_another_question_does_not_count() -> None:
    kept: list[Reply] = []

    def answer(asked: Asked) -> Reply:
        kept.append(sesame_reply(asked, SESAME["score"]))
        return kept[0]

    with bureau(answer) as server:
        first = sesame(server)
        assert first.inquire(ASKED).score == 720
        with pytest.raises(ProviderFailed, match="another question"):
            first.inquire(ASKED)
        first.line.close()


@BOTH
@pytest.mark.parametrize("raw", [b"", b"<html/>", b"[]", b"{}", b'{"sign": 3}'])
def test_what_is_no_answer_is_a_failure_that_quotes_nothing(make: Maker, raw: bytes) -> None:
    with (
        bureau(lambda _: Reply(body=raw)) as server,
        pytest.raises(ProviderFailed, match="PROVIDER:ANSWER") as failed,
    ):
        asked_of(make(server))
    assert ASKED.number not in str(failed.value)
    assert ASKED.name not in str(failed.value)


@BOTH
def test_a_bureau_that_takes_too_long_is_given_up(make: Maker) -> None:
    with (
        bureau(lambda _: Reply(seconds=0.3)) as server,
        pytest.raises(ProviderFailed, match="PROVIDER:TIMEOUT|PROVIDER:UNAVAILABLE"),
    ):
        asked_of(make(server, seconds_max=0.05))


@BOTH
def test_a_bureau_that_is_busy_is_asked_three_times(make: Maker) -> None:
    with (
        bureau(lambda _: Reply(status=503)) as server,
        pytest.raises(ProviderFailed, match="PROVIDER:UNAVAILABLE"),
    ):
        asked_of(make(server))
    assert len(server.asked) == TRIES


@BOTH
def test_a_refusal_is_not_repeated_and_no_redirect_is_followed(make: Maker) -> None:
    with (
        bureau(lambda _: Reply(status=403)) as server,
        pytest.raises(ProviderFailed, match="PROVIDER:REFUSED"),
    ):
        asked_of(make(server))
    assert len(server.asked) == 1
    with (
        bureau(lambda _: Reply(status=302, headers={"location": "http://127.0.0.1:1/"})) as server,
        pytest.raises(ProviderFailed, match="PROVIDER:ANSWER"),
    ):
        asked_of(make(server))


def test_a_dead_bureau_is_left_in_peace_and_asked_again_later() -> None:
    now = [0.0]
    with bureau(lambda _: Reply(status=500)) as server:
        first = sesame(server, clock=lambda: now[0])
        for _ in range(FAILURES_MAX):
            with pytest.raises(ProviderFailed, match="PROVIDER:UNAVAILABLE"):
                first.inquire(ASKED)
        asked = len(server.asked)
        with pytest.raises(ProviderFailed, match="PROVIDER:PAUSED"):
            first.inquire(ASKED)
        assert len(server.asked) == asked
        now[0] = 31.0
        server.answer = lambda question: sesame_reply(question, SESAME["score"])
        assert first.inquire(ASKED).score == 720
        first.line.close()


def test_keys_come_as_pem_and_a_wrong_one_is_not_quoted() -> None:
    private = OUR_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = (
        BUREAU_KEY.public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )
    assert private_key_of(private).key_size == 2_048
    assert public_key_of(public).key_size == 2_048
    for read in (private_key_of, public_key_of):
        with pytest.raises(ConfigError, match="BUREAU:KEY") as refused:
            read("very secret")
        assert "very secret" not in str(refused.value)


def test_neither_key_nor_secret_is_in_a_bureaus_text() -> None:
    with served_baihang("record") as server:
        first = baihang(server)
        assert SECRET.decode() not in repr(first)
        first.line.close()


DEEP = b"[" * 65_536
# Past the key, the second value begins inside a text, where a bound on the whole sees no bracket.
HIDDEN = b'{"a":"zhima_credit_score_get_response","b:' + DEEP + b'":1,"sign":"AA=="}'


@pytest.mark.parametrize("body", [DEEP, b'{"data":' + DEEP, b'{"a":' * 65_536, HIDDEN, b"\xff"])
@BOTH
def test_an_answer_that_nests_too_deep_is_refused(make: Maker, body: bytes) -> None:
    def reply(asked: Asked) -> Reply:
        number = asked.headers.get("x-bh-number", "").encode()
        sign = hmac.new(SECRET, b"answer." + number + b"." + body, hashlib.sha256).hexdigest()
        return Reply(body=body, headers={"x-bh-sign": sign})

    with bureau(reply) as server, pytest.raises(ProviderFailed, match="PROVIDER:"):
        asked_of(make(server))


@BOTH
def test_an_answer_without_end_is_given_up(make: Maker) -> None:
    with (
        bureau(lambda _: Reply(body=b" " * (2 * 2**20))) as server,
        pytest.raises(ProviderFailed, match="PROVIDER:UNAVAILABLE"),
    ):
        asked_of(make(server))
