"""What a reader's browser computes is what Python does, and what is altered never passes."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import rlp
from eth_account import Account
from eth_utils.crypto import keccak
from trie.hexary import HexaryTrie

from node.api.builders import key_of
from node.web.javascript import called, needs_node
from tallystick.chain.artifacts import CONTRACTS, artifact
from tallystick.disclosure.canonical import canonical
from tallystick.disclosure.merkle import MerkleTree
from tallystick_node.web.assets import asset
from tallystick_node.web.page import environment_of
from tallystick_node.web.public.contract_code import contract_table
from tallystick_node.web.public.verifier import verifier_file

if TYPE_CHECKING:
    from node.api.builders import Api
    from node.network import Network

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ROOT / "node" / "tallystick_node" / "web" / "verifier"
SLOTS = 12
DOCUMENTS: list[Any] = [
    {}, [], "", None, True, 0, -7, 2**53 - 1, {"b": [1, {"a": None}], "a": "é"},
    {"\U0001f600": 1, "\ufb33": 2, "z": '\u2028"\\\n\x01'}, {"10": 1, "9": 2, "": 3},
]  # fmt: skip


@needs_node
def test_a_canonical_text_is_that_of_the_client() -> None:
    texts = called("return data.map((value) => verifier.canonical(value));", DOCUMENTS)
    assert [text.encode() for text in texts] == [canonical(value) for value in DOCUMENTS]


@needs_node
@pytest.mark.parametrize("value", [0.5, 2**53, [1e300]])
def test_what_has_no_canonical_text_gets_none(value: Any) -> None:
    answer = called("return answer(() => verifier.canonical(data));", value)
    assert answer == {"code": "VERIFY:FORM"}


@needs_node
@pytest.mark.parametrize("loans", [0, 1, 2, 3, 7, 64, 65])
def test_the_root_of_a_report_is_that_of_the_client(loans: int) -> None:
    rows = [{"number": number, "principal": str(number * 7)} for number in range(1, loans + 1)]
    document = {"subject": "monthly:2026-10", "version": 1, "figures": [], "loans": rows}
    parts = {"report": canonical({k: v for k, v in document.items() if k != "loans"})}
    parts |= {f"loan/{row['number']}": canonical(row) for row in rows}
    root = called("return verifier.reportRoot(data);", document)
    assert root == "0x" + MerkleTree(parts).root.hex()


@needs_node
def test_the_first_difference_is_named_by_its_row() -> None:
    before = {"figures": [{"code": "M01", "value": "1"}, {"code": "M02", "value": "2"}]}
    after = {"figures": [{"code": "M01", "value": "1"}, {"code": "M02", "value": "3"}]}
    body = "return verifier.firstDifference(data[0], data[1], { figures: 'code' });"
    result = called(body, [before, after])
    assert result == {"path": "figures[M02].value", "expected": '"2"', "actual": '"3"'}
    assert called(body, [before, before]) is None
    left_out = called(body, [before, {"figures": before["figures"][:1]}])
    assert left_out["path"] == "figures[M02]"


@needs_node
@pytest.mark.parametrize("count", [0, 1, 2, 15, 16, 17, 127, 128, 129, 300])
def test_the_root_of_a_list_is_that_of_a_trie(count: int) -> None:
    rng = random.Random(count)
    items = [rng.randbytes(rng.choice([1, 5, 31, 32, 200])) for _ in range(count)]
    trie = HexaryTrie({})
    for place, item in enumerate(items):
        trie[rlp.encode(place)] = item
    result = called("return verifier.rootOf(data.map(hex));", ["0x" + item.hex() for item in items])
    assert result == "0x" + trie.root_hash.hex()


@pytest.fixture
def proofs(network: Network) -> list[dict[str, Any]]:
    """What the chain proves of every contract: slots that are full, and slots that are empty."""
    network.loans.active()
    rpc, head = network.connection.request, network.connection.block()
    assert head is not None
    root = rpc("eth_getBlockByNumber", hex(head.number), False)["stateRoot"]
    if isinstance(root, bytes):
        pytest.skip("this connection decodes what it reads")
    slots = [f"0x{slot:064x}" for slot in range(SLOTS)]
    slots += ["0x" + keccak(slot.to_bytes(32, "big") + loan.to_bytes(32, "big")).hex()
              for slot in range(SLOTS) for loan in (1, 2)]  # fmt: skip
    result = []
    for address in (*network.platform.deployment.addresses().values(), "0x" + "ab" * 20):
        answer = rpc("eth_getProof", address, slots, hex(head.number))
        values = [int(rpc("eth_getStorageAt", address, slot, hex(head.number)), 16)
                  for slot in slots]  # fmt: skip
        result.append({"root": root, "answer": json.loads(json.dumps(answer)), "values": values})
    return result


_PROVED = """
const text = (bytes) => bytes && "0x" + Buffer.from(bytes).toString("hex");
const wordOf = (bytes) => (bytes === null ? "0x0" : text(verifier.decode(bytes)));
const prove = ({ root, key, nodes }) => answer(() => verifier.valueUnder(root, hex(key), nodes));
"""


@needs_node
def test_every_word_of_storage_is_the_one_that_the_chain_reads(
    proofs: list[dict[str, Any]],
) -> None:
    asked = [
        {"root": proof["answer"]["storageHash"], "nodes": entry["proof"],
         "key": "0x" + keccak(bytes.fromhex(entry["key"][2:])).hex()}
        for proof in proofs for entry in proof["answer"]["storageProof"]
    ]  # fmt: skip
    body = _PROVED + "return data.map((proof) => wordOf(prove(proof).result));"
    result = [int(value, 16) for value in called(body, asked)]
    expected = [value for proof in proofs for value in proof["values"]]
    assert result == expected
    assert len({value for value in expected if value}) > SLOTS
    assert expected.count(0) > SLOTS


@needs_node
def test_every_account_is_under_the_state_root_or_absent(proofs: list[dict[str, Any]]) -> None:
    asked = [
        {"root": proof["root"], "nodes": proof["answer"]["accountProof"],
         "key": "0x" + keccak(bytes.fromhex(proof["answer"]["address"][2:])).hex()}
        for proof in proofs
    ]  # fmt: skip
    body = (
        _PROVED
        + """return data.map((proof) => {
      const { result } = prove(proof);
      return result && verifier.decode(result).map(text);
    });"""
    )
    for proof, account in zip(proofs, called(body, asked), strict=True):
        if proof["answer"]["address"] == "0x" + "ab" * 20:
            assert account is None
        else:
            assert account[2:] == [proof["answer"]["storageHash"], proof["answer"]["codeHash"]]


@needs_node
def test_no_altered_proof_passes(proofs: list[dict[str, Any]]) -> None:
    """A bit turned anywhere, a node left out, another slot's proof: never another value."""
    rng = random.Random(14)
    asked = []
    for proof in proofs:
        entries = [entry for entry in proof["answer"]["storageProof"] if len(entry["proof"]) > 1]
        for entry in entries:
            key = "0x" + keccak(bytes.fromhex(entry["key"][2:])).hex()
            whole = {"root": proof["answer"]["storageHash"], "key": key}
            for place, node in enumerate(entry["proof"]):
                data = bytearray.fromhex(node[2:])
                data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
                nodes = [*entry["proof"]]
                nodes[place] = "0x" + data.hex()
                asked += [whole | {"nodes": nodes}]
                asked += [
                    whole | {"nodes": [*entry["proof"][:place], *entry["proof"][place + 1 :]]}
                ]
            asked += [whole | {"nodes": entry["proof"], "root": "0x" + "11" * 32}]
    body = _PROVED + "return data.map((proof) => prove(proof).code ?? 'passed');"
    answers = called(body, asked)
    assert len(answers) > 50
    assert set(answers) == {"VERIFY:PROOF"}


@needs_node
def test_a_header_has_its_hash_and_no_altered_one_has(network: Network) -> None:
    network.loans.active()
    head = network.connection.block()
    assert head is not None
    blocks = [network.connection.request("eth_getBlockByNumber", hex(number), True)
              for number in range(head.number + 1)]  # fmt: skip
    receipts = [network.connection.request("eth_getBlockReceipts", hex(number))
                for number in range(head.number + 1)]  # fmt: skip
    if not isinstance(blocks[0]["hash"], str):
        pytest.skip("this connection decodes what it reads")
    body = """return data[0].map((block, place) => [
      verifier.headerHash(block),
      verifier.rootOf(block.transactions.map(verifier.transactionBytes)),
      verifier.rootOf(data[1][place].map(verifier.receiptBytes)),
      answer(() => verifier.headerHash({ ...block, timestamp: "0x1" })).code,
    ]);"""
    result = called(body, [json.loads(json.dumps(blocks)), json.loads(json.dumps(receipts))])
    assert result == [
        [block["hash"], block["transactionsRoot"], block["receiptsRoot"], "VERIFY:BLOCK"]
        for block in blocks
    ]
    assert sum(len(block["transactions"]) for block in blocks) > 20


@needs_node
@pytest.mark.parametrize("hashed", [[b"", []], []])
def test_a_sealed_block_is_hashed_without_its_seals(network: Network, hashed: list[Any]) -> None:
    block = network.connection.request("eth_getBlockByNumber", "0x1", False)
    if not isinstance(block["hash"], str):
        pytest.skip("this connection decodes what it reads")
    kept = [bytes(32), [b"\x11" * 20, b"\x22" * 20], []]
    shown = rlp.encode([*kept, b"\x02", [b"\x33" * 65]])
    body = """const block = { ...data.block, extraData: data.hashed, hash: "0x" };
      const { message } = { message: answer(() => verifier.headerHash(block)) };
      let hash;
      try { verifier.headerHash(block); } catch (error) { hash = error.values.hash; }
      const sealed = { ...data.block, extraData: data.shown, hash };
      const other = { ...sealed, extraData: data.other };
      return [message.code, hash === verifier.headerHash(sealed),
              answer(() => verifier.headerHash(other)).code];"""
    other = rlp.encode([bytes(32), [b"\x11" * 20], [], b"\x02", [b"\x33" * 65]])
    data = {
        "block": json.loads(json.dumps(block)), "hashed": "0x" + rlp.encode([*kept, *hashed]).hex(),
        "shown": "0x" + shown.hex(), "other": "0x" + other.hex(),
    }  # fmt: skip
    assert called(body, data) == ["VERIFY:BLOCK", True, "VERIFY:BLOCK"]


@needs_node
@pytest.mark.parametrize("kind", [0, 1, 2, 4])
def test_a_transaction_of_every_type_has_its_hash(kind: int) -> None:
    account = key_of("investor 0")
    sent: dict[str, Any] = {
        "chainId": 31337, "nonce": 5, "gas": 90_000, "to": account.address, "value": 3,
        "data": "0x1234",
    }  # fmt: skip
    shown: dict[str, Any] = {"type": hex(kind), "chainId": hex(31337), "nonce": "0x5",
        "gas": hex(90_000), "to": account.address, "value": "0x3", "input": "0x1234"}  # fmt: skip
    slots = ["0x" + "00" * 31 + "07"]
    access = [{"address": account.address, "storageKeys": slots}]
    if kind in {0, 1}:
        sent["gasPrice"], shown["gasPrice"] = 7, "0x7"
    else:
        sent |= {"maxFeePerGas": 9, "maxPriorityFeePerGas": 2}
        shown |= {"maxFeePerGas": "0x9", "maxPriorityFeePerGas": "0x2"}
    if kind:
        sent |= {"type": kind, "accessList": access}
        shown["accessList"] = access
    if kind == 4:
        signed = account.sign_authorization(
            {"chainId": 31337, "address": account.address, "nonce": 6}
        )
        sent["authorizationList"] = [signed]
        shown["authorizationList"] = [
            {"chainId": hex(31337), "address": account.address, "nonce": "0x6",
             "yParity": hex(signed.y_parity), "r": hex(signed.r), "s": hex(signed.s)}
        ]  # fmt: skip
    signature = Account.sign_transaction(sent, account.key)
    shown |= {"v": hex(signature.v), "r": hex(signature.r), "s": hex(signature.s)}
    body = "return '0x' + Buffer.from(verifier.transactionBytes(data)).toString('hex');"
    assert keccak(bytes.fromhex(called(body, shown)[2:])) == signature.hash


@needs_node
@pytest.mark.parametrize(
    ("text", "code"),
    [("", "EMPTY"), (" \n", "EMPTY"), ("hello", "TEXT"), ("{", "JSON"), ("0x12", "TEXT"),
     ("{}", "KIND"), ("[]", "KIND"), ("null", "TEXT"), ('"a"', "TEXT"), ("0", "TEXT"),
     ("[" * 100_000, "JSON")],
)  # fmt: skip
def test_what_is_nothing_to_check_gets_its_code(text: str, code: str) -> None:
    assert called("return answer(() => verifier.kindOf(data));", text) == {"code": f"VERIFY:{code}"}


@needs_node
def test_a_text_that_is_too_long_is_not_read() -> None:
    body = "return answer(() => verifier.kindOf('7'.repeat(data)));"
    assert called(body, 32 * 2**20 + 1) == {"code": "VERIFY:SIZE"}


@needs_node
@pytest.mark.parametrize(
    "data", ["0x", "0x8100", "0xb801ff", "0xc2", "0xc0c0", "0xf800", "0xb90001ff"]
)
def test_bytes_that_are_not_rlp_are_refused(data: str) -> None:
    assert called("return answer(() => verifier.decode(hex(data)));", data) == {
        "code": "VERIFY:RLP"
    }


def test_everything_that_the_script_says_has_its_words() -> None:
    words = set(re.findall(r'^"([\w:]+)": _\(', _template("verify_words.html"), re.MULTILINE))
    source = "".join(path.read_text("utf-8") for path in SOURCES.glob("*.js"))
    keys = set(re.findall(r'Refusal\("([\w:]+)"', source))
    keys |= set(re.findall(r'outcome\.holds\("(\w+)"', source))
    same = set(re.findall(r'outcome\.same\("(\w+)"', source)) | {
        "balance_opening",
        "balance_closing",
    }
    keys |= same | {f"not_{key}" for key in same}
    keys |= {f"not_{key}" for key in re.findall(r'Difference\("(\w+)"', source)}
    keys |= {f"rest_{key}" for key in re.findall(r'(?:restsOn|leavesOut)\("(\w+)"', source)}
    keys |= {f"kind_{key}" for key in re.findall(r'^  \["(\w+)", is', source, re.MULTILINE)}
    assert keys - words == set()


def test_every_code_is_on_the_page_of_pages() -> None:
    words = set(re.findall(r'"(VERIFY:\w+)"', _template("verify_words.html")))
    page = (ROOT / "docs" / "reference" / "pages.md").read_text("utf-8")
    assert set(re.findall(r"`(VERIFY:\w+)`", page)) == words


def test_the_table_is_of_the_compiled_contracts() -> None:
    table = contract_table()
    assert table["contracts"]["Disclosures"]["slots"] == {"numbers": 3, "anchors": 1}
    assert set(table["events"]) == set(CONTRACTS)
    for name, layout in table["contracts"].items():
        runtime = bytes.fromhex(artifact(name)["runtime"][2:])
        assert layout["hash"] == "0x" + keccak(runtime).hex()
    assert "Listed" in table["events"]["Offers"].values()


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_file_loads_nothing_and_says_nothing_of_a_node(language: str) -> None:
    text = verifier_file(language).decode()
    assert f'<html lang="{language}"' in text
    # The library that reads PDFs has such words within its own texts, and runs nothing of them.
    shown = text.replace(asset("pdf.js").data.decode(), "")
    assert not re.search(r'(?:src|href)="(?!data:)', shown)
    assert text.count("</script>") == 2
    assert "127.0.0.1" not in text
    assert verifier_file(language) == verifier_file.__wrapped__(language)


def test_the_page_has_the_chain_and_the_platform_of_its_node(site: Api) -> None:
    site.client.app.state.serves_chain = True  # type: ignore[attr-defined]
    text = site.client.get("/verify?check=2026-10").text
    assert 'data-rpc="/rpc"' in text
    assert site.network.platform.deployment.addresses()["Book"] in text
    assert ">2026-10</textarea>" in text
    hostile = site.client.get("/verify", params={"check": "</textarea><script>x()</script>"}).text
    assert "<script>x()" not in hostile
    assert site.client.get("/verify", params={"check": "x" * 401}).status_code == 422


def test_a_page_without_a_chain_of_its_own_offers_the_file(site: Api) -> None:
    site.client.app.state.serves_chain = False  # type: ignore[attr-defined]
    text = site.client.get("/verify").text
    assert "<form data-verify" not in text
    assert 'href="/verify.html?lang=en"' in text
    response = site.client.get("/verify.html?lang=en")
    assert "attachment" in response.headers["content-disposition"]
    assert response.content == verifier_file("en")


def test_the_code_of_every_contract_is_compared(site: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    text = site.client.get("/code").text
    assert text.count("✓") == len(CONTRACTS)
    for name in CONTRACTS:
        assert artifact(name)["source_hash"] in text
    escrow = site.network.platform.deployment.contracts["Escrow"]
    monkeypatch.setitem(site.network.platform.deployment.contracts, "Escrow",
                        escrow.model_copy(update={"runtime_hash": "0x" + "00" * 32}))  # fmt: skip
    assert site.client.get("/code").text.count("✗") == 1


def _template(name: str) -> str:
    loader = environment_of("en").loader
    assert loader is not None
    return loader.get_source(environment_of("en"), name)[0]
