"""`tallystick countersign` against a node that listens: what is shown is what is signed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from node.api.builders import key_of
from node.api.test_lending import BORROWER, SECOND, apply, examine, known, staff
from node.api.test_queue_command import url  # noqa: F401 - a fixture
from node.underwriting.cases import UNIT
from node.underwriting.council import set_parameter
from tallystick.api._sync.staff_lending import StaffLendingApi
from tallystick.cli.main import main
from tallystick.platform._sync.platform import Platform

if TYPE_CHECKING:
    from pathlib import Path

    from node.api.builders import Api


class Second:
    """The second underwriter's command line."""

    def __init__(self, api: Api, place: str, folder: Path, capsys: Any) -> None:
        self.api, self.url, self.capsys = api, place, capsys
        self.key = folder / "second.key"
        self.key.write_text(key_of(SECOND).key.hex(), "utf-8")

    def run(self, *words: str, who: str = SECOND) -> tuple[int, str, str]:
        token = staff(self.api, who)["authorization"].removeprefix("Bearer ")
        more = ["--url", self.url, "--token", token]
        if words[0] == "sign":
            more += ["--rpc", "http://x", "--deployment", "x.json", "--key-file", str(self.key)]
            more += ["--dev"]
        with pytest.raises(SystemExit) as ended:
            main(["countersign", *words, *more])
        captured = self.capsys.readouterr()
        return int(str(ended.value.code)), captured.out, captured.err


@pytest.fixture
def offered(api: Api) -> tuple[str, dict[str, str]]:
    """An application whose offer has one signature, and how its borrower signs in."""
    set_parameter(api.network, "single_signer_max", 6_000 * UNIT - 1)
    headers = known(api, BORROWER)
    number = str(apply(api, headers).json()["id"])
    examine(api, number)
    assert not api.client.post(f"/v1/applications/{number}/offer", headers=headers).json()["second"]
    return number, headers


@pytest.fixture
def second(
    api: Api,
    url: str,  # noqa: F811 - the fixture
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Second:
    monkeypatch.setattr(Platform, "connect", lambda *_: api.network.platform)
    return Second(api, url, tmp_path, capsys)


def test_what_is_shown_is_signed_and_the_offer_is_whole(
    second: Second, offered: tuple[str, dict[str, str]]
) -> None:
    number, headers = offered
    code, out, _ = second.run("list")
    assert (code, number in out, "6,000.00" in out) == (0, True, True)
    assert [row["application"] for row in json.loads(second.run("list", "--json")[1])] == [number]
    code, out, err = second.run("sign", number, "--yes")
    assert (code, err) == (0, "")
    assert "principal       6,000.00 TUSD" in out
    assert f"is signed by {key_of(SECOND).address}" in out
    path = f"/v1/applications/{number}/offer"
    whole = second.api.client.post(path, headers=headers).json()
    assert (whole["complete"], whole["second_by"]) == (True, key_of(SECOND).address)
    assert second.run("list")[1].strip() == "no offer waits"
    code, out, err = second.run("sign", number, "--yes")
    assert (code, out) == (2, "")
    assert "COUNTERSIGN:NONE" in err


def test_who_says_no_signs_nothing(
    second: Second, offered: tuple[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    assert second.run("sign", offered[0])[0] == 1
    assert offered[0] in second.run("list")[1]


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        ("domain", "verifyingContract", "0x" + "11" * 20),
        ("domain", "chainId", 1),
        ("types", "Offer", [{"name": "principal", "type": "uint256"}]),
        ("message", "principal", "none"),
    ],
)
def test_a_message_that_is_not_this_platforms_is_not_signed(
    second: Second,
    offered: tuple[str, dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    part: str,
    name: str,
    value: Any,
) -> None:
    """A node, or whoever stands in for it, shows something else than an offer of this platform."""
    honest = StaffLendingApi.list_waiting_offers

    def lying(self: StaffLendingApi, *, limit: int = 50) -> Any:
        rows = honest(self, limit=limit)
        for row in rows:
            row.message[part][name] = value
        return rows

    monkeypatch.setattr(StaffLendingApi, "list_waiting_offers", lying)
    code, out, err = second.run("sign", offered[0], "--yes")
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    monkeypatch.setattr(StaffLendingApi, "list_waiting_offers", honest)
    assert offered[0] in second.run("list")[1]
