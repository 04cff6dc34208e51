"""Endpoints of clients' own systems: what they hear of, signed, bounded, and of nobody else."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from node.api.builders import URL, key_of
from node.api.test_partners import client_of
from node.api.test_regulator import problem
from node.infrastructure.notifications.test_webhooks import Receiver, receiver
from tallystick.errors import InputError
from tallystick_node.auth.sessions import SESSION_COOKIE
from tallystick_node.infrastructure.notifications.courier import Courier
from tallystick_node.infrastructure.notifications.webhooks import WebhookSender, signature
from tallystick_node.infrastructure.notifications.webhooks import key_of as hmac_key
from tallystick_node.kyc.notices import PERSON_HOLDER
from tallystick_node.partners.hook_channel import HookChannel
from tallystick_node.partners.hook_post import HOOK_CHANNEL
from tallystick_node.partners.hook_rules import ENDPOINTS_MAX, FAILURES_MAX, endpoint_url
from tallystick_node.storage.tables import hook_endpoints, messages, vault_fields

if TYPE_CHECKING:
    from node.api.builders import Api

__all__ = ["receiver"]

HERE = "/v1/me/endpoints"
EVERY = ["payment.received", "loan.funded", "instalment.due", "note.sold", "application.state"]


def add(api: Api, headers: dict[str, str], url: str, *events: str) -> Any:
    body = {"url": url, "events": list(events or EVERY)}
    return api.client.post(HERE, json=body, headers=headers)


def carry(api: Api, resolve: Any = None) -> None:
    """Deliver what waits, as the node's courier does."""
    sender = WebhookSender(api.time, loopback=True, resolve=resolve)
    channel = HookChannel(api.node.services.partners.post, sender)
    courier = Courier(api.node.foundation.outbox, {HOOK_CHANNEL: channel})
    while courier.deliver_one():
        pass
    sender.close()


def heard(place: Receiver) -> list[dict[str, Any]]:
    return [json.loads(body) for _, body in place.taken]


def log(api: Api, headers: dict[str, str], number: int = 1) -> list[dict[str, Any]]:
    return list(api.client.get(f"{HERE}/{number}/deliveries", headers=headers).json())


def test_a_lender_hears_of_their_own_chain_and_of_nobody_elses(
    api: Api, receiver: Receiver
) -> None:
    headers, other = client_of(api), client_of(api, "investor 1", "13912345679")
    secret = add(api, headers, receiver.url).json()["secret"]
    add(api, other, receiver.url.replace("/hooks", "/other"), "note.sold")
    watch = api.node.services.partners.watch
    assert watch.look() == 0
    api.network.loans.active()
    api.index()
    assert watch.look() >= 1
    assert watch.look() == 0, "once"
    carry(api)
    wallets = {each["data"]["wallet"] for each in heard(receiver)}
    assert wallets == {key_of("investor 0").address}
    assert {each["type"] for each in heard(receiver)} == {"loan.funded"}
    headers_of, body = receiver.taken[0]
    expected = signature(
        hmac_key(secret), headers_of["webhook-id"], int(headers_of["webhook-timestamp"]), body
    )
    assert headers_of["webhook-signature"] == expected
    assert {entry["state"] for entry in log(api, headers)} == {"delivered"}
    assert log(api, other, 2) == []
    with api.node.foundation.database.reading() as connection:
        kept = repr(connection.execute(select(hook_endpoints)).all())
        sealed = repr(connection.execute(select(vault_fields)).all())
    assert secret not in kept + sealed


def test_messages_to_a_person_reach_their_endpoint_alone(api: Api, receiver: Receiver) -> None:
    headers = client_of(api)
    client_of(api, "investor 1", "13912345679")
    add(api, headers, receiver.url, "instalment.due", "application.state")
    outbox, wallets = api.node.foundation.outbox, api.node.services.kyc.wallets
    reminder = {"template": "reminder", "loan": 7, "due": "2026-04-01", "amount": "5",
                "text": "private words"}  # fmt: skip
    decision = {"kind": "application.approved", "application": "a" * 32, "reasons": ["why"]}
    notices: tuple[dict[str, Any], ...] = (reminder, decision, {"template": "survey"})
    with api.node.foundation.database.writing() as connection:
        for name in ("investor 0", "investor 1"):
            person = wallets.owner(key_of(name).address)
            for number, content in enumerate(notices):
                outbox.put(
                    connection, key=f"{name} {number}", channel="notice",
                    recipient=f"{PERSON_HOLDER}{person}", content=content,
                )  # fmt: skip
    with api.node.foundation.database.writing() as connection:
        connection.execute(
            update(messages).where(messages.c.channel == "notice").values(state="delivered")
        )
    carry(api)
    assert [(each["type"], each["data"]) for each in heard(receiver)] == [
        ("instalment.due", {"loan": "7", "due": "2026-04-01", "amount": "5"}),
        ("application.state", {"application": "a" * 32, "state": "approved"}),
    ]


def test_a_rotated_secret_signs_beside_the_one_before_for_a_day(
    api: Api, receiver: Receiver
) -> None:
    headers = client_of(api)
    old = add(api, headers, receiver.url).json()["secret"]
    new = api.client.post(f"{HERE}/1/secret", headers=headers).json()["secret"]
    assert new != old

    def signers() -> list[str]:
        assert api.client.post(f"{HERE}/1/test", headers=headers).status_code == 204
        carry(api)
        sent, body = receiver.taken[-1]
        sign = [
            signature(hmac_key(each), sent["webhook-id"], int(sent["webhook-timestamp"]), body)
            for each in (new, old)
        ]
        return [name for name, each in zip(("new", "old"), sign, strict=True)
                if each in sent["webhook-signature"].split(" ")]  # fmt: skip

    assert signers() == ["new", "old"]
    api.time.pass_by(days=1)
    headers = api.sign_in("investor 0")
    assert signers() == ["new"]


def test_of_two_rotations_at_once_both_secrets_that_were_shown_sign(api: Api) -> None:
    headers = client_of(api)
    first = add(api, headers, "https://hooks.example/").json()["secret"]
    book, database = api.node.services.partners.endpoints, api.node.foundation.database
    with database.reading() as connection:
        person = connection.scalar(select(hook_endpoints.c.person))
    shown: list[str] = []

    def rotate() -> None:
        with database.writing() as connection:
            shown.append(book.rotate(connection, str(person), 1))

    threads = [threading.Thread(target=rotate) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as connection:
        signing = book.secrets_of(connection, 1)
    assert set(signing) == set(shown)
    assert first not in signing


def test_what_keeps_failing_is_switched_off_and_sent_anew_when_asked(
    api: Api, receiver: Receiver
) -> None:
    headers = client_of(api)
    add(api, headers, receiver.url)
    receiver.status = 500
    api.client.post(f"{HERE}/1/test", headers=headers)
    for _ in range(FAILURES_MAX + 3):
        carry(api)
        api.time.pass_by(seconds=7_200)
    assert len(receiver.taken) == FAILURES_MAX
    headers = api.sign_in("investor 0")
    (endpoint,) = api.client.get(HERE, headers=headers).json()
    assert (endpoint["state"], endpoint["failures"]) == ("disabled", FAILURES_MAX)
    (entry,) = log(api, headers)
    assert (entry["state"], entry["code"]) == ("failed", "WEBHOOK:500")
    off = api.client.post(f"{HERE}/1/test", headers=headers)
    assert problem(off) == (409, "HOOK:DISABLED")
    receiver.status = 204
    assert api.client.post(f"{HERE}/1/activation", headers=headers).json()["state"] == "active"
    again = api.client.post(f"{HERE}/1/deliveries/1/again", headers=headers)
    assert again.status_code == 204
    carry(api)
    (entry,) = log(api, headers)
    assert (entry["state"], entry["code"]) == ("delivered", None)
    missing = api.client.post(f"{HERE}/1/deliveries/9/again", headers=headers)
    assert problem(missing) == (404, "HOOK:DELIVERY")


@pytest.mark.parametrize(
    "url",
    ["http://example.org/", "https://127.0.0.2/", "https://10.0.0.1/hook", "https://[::1]:8/",
     "https://169.254.169.254/latest", "https://localhost/", "https://db.internal/",
     "https://127.1/", "https://2130706433/", "https://u:p@example.org/", "ftp://example.org/",
     "https://example.org/#x", "https://", "file:///etc/passwd", "https://example.org:99999/",
     "https://[::ffff:10.0.0.1]/", "https://example.org/ x", "https://b\u00fccher.example/"],
)  # fmt: skip
def test_no_address_inside_is_registered(url: str) -> None:
    with pytest.raises(InputError, match="HOOK:URL"):
        endpoint_url(url, loopback=False)


@pytest.mark.parametrize("url", ["https://example.org/hook?a=1", "https://8.8.8.8:8443/x"])
def test_an_address_of_the_internet_is_registered(url: str) -> None:
    assert endpoint_url(url, loopback=False) == url


def test_a_name_that_leads_inside_is_not_asked(api: Api) -> None:
    headers = client_of(api)
    assert add(api, headers, "https://hooks.example/").status_code == 201
    api.client.post(f"{HERE}/1/test", headers=headers)
    carry(api, resolve=lambda _host, _port: ["10.0.0.7"])
    (entry,) = log(api, headers)
    assert (entry["state"], entry["code"]) == ("failed", "WEBHOOK:INSIDE")


def test_an_endpoint_is_its_clients_alone_and_few(api: Api, receiver: Receiver) -> None:
    headers, other = client_of(api), client_of(api, "investor 1", "13912345679")
    for number in range(ENDPOINTS_MAX):
        assert add(api, headers, f"https://hooks.example/{number}").status_code == 201
    assert problem(add(api, headers, receiver.url)) == (409, "HOOK:MANY")
    for method, path in (
        ("POST", "/1/test"), ("POST", "/1/secret"), ("POST", "/1/activation"), ("DELETE", "/1"),
        ("GET", "/1/deliveries"), ("POST", "/1/deliveries/1/again"),
    ):  # fmt: skip
        answer = api.client.request(method, HERE + path, headers=other)
        assert problem(answer) == (404, "HOOK:NONE"), path
    assert api.client.get(HERE, headers=other).json() == []
    assert api.client.delete(f"{HERE}/1", headers=headers).status_code == 204
    assert add(api, headers, receiver.url).status_code == 201
    assert problem(add(api, other, "https://hooks.example/", "endpoint.test"))[0] == 422


def test_what_is_for_a_removed_endpoint_is_dropped(api: Api, receiver: Receiver) -> None:
    headers = client_of(api)
    add(api, headers, receiver.url)
    api.client.post(f"{HERE}/1/test", headers=headers)
    api.client.delete(f"{HERE}/1", headers=headers)
    carry(api)
    assert receiver.taken == []
    with api.node.foundation.database.reading() as connection:
        holders = set(connection.scalars(select(vault_fields.c.holder)))
    assert "endpoint:1" not in holders


def test_the_page_shows_a_secret_once_and_what_was_sent(api: Api, receiver: Receiver) -> None:
    headers, own = client_of(api), {"origin": URL}
    api.client.cookies.set(SESSION_COOKIE, headers["authorization"].partition(" ")[2])
    path = "/account/webhooks"
    text = api.client.get(path).text
    assert "No system of yours hears of anything." in text
    form = {"url": receiver.url, "event-note.sold": "yes"}
    text = api.client.post(path, data=form, headers=own).text
    assert "whsec_" in text
    text = api.client.get(path).text
    assert "whsec_" not in text
    assert receiver.url in text
    done = api.client.post(f"{path}/1", data={"act": "test"}, headers=own, follow_redirects=False)
    assert done.status_code == 303
    carry(api)
    text = api.client.get(f"{path}?lang=zh-CN").text
    assert "已送达" in text
    wrong = api.client.post(path, data=form | {"url": "http://10.0.0.1/"}, headers=own)
    text = wrong.text
    assert "HOOK:URL" in text
