"""`tallystick withdraw`: one order and one transfer, in the token's units, whatever stopped it."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from eth_utils.crypto import keccak

from node.api.builders import URL
from node.api.test_client import signer
from node.api.test_lending import BORROWER
from node.api.test_withdrawal import desk as desk  # noqa: PLC0414 - the fixture
from node.api.test_withdrawal import tokens
from tallystick import api as client_api
from tallystick.api import NodeClient
from tallystick.cli.main import main
from tallystick.errors import TransportError
from tallystick.platform._sync.investor import Investor
from tallystick.platform._sync.platform import Platform
from tallystick_node.kyc.refusals import under_review
from tallystick_node.kyc.watchlist import Watchlist
from tallystick_node.storage.tables import payment_orders

if TYPE_CHECKING:
    from pathlib import Path

    from node.api.builders import Api
    from tallystick_node.payments.service import PaymentsDesk

KEY = "withdrawal-0001"


class Till:
    """The command line of a client who has 1,000 millionths of a token in their wallet."""

    def __init__(self, api: Api, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.api, self._capsys = api, capsys
        self._key_file = folder / "client.key"
        self._key_file.write_text("0x" + keccak(text=f"tallystick test key: {BORROWER}").hex())

    def run(self, *words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(
                [
                    "withdraw", *words, "--url", URL, "--rpc", "http://chain.test",
                    "--deployment", "platform.json", "--key-file", str(self._key_file), "--dev",
                ]
            )  # fmt: skip
        captured = self._capsys.readouterr()
        return int(str(ended.value.code)), captured.out, captured.err


@pytest.fixture
def till(
    api: Api, desk: PaymentsDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Till:  # fmt: skip
    del desk
    monkeypatch.setattr(
        client_api, "NodeClient", partial(NodeClient, transport=api.client._transport)
    )
    monkeypatch.setattr(Platform, "connect", lambda *_: api.network.platform)
    return Till(api, tmp_path, capsys)


def test_a_withdrawal_is_ordered_and_its_tokens_are_sent_once(till: Till) -> None:
    for _ in range(2):
        code, out, err = till.run("0.0001", "--key", KEY, "--json")
        document = json.loads(out)
        assert (code, err) == (0, "")
        assert (document["amount"], document["idempotency_key"]) == ("100", KEY)
        assert document["state"] == "awaiting"
    assert tokens(till.api) == 900


def test_for_people_amounts_are_in_the_token_s_units(till: Till) -> None:
    code, out, _ = till.run("0.000,1")
    assert (code, out) == (2, "")
    code, out, err = till.run("0.0001")
    assert code == 0
    assert "0.0001 TUSD to be paid out" in out
    assert "it is awaiting" in out
    # The key that was made is said before anything is sent.
    key = err.partition("key is ")[2].partition(":")[0]
    assert till.run("0.0001", "--key", key)[0] == 0
    assert tokens(till.api) == 900


def test_a_refusal_names_amounts_in_the_token_s_units(till: Till) -> None:
    assert till.run("0.0001", "--key", KEY)[0] == 0
    code, out, err = till.run("0.0002", "--key", KEY)
    assert (code, out) == (2, "")
    assert err == (
        "error: PAYMENT:KEY: the key stands for a withdrawal of 0.0001, not 0.0002 TUSD\n"
    )
    _, _, err = till.run("2000000000", "--key", "another-key")
    assert err == (
        "error: PAYMENT:AMOUNT: the amount 2,000,000,000.00 is not 0.000001 to"
        " 1,000,000,000.00 TUSD\n"
    )


def test_what_the_wallet_lacks_comes_out_of_the_escrow_where_asked(till: Till) -> None:
    platform, wallet = till.api.network.platform, signer(BORROWER)
    Investor(platform, wallet).act.deposit(400).send()
    assert tokens(till.api) == 600
    code, out, err = till.run("0.0009", "--key", KEY)
    assert (code, out) == (2, "")
    assert err.splitlines()[-1] == (
        "error: WITHDRAWAL:BALANCE: the wallet has 0.0006 of the 0.0009 TUSD that are to be paid"
        " out, and 1,000,000.0004 in the Escrow; --from-escrow takes the rest out of it"
    )
    code, out, err = till.run("2000000", "--from-escrow")
    assert (code, out) == (2, "")
    assert err.splitlines()[-1].endswith("paid out, and 1,000,000.0004 in the Escrow")
    assert tokens(till.api) == 600
    for _ in range(2):
        assert till.run("0.0009", "--key", KEY, "--from-escrow")[0] == 0
    assert tokens(till.api) == 0


def raced(monkeypatch: pytest.MonkeyPatch, till: Till, times: int) -> list[str]:
    """Let other withdrawals of the wallet take the tokens that come out of the Escrow for one."""
    plain, asked = NodeClient.withdraw, list[str]()

    def withdraw(node: NodeClient, *words: Any, idempotency_key: str) -> Any:
        asked.append(idempotency_key)
        if 2 <= len(asked) <= 1 + times:
            plain(node, *words, idempotency_key=f"another-{len(asked)}")
        return plain(node, *words, idempotency_key=idempotency_key)

    monkeypatch.setattr(NodeClient, "withdraw", withdraw)
    Investor(till.api.network.platform, signer(BORROWER)).act.deposit(1_000).send()
    assert tokens(till.api) == 0
    return asked


def test_what_another_withdrawal_has_taken_comes_out_of_the_escrow_again(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = raced(monkeypatch, till, times=2)
    code, _, err = till.run("0.0001", "--key", KEY, "--from-escrow")
    assert (code, err) == (0, "")
    assert asked == [KEY] * 4
    assert tokens(till.api) == 0


def test_a_wallet_that_others_empty_without_end_is_told_so(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    raced(monkeypatch, till, times=99)
    code, out, err = till.run("0.000001", "--key", KEY, "--from-escrow")
    assert (code, out) == (2, "")
    assert err == (
        "error: WITHDRAWAL:BALANCE: other withdrawals of this wallet take its tokens as they come;"
        f" when they are done, go on with --key {KEY}\n"
    )


def test_a_line_that_is_cut_is_taken_up_by_the_same_command(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: Any, **__: Any) -> Any:
        raise TransportError("RPC:UNREACHABLE", "the line is cut")

    with monkeypatch.context() as patched:
        patched.setattr(till.api.network.platform.sender, "send", cut)
        code, out, err = till.run("0.0001", "--key", KEY, "--json")
    assert (code, out) == (2, "")
    assert err.startswith("error: RPC:UNREACHABLE: ")
    assert till.run("0.0001", "--key", KEY)[0] == 0
    assert tokens(till.api) == 900


def test_an_order_that_ended_unpaid_is_answered_with_no(till: Till) -> None:
    assert till.run("0.0001", "--key", KEY)[0] == 0
    with till.api.node.services.database.writing() as connection:
        connection.execute(
            payment_orders.update().values(state="expired", reason="PAYMENT:UNCOVERED")
        )
    code, out, _ = till.run("0.0001", "--key", KEY)
    assert code == 1
    assert "it is expired: " in out


def test_what_the_node_refuses_is_answered_with_no(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object) -> None:
        raise under_review()

    monkeypatch.setattr(Watchlist, "require_free", held)
    code, out, err = till.run("0.0001", "--key", KEY, "--json")
    assert (code, json.loads(out)["code"]) == (1, "CASE:REVIEW")
    assert err.startswith("error: CASE:REVIEW: ")
    assert tokens(till.api) == 1_000


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("nothing",), "CLI:AMOUNT"),
        (("1.0000001",), "CLI:AMOUNT"),
        (("0",), "CLI:AMOUNT"),
        (("0.001001",), "WITHDRAWAL:BALANCE"),
        (("0.0001", "--key", "short"), "CLI:KEY"),
        (("0.0001", "--key", "a key of\ntwo lines"), "CLI:KEY"),
        ((), "CLI:USAGE"),
    ],
)
def test_what_cannot_be_done_ends_with_two_and_sends_nothing(
    till: Till, words: tuple[str, ...], code: str
) -> None:
    ended, out, err = till.run(*words)
    assert (ended, out) == (2, "")
    assert f"error: {code}: " in err
    # No key is named for an order that could not be.
    assert code == "WITHDRAWAL:BALANCE" or "the order's key is" not in err
    assert tokens(till.api) == 1_000
