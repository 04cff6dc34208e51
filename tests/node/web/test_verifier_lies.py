"""What stands beside what is proved, or twice, never passes for proved."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from eth_utils.crypto import keccak

from node.web.javascript import called, needs_node
from tallystick.chain.contracts import Disclosures
from tallystick.disclosure.merkle import MerkleTree
from tallystick_node.web.public.contract_code import contract_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from node.network import Network

_CHECKED = """
const zero = (bytes) => "0x" + "00".repeat(bytes);
const head = { miner: zero(20), logsBloom: zero(256), extraData: "0x", nonce: zero(8),
  difficulty: "0x0", number: "0x9", gasLimit: "0x0", gasUsed: "0x0", timestamp: "0x0" };
for (const name of ["parentHash", "sha3Uncles", "stateRoot", "transactionsRoot", "receiptsRoot",
  "mixHash"]) head[name] = zero(32);
try { verifier.headerHash(head); } catch (error) { head.hash = error.values.hash; }
const contracts = Object.fromEntries(
  Object.keys(data.table.contracts).map((name) => [name, { address: zero(20) }]));
const deployment = { chain_id: 1, block: 1, roles: { utc_offset_seconds: 0 }, contracts };
const fetcher = async (_, { body }) => {
  const { id, method } = JSON.parse(body);
  const result = { eth_chainId: "0x1", eth_getBlockByNumber: head }[method];
  return { json: async () => ({ jsonrpc: "2.0", id, result }) };
};
const context = { rpc: "x", base: "", deployment, table: data.table, fetcher };
return (await verifier.check(JSON.stringify(data.document), context)).refusal.code;
"""
PROOF = {"subject": "monthly:2026-10", "version": 1, "root": "0x" + "11" * 32, "name": "loan/1",
         "content": {}, "proof": []}  # fmt: skip
LINE = {"day": "1970-01-01", "block": 7, "place": 0, "transaction": "", "what": "deposit",
        "loan": None, "amount": "0", "balance": "0"}  # fmt: skip
STATEMENT = {"wallet": "0x" + "11" * 20, "from": "1970-01-01", "to": "1970-01-01", "block": 9,
             "complete": True, "opening": "0", "closing": "0", "totals": {"deposit": "0"},
             "lines": [LINE], "chain": 1, "currency": "XTS", "decimals": 6}  # fmt: skip


@needs_node
@pytest.mark.parametrize(
    ("document", "code"),
    [
        (PROOF, "VERIFY:PROOF"), (STATEMENT, "VERIFY:RPC"),
        (PROOF | {"figures": [{"code": "M01", "value": "1"}], "loans": []}, "VERIFY:FORM"),
        (STATEMENT | {"interest": "1000000"}, "VERIFY:FORM"),
        (STATEMENT | {"lines": [LINE | {"interest": "1000000"}]}, "VERIFY:FORM"),
        (STATEMENT | {"lines": [LINE, LINE | {"block": "7"}]}, "VERIFY:FORM"),
        (STATEMENT | {"lines": [LINE | {"block": 8}, LINE]}, "VERIFY:FORM"),
        (STATEMENT | {"block": 10}, "VERIFY:LATER"),
    ],
)  # fmt: skip
def test_nothing_unproved_stands_in_what_holds(document: dict[str, Any], code: str) -> None:
    """Beside what was proved, twice, or of a day that the chain has not seen the end of."""
    assert called(_CHECKED, {"table": contract_table(), "document": document}) == code


@pytest.fixture
def rpc(network: Network) -> Iterator[str]:
    """The chain over HTTP."""

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            result = network.connection.request(asked["method"], *asked["params"])
            body = json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": result}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@needs_node
def test_what_was_corrected_since_is_said_to_be(network: Network, rpc: str) -> None:
    """A node that calls an old version the newest does not get away with it."""
    platform, people = network.platform, network.session.actors
    root = MerkleTree({"loan/1": b"{}"}).root
    subject = keccak(text=str(PROOF["subject"]))
    asked = {
        "rpc": rpc, "base": "", "table": contract_table(), "text": "",
        "deployment": platform.deployment.document(),
    }  # fmt: skip
    asked["text"] = json.dumps(PROOF | {"root": "0x" + root.hex()})
    body = """const outcome = await verifier.check(data.text, data);
    return [outcome.verdict, outcome.unproved.map(({ key }) => key), outcome.refusal ?? ""];"""
    platform.plan(Disclosures.publish(subject, 1, root), people.publisher).send()
    assert called(body, asked) == ["holds", ["figures"], ""]
    platform.plan(Disclosures.publish(subject, 2, bytes(31) + b"2"), people.publisher).send()
    assert called(body, asked) == ["holds", ["corrected", "figures"], ""]
