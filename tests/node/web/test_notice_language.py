"""Messages to people are in the language that the node is set to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tallystick_node.disclosure.agreements.agreement import Currency
from tallystick_node.infrastructure.notifications.messages import Message
from tallystick_node.servicing.notice_wording import arrears_notice, reminder_notice
from tallystick_node.web.notice_language import TranslatedNotices

if TYPE_CHECKING:
    from collections.abc import Mapping

TUSD = Currency("TUSD", 2)
DUE = date(2026, 4, 8)


@dataclass
class Sent:
    """A channel that keeps what it is to deliver."""

    messages: list[Message] = field(default_factory=list)

    def deliver(self, message: Message) -> None:
        self.messages.append(message)


def delivered(content: Mapping[str, Any]) -> dict[str, Any]:
    sent = Sent()
    message = Message(
        1, "k", "notice", "+86", dict(content), datetime(2026, 4, 5, tzinfo=UTC), 1, 1
    )
    TranslatedNotices(sent, "zh-CN").deliver(message)
    return sent.messages[0].content


@pytest.mark.parametrize(
    ("days", "missing", "text"),
    [
        (3, None, "借款 7：3 天后（2026年4月8日）应付 25.50 TUSD。"),
        (0, 0, "借款 7：今天（2026年4月8日）应付 25.50 TUSD。您的账户余额足够，无需操作。"),
        (1, 5, "借款 7：明天（2026年4月8日）应付 25.50 TUSD。您的账户缺少 0.05 TUSD，请存入。"),
    ],
)
def test_a_reminder_is_in_chinese(days: int, missing: int | None, text: str) -> None:
    notice = reminder_notice(TUSD, 7, DUE, 2550, days=days, missing=missing)
    content = delivered(notice)
    assert content["text"] == text
    assert content["subject"].startswith("借款 7：")
    assert {**content, "text": "", "subject": ""} == {**notice, "text": "", "subject": ""}


@pytest.mark.parametrize("days", [1, 20])
def test_a_notice_of_arrears_is_in_chinese(days: int) -> None:
    content = delivered(arrears_notice(TUSD, 7, DUE, 2550, days))
    assert f"已逾期 {days} 天" in content["text"]
    assert "days" not in content["text"]


def test_a_code_is_said_in_chinese_and_kept() -> None:
    content = delivered({"template": "one-time code", "code": "123456", "minutes": 10})
    assert content["text"] == "您的验证码是 123456。10 分钟内有效；请勿告诉任何人。"
    assert content["code"] == "123456"


def test_words_that_are_not_known_stay_as_they_are() -> None:
    content = delivered({"subject": "A talk", "text": "Loan 7: something else. And more."})
    assert (content["subject"], content["text"]) == ("A talk", "Loan 7: something else. And more.")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("application.approved", "您的申请已获批准。请登录查看条款；条款在有限时间内有效。"),
        ("application.refused", "您的申请被拒绝。请登录查看原因以及可通过的条件。"),
    ],
)
def test_approval_and_refusal_do_not_read_alike(kind: str, text: str) -> None:
    assert delivered({"kind": kind, "application": "0" * 32, "reasons": []})["text"] == text
