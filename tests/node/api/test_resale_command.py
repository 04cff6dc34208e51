"""`tallystick resale`: a bid is signed, listed, sold to, and taken off, against a node."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from eth_utils.crypto import keccak

from node.api.builders import URL
from tallystick import api as client_api
from tallystick.api import NodeClient
from tallystick.cli.main import main
from tallystick.platform._sync.platform import Platform

if TYPE_CHECKING:
    from pathlib import Path

    from node.api.builders import Api

SIGNED = frozenset({"bid", "accept", "sell"})
OWN = frozenset({"orders", "withdraw", "exit"})


class Floor:
    """The command line of investors of a loan that runs."""

    def __init__(self, api: Api, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.api, self._folder, self._capsys = api, folder, capsys

    def run(self, *words: str, who: str = "investor 2") -> tuple[int, Any, str]:
        options = ["--url", URL]
        if words[0] in SIGNED:
            key = self._folder / f"{who}.key"
            key.write_text("0x" + keccak(text=f"tallystick test key: {who}").hex())
            options += ["--rpc", "http://chain.test", "--deployment", "platform.json"]
            options += ["--key-file", str(key), "--dev"]
        if words[0] in OWN:
            token = self.api.sign_in(who)["authorization"].removeprefix("Bearer ")
            options += ["--token", token]
        with pytest.raises(SystemExit) as ended:
            main(["resale", *words, *options])
        out, err = self._capsys.readouterr()
        return int(str(ended.value.code)), json.loads(out) if "--json" in words else out, err


@pytest.fixture
def floor(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Floor:
    assert api.network.loans.active() == 1
    api.index()
    monkeypatch.setattr(
        client_api, "NodeClient", partial(NodeClient, transport=api.client._transport)
    )
    monkeypatch.setattr(Platform, "connect", lambda *_: api.network.platform)
    return Floor(api, tmp_path, capsys)


def test_a_bid_is_signed_listed_and_sold_to(floor: Floor) -> None:
    code, placed, _ = floor.run("bid", "1", "--units", "200", "--price", "95", "--json")
    assert (code, placed["left"], placed["price"]) == (0, "200000000", "190000000")
    code, listed, _ = floor.run("bids", "--loan", "1", "--json")
    assert (code, [each["digest"] for each in listed]) == (0, [placed["digest"]])
    assert placed["digest"] in floor.run("bids")[1]
    assert "nothing is for sale" in floor.run("asks")[1]
    sale = ("accept", placed["digest"], "--units", "100", "--json")
    code, tried, _ = floor.run(*sale, "--dry-run", who="investor 0")
    assert (code, tried["sent"], tried["proceeds"]) == (0, False, "94525000")
    code, sold, _ = floor.run(*sale, who="investor 0")
    assert (code, sold["sent"], sold["proceeds"]) == (0, True, "94525000")
    assert floor.run("bids", "--json")[1][0]["left"] == "100000000"
    code, refused, _ = floor.run(*sale, who="investor 3")
    assert (code, refused["code"]) == (1, "BOOK:MOVE:UNITS")


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        (("bid", "1", "--units", "200", "--price", "0"), 1, "BID:PRICE"),
        (("bid", "1", "--units", "20000", "--price", "1"), 1, "BID:UNITS"),
        (("bid", "1", "--units", "200", "--price", "x"), 2, "CLI:USAGE"),
        (("bid", "1", "--units", "x", "--price", "95"), 2, "CLI:AMOUNT"),
        (("withdraw",), 2, "CLI:USAGE"),
        (("withdraw", "--all", "--side", "both"), 2, "CLI:USAGE"),
    ],
)
def test_what_cannot_be_is_refused(
    floor: Floor, words: tuple[str, ...], code: int, reason: str
) -> None:
    ended, _, err = floor.run(*words)
    assert (ended, reason in err) == (code, True)
    assert floor.run("bids", "--json")[1] == []


def test_several_are_withdrawn_and_the_chains_part_is_said(floor: Floor) -> None:
    digests = [
        floor.run("bid", "1", "--units", units, "--price", "95", "--json")[1]["digest"]
        for units in ("10", "20")
    ]
    assert all(digest in floor.run("orders")[1] for digest in digests)
    assert floor.run("orders", who="investor 1")[1].startswith("you have no orders")
    unknown = "0x" + "0" * 64
    code, result, _ = floor.run("withdraw", "--order", digests[0], "--order", unknown, "--json")
    assert (code, [each["code"] for each in result["outcomes"]]) == (1, ["", "ORDER:UNKNOWN"])
    code, out, _ = floor.run("withdraw", "--all")
    assert (code, "off the board" in out, "whoever has kept it" in out) == (0, True, True)
    assert floor.run("bids", "--json")[1] == []


def test_several_notes_are_estimated_and_put_up_together(floor: Floor) -> None:
    assert floor.api.network.loans.active(risk_level=1) == 2
    floor.api.index()
    code, estimates, _ = floor.run("sell", "--dry-run", "--json", who="investor 0")
    assert (code, [each["loan"] for each in estimates]) == (0, [1, 2])
    assert "too few" not in floor.run("sell", "--dry-run", "--level", "1", who="investor 0")[1]
    assert floor.run("asks", "--json")[1] == []
    code, outcomes, _ = floor.run("sell", "--price", "95", "--json", who="investor 0")
    assert (code, [bool(each["digest"]) for each in outcomes]) == (0, [True, True])
    assert "no such note" in floor.run("sell", "--late", who="investor 0")[1]
    ended, _, err = floor.run("sell", "--price", "x", who="investor 0")
    assert (ended, "CLI:USAGE" in err) == (2, True)
    best = floor.run("book", "1", "--json")[1]["best_ask"]
    assert (best["price_ppm"], best["digest"]) == (950_000, outcomes[0]["digest"])
    assert "best bid of 0: none" in floor.run("book", "1")[1]


def test_prices_and_the_log_are_for_everybody(floor: Floor) -> None:
    assert "nothing was sold" in floor.run("prices")[1]
    assert floor.run("prices", "--json")[1] == []
    placed = floor.run("bid", "1", "--units", "10", "--price", "95", "--json")[1]
    code, entries, _ = floor.run("log", "--json")
    assert (code, [each["digest"] for each in entries]) == (0, [placed["digest"]])
    assert "placed" in floor.run("log")[1]
    assert "nothing more" in floor.run("log", "--after", "1")[1]
    assert floor.run("log", "--after", "-1")[0] == 2


def test_an_exit_says_what_is_paired_and_what_stays(floor: Floor) -> None:
    digest = floor.run("bid", "1", "--units", "10", "--price", "90", "--json")[1]["digest"]
    code, planned, _ = floor.run("exit", "--price", "90", "--json", who="investor 0")
    assert (code, [pair["bid"] for pair in planned["pairs"]]) == (1, [digest])
    out = floor.run("exit", "--price", "95", who="investor 0")[1]
    assert "stay yours: price" in out
    assert floor.run("exit", "--price", "95", who="investor 3")[0] == 0
    assert floor.run("exit", "--price", "x", who="investor 0")[0] == 2
