"""Money laundering on pages: alert, picture, case, two pairs of eyes, report."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from node.api.builders import key_of
from node.api.test_aml import WRITTEN, look, person_of
from node.web.forms import enter_as_staff, send
from node.web.reading import read
from tallystick.chain.signer import MemorySigner, signature_bytes
from tallystick.platform.messages import FreezeOrder
from tallystick_node.auth.rights import Role

if TYPE_CHECKING:
    from node.api.builders import Api

HERE = "/staff/aml"


@pytest.fixture
def alerted(site: Api) -> str:
    """Somebody who has brought a large amount."""
    person = person_of(site)
    look(site, person)
    enter_as_staff(site, "compliance")
    return person


@pytest.fixture
def two_officers(site: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an attestor act as a second officer: the test platform has one."""
    kind = type(site.node.services.auth.rights)
    known, other = kind.of, key_of("attestor 0").address

    def of(self: object, wallet: str) -> frozenset[Role]:
        roles: frozenset[Role] = known(self, wallet)  # type: ignore[arg-type]
        return roles | {Role.COMPLIANCE} if wallet == other else roles

    monkeypatch.setattr(kind, "of", of)


def test_an_empty_desk_says_so(site: Api) -> None:
    enter_as_staff(site, "compliance")
    assert "No open alert; nothing was looked at yet." in read(site.client.get(HERE).text).text
    person = person_of(site)
    look(site, person, 1)
    enter_as_staff(site, "compliance")
    assert "1 flows." in read(site.client.get(HERE).text).text


def test_an_alert_shows_rule_people_and_flows(site: Api, alerted: str) -> None:
    assert f'href="{HERE}/alerts/1"' in site.client.get(HERE).text
    page = site.client.get(f"{HERE}/alerts/1").text
    for shown in ("LARGE", alerted, "<svg", f"bank:{alerted}", "threshold"):
        assert shown in page
    table = site.client.get(f"{HERE}/alerts/1?file=csv").text
    assert f"bank:{alerted},{alerted},100000" in table


@pytest.mark.usefixtures("alerted", "two_officers")
def test_two_close_a_case_and_report_it(site: Api) -> None:
    opened = send(site, f"{HERE}/alerts/1", act="open", level="high")
    assert (opened.status_code, opened.headers["location"]) == (303, f"{HERE}/cases/1")
    at = f"{HERE}/cases/1"
    for typed in (
        {"act": "write", "kind": "asked", "text": "Where is it from?"},
        {"act": "move", "state": "waiting"},
        {"act": "take"},
        {"act": "propose", "outcome": "confirmed", "reason": "no answer"},
        {"act": "report", "kind": "str"} | {f"field-{k}": v for k, v in WRITTEN.items()},
    ):
        assert send(site, at, **typed).status_code == 303, typed
    alone = send(site, at, act="decide", agreed="yes", reason="mine")
    assert (alone.status_code, "AML:EYES" in alone.text) == (409, True)
    enter_as_staff(site, "attestor 0")
    assert send(site, at, act="decide", agreed="yes", reason="seen").status_code == 303
    assert send(site, at, act="send", report="1").status_code == 303
    assert send(site, at, act="receipt", report="1", receipt="R-7").status_code == 303
    text = read(site.client.get(at).text).text
    for shown in ("confirmed", "Where is it from?", "R-7"):
        assert shown in text
    assert send(site, f"{at}/evidence").content[:2] == b"PK"


@pytest.mark.parametrize(
    ("path", "typed", "code"),
    [
        ("cases/1", {"act": "move", "state": "closed"}, "AML:PROPOSAL"),
        ("cases/1", {"act": "report", "kind": "str"}, "AML:FIELD"),
        ("cases/1", {"act": "none"}, "INPUT:FORM"),
        ("cases/1", {"act": "decide", "agreed": "maybe", "reason": "x"}, "INPUT:FIELDS"),
        ("alerts/1", {"act": "open", "level": "high"}, "AML:TAKEN"),
        ("act", {"act": "confirm", "rule": "LARGE"}, "AML:PROPOSAL"),
        ("act", {"act": "propose", "rule": "LARGE", "state": "live"}, "AML:STATE"),
        (
            "act", {"act": "test", "rule": "LARGE", "first": "2026-01-02", "last": "2026-01-01"},
            "AML:DAYS",
        ),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("alerted")
def test_what_is_refused_says_why(site: Api, path: str, typed: dict[str, str], code: str) -> None:
    send(site, f"{HERE}/alerts/1", act="open", level="low")
    refused = send(site, f"{HERE}/{path}", **typed)
    assert refused.status_code in {409, 422}
    assert code in refused.text


def test_a_person_is_left_alone_and_a_rule_tried(site: Api, alerted: str) -> None:
    today = site.node.services.aml.desk.context.today
    until = str(today + timedelta(days=30))
    far = str(today + timedelta(days=181))
    typed = {"act": "snooze", "person": alerted, "rule": "LARGE", "reason": "sells houses"}
    refused = send(site, f"{HERE}/alerts/1", until=far, **typed)
    assert "AML:SNOOZE" in refused.text
    assert send(site, f"{HERE}/alerts/1", until=until, **typed).status_code == 303
    assert "left alone" in site.client.get(f"{HERE}/alerts/1").text
    day = str(today - timedelta(days=1))
    tested = send(site, f"{HERE}/act", act="test", rule="LARGE", first=day, last=day)
    assert "would have raised 1 alerts" in read(tested.text).text


@pytest.mark.usefixtures("alerted")
def test_it_is_closed_to_others_and_in_chinese(site: Api) -> None:
    assert "反洗钱" in site.client.get(f"{HERE}?lang=zh-CN").text
    assert "反洗钱" in site.client.get(f"{HERE}/alerts/1?lang=zh-CN").text
    site.client.get(f"{HERE}?lang=en")
    enter_as_staff(site, "underwriter")
    for path in (HERE, f"{HERE}/alerts/1", f"{HERE}/cases/1"):
        assert site.client.get(path).status_code == 403


@pytest.mark.usefixtures("two_officers")
def test_two_freeze_from_a_case_and_lift_it(site: Api) -> None:
    person = person_of(site, "investor 0")
    look(site, person)
    enter_as_staff(site, "compliance")
    send(site, f"{HERE}/alerts/1", act="open", level="high")
    at = f"{HERE}/cases/1"
    wrong = send(site, at, act="freeze", person=person, hours="73", reason="it moves")
    assert wrong.status_code == 422
    asked = {"act": "freeze", "person": person, "hours": "2", "reason": "it moves"}
    assert send(site, at, **asked).status_code == 303
    decided = {"act": "freeze-decide", "freeze": "1", "agreed": "yes", "reason": "seen"}
    assert "AML:EYES" in send(site, at, **decided).text
    enter_as_staff(site, "attestor 0")
    assert send(site, at, **decided).status_code == 303
    assert "agreed, not on the chain yet" in read(site.client.get(at).text).text
    gone = send(site, at, act="freeze-record", freeze="1", tx_hash="0x" + "ab" * 32)
    assert (gone.status_code, "AML:FREEZE_TX" in gone.text) == (409, True)
    enter_as_staff(site, "compliance")
    assert send(site, at, act="lift", freeze="1", reason="explained").status_code == 303
    enter_as_staff(site, "attestor 0")
    lifted = {"act": "lift-decide", "freeze": "1", "agreed": "yes", "reason": "yes"}
    assert send(site, at, **lifted).status_code == 303
    assert "lifted" in read(site.client.get(at).text).text


@pytest.mark.usefixtures("alerted")
def test_a_case_bears_tags_and_keeps_files(site: Api) -> None:
    send(site, f"{HERE}/alerts/1", act="open", level="low")
    at = f"{HERE}/cases/1"
    assert send(site, at, act="tag", tag="mule").status_code == 303
    assert "AML:TAG" in send(site, at, act="tag", tag="two words").text
    assert "mule" in read(site.client.get(at).text).text
    assert send(site, at, act="untag", tag="mule").status_code == 303
    headers = {"origin": str(site.client.base_url).rstrip("/")}
    for content, status in ((b"%PDF-1.7 %%EOF", 303), (b"MZ", 422)):
        kept = site.client.post(
            f"{at}/files", data={"name": "statement"}, files={"file": ("a.pdf", content)},
            headers=headers, follow_redirects=False,
        )  # fmt: skip
        assert kept.status_code == status, kept.text
    assert "statement" in read(site.client.get(at).text).text
    taken = send(site, f"{at}/files/1")
    assert taken.content == b"%PDF-1.7 %%EOF"
    assert taken.headers["content-disposition"].endswith('case-1-1.pdf"')


@pytest.mark.usefixtures("alerted")
def test_a_transfers_record_lacks_what_the_policy_has_not(site: Api, alerted: str) -> None:
    typed = {
        "person": alerted, "wallet": key_of("outsider").address, "amount": "5",
        "sender": "A Ltd", "receiver": "B Ltd", "reference": "T-1", "beneficiary": "Bob",
        "account": "0xb",
    }  # fmt: skip
    refused = send(site, f"{HERE}/travel", **typed)
    assert "AML:TRAVEL_OFF" in refused.text
    assert 'value="T-1"' in refused.text


@pytest.mark.usefixtures("two_officers")
def test_a_freeze_by_order_waits_for_attestors_on_the_page(site: Api) -> None:
    person = person_of(site, "investor 0")
    look(site, person)
    enter_as_staff(site, "compliance")
    send(site, f"{HERE}/alerts/1", act="open", level="high")
    at = f"{HERE}/cases/1"
    assert "keep the order with the case first" in read(site.client.get(at).text).text
    headers = {"origin": str(site.client.base_url).rstrip("/")}
    site.client.post(
        f"{at}/files", data={"name": "order"}, files={"file": ("a.pdf", b"%PDF-1.7 %%EOF")},
        headers=headers,
    )  # fmt: skip
    asked = {"act": "freeze-order", "person": person, "days": "30", "file": "1", "reason": "court"}
    assert send(site, at, **{**asked, "days": "31"}).status_code == 422
    assert "AML:FILE" in send(site, at, **{**asked, "file": "2"}).text
    assert send(site, at, **asked).status_code == 303
    enter_as_staff(site, "attestor 0")
    decided = {"act": "freeze-decide", "freeze": "1", "agreed": "yes", "reason": "seen"}
    assert send(site, at, **decided).status_code == 303
    shown = read(site.client.get(at).text).text
    assert "agreed, attestors have to sign" in shown
    assert "0 of 2 attestors have signed" in shown
    assert "FreezeOrder" in site.client.get(at).text
    assert "no contract ends it earlier" in shown
    wrong = send(site, at, act="attest", freeze="1", signature="0x" + "11" * 64)
    assert (wrong.status_code, "AML:ATTESTOR" in wrong.text) == (409, True)
    assert send(site, at, act="attest", freeze="1", signature="0x11").status_code == 422
    signed = _signed(site, "attestor 1")
    assert send(site, at, act="attest", freeze="1", signature=signed).status_code == 303
    shown = read(site.client.get(f"{at}?lang=zh-CN").text).text
    assert "已有 1 名认证人签名，共需 2 名" in shown


def _signed(site: Api, who: str) -> str:
    aml = site.node.services.aml
    with site.node.foundation.database.reading() as connection:
        row = aml.register.freeze(connection, 1, 1)
    message = aml.orders.message(row)
    assert message is not None
    signer = MemorySigner(bytes(key_of(who).key))
    order = FreezeOrder.parse(message["message"])
    return "0x" + signature_bytes(order.sign(site.network.platform, signer)).hex()
