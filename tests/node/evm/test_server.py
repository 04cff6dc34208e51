"""The chain over HTTP and WebSocket, driven by the client, by web3 and by hand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
import websockets
from eth_account import Account
from web3 import Web3
from web3.exceptions import ContractLogicError

from tallystick.audit.auditor import Auditor
from tallystick.chain._sync.connection import Connection
from tallystick.deploy import deploy
from tallystick.errors import Reverted
from tallystick.platform._sync.investor import Investor
from tallystick.platform._sync.platform import Platform
from tallystick.testing.actors import Actors
from tallystick.testing.chain import CALL_GAS
from tallystick.testing.loans import LoanBuilder
from tallystick_node.evm import BlockBuilder, Genesis
from tallystick_node.evm.rpc import RpcLimits, RpcTable
from tallystick_node.evm.rpc.subscriptions import BlockNews, Subscriptions
from tallystick_node.evm.server import ChainServer, serving

START = 1_700_000_000
LIMITS = RpcLimits(body_bytes_max=200_000, batch_max=5, subscriptions_max=3, connections_max=3)
RICH = Account.from_key(b"\1" * 32)
PAGE = "https://wallet.example"


@pytest.fixture(scope="module")
def people() -> Actors:
    return Actors.make()


@pytest.fixture(scope="module")
def builder(people: Actors) -> BlockBuilder:
    funded = (RICH.address, *(signer.address for signer in people.everyone))
    return BlockBuilder(Genesis(START, funded=funded))


@pytest.fixture(scope="module")
def url(builder: BlockBuilder) -> Iterator[str]:
    server = ChainServer(RpcTable(builder, LIMITS), lambda: None, [PAGE])
    with serving(server) as result:
        yield result


@pytest.fixture(scope="module")
def platform(url: str, people: Actors) -> Platform:
    connection = Connection.open(url + "/rpc")
    deployment = deploy(connection, people.deployer, people.roles(), dev=True, gas_limit=CALL_GAS)
    built = Platform.connect(connection, deployment, gas_limit=CALL_GAS)
    people.settle_in(built)
    return built


def post(url: str, body: Any, **headers: str) -> requests.Response:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return requests.post(
        url, data, headers={"content-type": "application/json"} | headers, timeout=30
    )


def asked(method: str, *params: Any, name: Any = 1) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": name, "method": method, "params": list(params)}


def test_a_platform_is_deployed_used_and_audited_over_http(
    platform: Platform, people: Actors
) -> None:
    loan = LoanBuilder(platform, people).listed()
    assert loan >= 0
    investor = Investor(platform, people.investor)
    before = investor.view.balance()
    assert investor.act.withdraw(10**6).send().result == 10**6
    assert investor.view.balance() == before - 10**6
    assert Auditor(platform).verify().passed


def test_a_refusal_over_http_carries_the_contracts_code(platform: Platform, people: Actors) -> None:
    plan = Investor(platform, people.investor).act.withdraw(10**18)
    assert isinstance(plan.refusal, Reverted)
    assert plan.refusal.code == "ESCROW:WITHDRAW:BALANCE"


@pytest.mark.long
def test_a_revert_has_code_3_and_data(url: str, platform: Platform) -> None:
    request: Any = {"to": platform.address("Token"), "data": "0xa9059cbb" + "00" * 12 + "11" * 20
               + "ff" * 32}  # fmt: skip
    document = post(url, asked("eth_call", request, "latest")).json()
    assert document["error"]["code"] == 3
    assert document["error"]["data"].startswith("0x")
    with pytest.raises(ContractLogicError):
        Web3(Web3.HTTPProvider(url)).eth.call(request)


@pytest.mark.parametrize("path", ["", "/", "/rpc"])
def test_both_paths_answer(url: str, path: str) -> None:
    response = post(url + path, asked("eth_chainId", name="a"))
    assert response.json() == {"jsonrpc": "2.0", "id": "a", "result": "0x7a69"}
    assert response.headers["content-type"] == "application/json"


def test_a_batch_is_answered_in_order_and_notifications_are_not(url: str) -> None:
    batch = [asked("eth_chainId", name=1), {"jsonrpc": "2.0", "method": "eth_chainId"},
             asked("eth_nothing", name=2), 7]  # fmt: skip
    document = post(url, batch).json()
    assert [entry["id"] for entry in document] == [1, 2, None]
    assert [entry.get("error", {}).get("code") for entry in document] == [None, -32601, -32600]
    assert post(url, {"jsonrpc": "2.0", "method": "eth_chainId"}).status_code == 204


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", -32700),
        (b"{", -32700),
        (b"\xff\xfe\xfa", -32700),
        (b"[" * 100_000, -32700),
        (b'{"id": NaN}', -32700),
        (b"[]", -32600),
        (b"null", -32600),
        (b'{"id": 1}', -32600),
        (b'{"jsonrpc": "1.0", "id": 1, "method": "eth_chainId"}', -32600),
        (b'{"id": {}, "method": "eth_chainId"}', -32600),
        (b'{"id": 1, "method": "eth_chainId", "params": 5}', -32602),
        (b'{"id": 1, "method": "eth_getCode", "params": {"address": "0x"}}', -32602),
        (json.dumps([asked("eth_chainId")] * 6).encode(), -32600),
    ],
)
def test_malformed_requests_are_refused_by_their_codes(url: str, body: bytes, code: int) -> None:
    response = post(url, body)
    assert response.status_code == 200
    assert response.json()["error"]["code"] == code


def test_too_large_a_body_and_foreign_content_are_refused(url: str) -> None:
    assert post(url, b" " * 200_001).status_code == 413
    assert post(url, asked("eth_chainId"), **{"content-type": "text/plain"}).status_code == 415
    assert requests.get(url, timeout=30).status_code == 405


def test_a_page_is_let_in_only_when_asked(url: str, builder: BlockBuilder) -> None:
    allowed = "access-control-allow-origin"
    assert post(url, asked("eth_chainId"), origin=PAGE).headers[allowed] == PAGE
    assert allowed not in post(url, asked("eth_chainId"), origin="https://evil.example").headers
    with serving(ChainServer(RpcTable(builder), lambda: None)) as closed:
        assert allowed not in post(closed, asked("eth_chainId"), origin=PAGE).headers


def over_websocket(url: str, talk: Callable[[Any], Any], **options: Any) -> Any:
    async def run() -> Any:
        async with websockets.connect(url.replace("http", "ws") + "/rpc", **options) as socket:
            async with asyncio.timeout(30):
                return await talk(socket)

    return asyncio.run(run())


async def ask(socket: Any, method: str, *params: Any) -> Any:
    await socket.send(json.dumps(asked(method, *params)))
    return json.loads(await socket.recv())


def test_heads_and_logs_are_told_over_websocket(
    url: str, platform: Platform, people: Actors
) -> None:
    async def talk(socket: Any) -> list[Any]:
        heads = (await ask(socket, "eth_subscribe", "newHeads"))["result"]
        meant = {"address": platform.address("Escrow")}
        logs = (await ask(socket, "eth_subscribe", "logs", meant))["result"]
        receipt = await asyncio.to_thread(
            lambda: Investor(platform, people.investor).act.withdraw(3).send()
        )
        fields = {heads: [], logs: []}  # type: ignore[var-annotated]
        while not (fields[heads] and fields[logs]):
            news = json.loads(await socket.recv())["params"]
            fields[news["subscription"]].append(news["result"])
        assert (await ask(socket, "eth_unsubscribe", heads))["result"] is True
        assert (await ask(socket, "eth_unsubscribe", heads))["result"] is False
        return [receipt, fields[heads][0], fields[logs][0]]

    receipt, head, log = over_websocket(url, talk)
    assert int(head["number"], 16) == receipt.block == int(log["blockNumber"], 16)
    assert log["blockHash"] == head["hash"]


def test_a_subscriber_is_told_of_what_comes_and_of_nothing_before(builder: BlockBuilder) -> None:
    table = RpcTable(builder)
    early = Subscriptions(table, lambda: 0)
    early.answer("eth_subscribe", ["newHeads"])
    snapshot = builder.snapshot()
    first = int(builder.seal().number)
    late = Subscriptions(table, lambda: 0)
    late.answer("eth_subscribe", ["newHeads"])
    second = int(builder.seal().number)
    rows = [
        [len(list(value.news(BlockNews(table, number)))) for number in (first, second)]
        for value in (early, late)
    ]
    assert rows == [[1, 1], [0, 1]]
    later = Subscriptions(table, lambda: 0)
    later.answer("eth_subscribe", ["newHeads"])
    builder.revert(snapshot)
    again = int(builder.seal().number)
    # Behind the block at which it subscribed, after going back: new all the same.
    assert again < second
    assert len(list(later.news(BlockNews(table, again)))) == 1


def test_subscriptions_and_connections_are_bounded(url: str) -> None:
    async def talk(socket: Any) -> list[Any]:
        return [(await ask(socket, "eth_subscribe", "newHeads")) for _ in range(4)]

    response = over_websocket(url, talk)
    assert [entry.get("error", {}).get("code") for entry in response] == [None, None, None, -32005]
    bad = over_websocket(url, lambda socket: ask(socket, "eth_subscribe", "everything"))
    assert bad["error"]["code"] == -32602

    async def crowd(_: Any) -> None:
        address = url.replace("http", "ws")
        async with websockets.connect(address), websockets.connect(address):
            with pytest.raises(websockets.exceptions.InvalidStatus):
                await websockets.connect(address)

    over_websocket(url, crowd)


def test_a_foreign_page_gets_no_websocket(url: str) -> None:
    with pytest.raises(websockets.exceptions.InvalidStatus):
        over_websocket(url, lambda socket: ask(socket, "eth_chainId"), origin="https://evil.test")
    response = over_websocket(url, lambda socket: ask(socket, "eth_chainId"), origin=PAGE)
    assert response["result"] == "0x7a69"
