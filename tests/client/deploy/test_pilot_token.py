"""A token for a pilot: its custodian alone mints, a platform takes it without --dev."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account

from tallystick.chain._sync import connection as seam
from tallystick.chain._sync.sending import Sender
from tallystick.chain.artifacts import TOKEN, interface
from tallystick.cli.main import main
from tallystick.deploy import deploy
from tallystick.deploy.pilot_token import PilotToken, deploy_pilot_token
from tallystick.errors import ConfigError, InputError, Reverted
from tallystick.testing.actors import Actors
from tallystick.testing.chain import CALL_GAS, EmbeddedChain

ACTORS = Actors.make()
CUSTODIAN = ACTORS.custodian.address
GOOD: dict[str, Any] = {"name": "Pilot euro", "symbol": "EURP", "decimals": 2, "minter": CUSTODIAN}


@pytest.fixture
def chain() -> EmbeddedChain:
    return EmbeddedChain(tuple(signer.address for signer in ACTORS.everyone))


def mint(chain: EmbeddedChain, token: str, by: Any) -> None:
    data = "0x" + interface(TOKEN).function("mint").encode((by.address, 5)).hex()
    request = {"from": by.address, "to": token, "data": data}
    chain.connection.call(request)
    sender = Sender(chain.connection)
    sender.wait(sender.send(by, request, CALL_GAS))


def test_its_custodian_alone_mints_and_a_platform_takes_it(
    tmp_path: Path, chain: EmbeddedChain
) -> None:
    out = tmp_path / "token.json"
    document = deploy_pilot_token(
        chain.connection, ACTORS.deployer, PilotToken.checked(**GOOD), out
    )
    assert json.loads(out.read_text("utf-8")) == document
    assert {name: document[name] for name in GOOD} == GOOD
    for stranger in (ACTORS.deployer, ACTORS.outsider):
        with pytest.raises(Reverted):
            mint(chain, document["token"], stranger)
    mint(chain, document["token"], ACTORS.custodian)
    platform = deploy(
        chain.connection, ACTORS.deployer, ACTORS.roles(), token=document["token"],
        gas_limit=CALL_GAS,
    )  # fmt: skip
    assert platform.token == document["token"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": ""}, "TOKEN:NAME"), ({"name": "x" * 33}, "TOKEN:NAME"),
        ({"name": "€uro"}, "TOKEN:NAME"), ({"name": "a\nb"}, "TOKEN:NAME"),
        ({"symbol": ""}, "TOKEN:SYMBOL"), ({"symbol": "NINELONGS"}, "TOKEN:SYMBOL"),
        ({"symbol": "E P"}, "TOKEN:SYMBOL"), ({"decimals": 9}, "DEPLOY:DECIMALS"),
        ({"decimals": -1}, "DEPLOY:DECIMALS"), ({"minter": "0x" + "0" * 40}, "TOKEN:MINTER"),
    ],
)  # fmt: skip
def test_what_is_out_of_bounds_is_refused(changed: dict[str, Any], code: str) -> None:
    with pytest.raises(ConfigError, match=f"^{code}:"):
        PilotToken.checked(**(GOOD | changed))


def test_a_minter_is_an_address() -> None:
    with pytest.raises(InputError, match="INPUT:ADDRESS"):
        PilotToken.checked(**(GOOD | {"minter": "custodian"}))


def test_nothing_is_sent_for_what_is_refused(tmp_path: Path, chain: EmbeddedChain) -> None:
    before = chain.connection.nonce(ACTORS.deployer.address)
    own = PilotToken.checked(**(GOOD | {"minter": ACTORS.deployer.address}))
    with pytest.raises(ConfigError, match="TOKEN:MINTER"):
        deploy_pilot_token(chain.connection, ACTORS.deployer, own, tmp_path / "token.json")
    (tmp_path / "there.json").write_text("{}", "utf-8")
    with pytest.raises(ConfigError, match="TOKEN:EXISTS"):
        deploy_pilot_token(
            chain.connection, ACTORS.deployer, PilotToken.checked(**GOOD), tmp_path / "there.json"
        )
    assert chain.connection.nonce(ACTORS.deployer.address) == before


def test_the_command_prints_the_token(
    tmp_path: Path,
    chain: EmbeddedChain,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(seam.Connection, "open", lambda _: chain.connection)
    monkeypatch.setenv("TALLYSTICK_PASSWORD", "secret")
    key = tmp_path / "deployer.json"
    encrypted = Account.encrypt(ACTORS.deployer._account.key, "secret", "pbkdf2", 1)
    key.write_text(json.dumps(encrypted), "utf-8")
    options = ["--rpc", "http://x", "--key-file", str(key), "--name", "Pilot", "--symbol", "P",
               "--minter", CUSTODIAN, "--out", str(tmp_path / "token.json")]  # fmt: skip
    with pytest.raises(SystemExit) as ended:
        main(["pilot-token", *options])
    assert ended.value.code == 0
    document = json.loads((tmp_path / "token.json").read_text("utf-8"))
    assert capsys.readouterr().out.strip() == document["token"]
    assert document["decimals"] == 6
