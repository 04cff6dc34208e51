"""What stands beside what is proved, or twice, never passes for proved."""

from __future__ import annotations

from typing import Any

import pytest

from node.web.javascript import called, needs_node
from tallystick_node.web.public.contract_code import contract_table

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
             "lines": [LINE]}  # fmt: skip


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
