"""What is typed is read within bounds; bad input gets a sentence and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.web.forms import OWN, enter, send
from tallystick.errors import InputError
from tallystick_node.web.forms import FORM_FIELDS_MAX, is_path, minor_units

if TYPE_CHECKING:
    from node.api.builders import Api

FORM = {"content-type": "application/x-www-form-urlencoded"}
PATH = "/account/register"


def test_a_form_comes_with_its_texts(site: Api) -> None:
    enter(site, "investor 0")
    response = send(site, PATH, phone="139\u00a01234", code="", company=" \u4e2d ")
    assert response.status_code == 422
    assert 'value="139\u00a01234"' in response.text
    assert 'value="\u4e2d"' in response.text


@pytest.mark.parametrize(
    "body",
    [
        b"a=1&" * (FORM_FIELDS_MAX + 1), b"phone=1&phone=2", b"phone=%ff", b"phone=%00",
        b"phone=%ED%A0%80", "phone=\u4e2d".encode(), b"\xff\xfe",
    ],
    ids=["many", "twice", "not UTF-8", "NUL", "surrogate", "not encoded", "bytes"],
)  # fmt: skip
def test_what_is_no_form_gets_a_sentence(site: Api, body: bytes) -> None:
    enter(site, "investor 0")
    response = site.client.post(PATH, content=body, headers=OWN | FORM)
    assert response.status_code == 422
    assert "<code>INPUT:FORM</code>" in response.text


@pytest.mark.parametrize("kind", ["", "text/plain", "multipart/form-data; boundary=x"])
def test_another_type_is_no_form(site: Api, kind: str) -> None:
    enter(site, "investor 0")
    response = site.client.post(PATH, content=b"phone=1", headers=OWN | {"content-type": kind})
    assert (response.status_code, "INPUT:FORM" in response.text) == (422, True)


def test_a_form_that_is_too_long_is_not_read(site: Api) -> None:
    enter(site, "investor 0")
    response = send(site, PATH, phone="1" * 2**15)
    assert (response.status_code, "API:SIZE" in response.text) == (413, True)


def test_an_empty_form_lacks_its_fields(site: Api) -> None:
    enter(site, "investor 0")
    response = site.client.post(PATH, content=b"", headers=OWN | FORM)
    assert "<code>INPUT:FIELDS</code>" in response.text
    assert '<li data-field="phone">Mobile number has to be filled in' in response.text


def test_another_sites_page_can_send_no_form(site: Api) -> None:
    enter(site, "investor 0")
    response = site.client.post(PATH, data={"phone": "1"}, headers={"origin": "https://evil.test"})
    assert (response.status_code, "ACCESS:ORIGIN" in response.text) == (403, True)


def test_zero_is_an_amount_where_it_may_be() -> None:
    assert minor_units("0", 6, least=0) == 0
    assert minor_units("1,250.50", 6) == 1_250_500_000
    with pytest.raises(InputError, match="more than zero"):
        minor_units("0.00", 6)


@pytest.mark.parametrize(("text", "own"), [("/me", True), ("//x", False), ("https://x", False)])
def test_a_path_is_of_this_node(text: str, own: bool) -> None:
    assert is_path(text) is own


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("zh-CN", "表单的每个字段只能有一次"), ("en", "a form has each field once")],
)
def test_a_refusal_is_in_the_readers_language(site: Api, language: str, sentence: str) -> None:
    enter(site, "investor 0")
    site.client.cookies.set("language", language)
    response = site.client.post(PATH, content=b"phone=1&phone=2", headers=OWN | FORM)
    assert sentence in response.text
    assert "<code>INPUT:FORM</code>" in response.text


def test_a_rule_of_a_field_is_in_the_readers_language(site: Api) -> None:
    enter(site, "investor 0")
    site.client.cookies.set("language", "zh-CN")
    response = send(site, PATH, phone="13912345678", code="12x", company="")
    assert "“六位验证码”须为六位数字，而不是“12x”。" in response.text
    assert "should match pattern" not in response.text


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_script_gets_the_sentence_that_it_shows(site: Api, language: str) -> None:
    site.client.cookies.set("language", language)
    body = {"message": "x", "signature": "0x" + "00" * 65}
    answer = site.client.post("/session", json=body, headers=OWN)
    problem = answer.json()
    assert problem["code"] == "SIGNIN:FORM"
    assert answer.headers["content-type"] == "application/problem+json"
    assert ("文本不是" in problem["detail"]) is (language == "zh-CN")


def test_what_was_typed_is_text_and_no_markup(site: Api) -> None:
    enter(site, "investor 0")
    response = send(site, PATH, phone="13912345678", code="<b>1</b>", company="")
    assert "<b>1</b>" not in response.text
    assert "&lt;b&gt;1&lt;/b&gt;" in response.text


@pytest.mark.parametrize("text", ["", " "])
def test_an_empty_amount_is_said_to_be_empty(text: str) -> None:
    with pytest.raises(InputError, match="it is empty"):
        minor_units(text, 6)


def test_what_was_typed_stands_in_the_sentence_and_is_cut() -> None:
    with pytest.raises(InputError, match="not “1e3”"):
        minor_units("1e3", 6)
    with pytest.raises(InputError, match="not “x{40}…”"):
        minor_units("x" * 99, 6)
