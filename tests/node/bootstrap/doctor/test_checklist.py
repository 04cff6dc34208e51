"""The one list of what a node lacks: each lack is named with its mend."""

from __future__ import annotations

import ast
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from node.bootstrap.doctor.premises_builder import Grounds
from tallystick import Operator
from tallystick.errors import TransportError
from tallystick.testing.actors import test_signer
from tallystick_node.bootstrap.doctor import host
from tallystick_node.bootstrap.doctor.checklist import LOOK_SECONDS, Lookout, missing
from tallystick_node.bootstrap.doctor.findings import Premises, setting_command
from tallystick_node.infrastructure.settings.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


@pytest.fixture
def grounds(
    tmp_path: Path,
    network: Network,
    migrated_sqlite: Path,
    time: Time,
    opened: Callable[[str], Database],
) -> Grounds:
    """A node to which nothing is missing."""
    folder = tmp_path / "node"
    folder.mkdir()
    shutil.copyfile(migrated_sqlite, folder / "node.sqlite")
    database = opened(f"sqlite:///{folder}/node.sqlite")
    for name in ("custodian", "publisher"):
        network.session.chain.fund(test_signer(name).address)
    return Grounds(folder, network, database).whole(time)


def test_a_node_that_is_set_up_lacks_nothing(grounds: Grounds) -> None:
    assert grounds.missing() == []


def test_an_empty_directory_lacks_everything_in_the_order_of_mending(
    tmp_path: Path, network: Network
) -> None:
    bare = Grounds(tmp_path / "none", network)
    findings = bare.missing()
    assert [finding.id for finding in findings] == [
        "directory", "deployment", "sender.key", "attestor.key", "attestor.cosigners",
        "provider.identity", "provider.card", "provider.liveness", "codes.channel",
        "sanctions.lists", "underwriter.key", "custodian.bank", "publisher.key",
    ]  # fmt: skip
    assert all(finding.command for finding in findings)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("changed", "lack"),
    [
        ({"sender.key_file": "none.json"}, "sender.key"),
        ({"sender.password": "wrong"}, "sender.key"),
        ({"people.cosigners": ()}, "attestor.cosigners"),
        ({"providers.card.fields": "none.toml"}, "provider.card"),
        ({"providers.sms.fields": "none.toml"}, "provider.sms"),
        ({"providers.identity.adapter": "unknown"}, "provider.identity"),
        ({"underwriting.card_file": "none.json"}, "credit.card"),
        ({"underwriting.rules_file": "none.toml"}, "lending.rules"),
        ({"payments.bank_fields": "none.toml"}, "custodian.fields"),
        ({"payments.bank_authority": "none.pem"}, "custodian.tls"),
    ],
)
def test_each_lack_is_named_alone(grounds: Grounds, changed: dict[str, Any], lack: str) -> None:
    grounds.settings |= changed
    assert grounds.lacks() == [lack]


@pytest.mark.parametrize(
    ("prefix", "lacks"),
    [
        ("providers.sms", ["codes.channel"]),
        ("providers.identity", ["provider.identity"]),
        ("people.attestor", ["attestor.key"]),
        ("underwriting", ["underwriter.key"]),
        ("publication", ["publisher.key"]),
        ("payments", ["custodian.bank"]),
    ],
)
def test_what_is_not_set_is_named(grounds: Grounds, prefix: str, lacks: list[str]) -> None:
    for name in [name for name in grounds.settings if name.startswith(prefix)]:
        del grounds.settings[name]
    assert grounds.lacks() == lacks


@pytest.mark.parametrize("name", ["attestor", "underwriter", "custodian", "publisher"])
def test_a_key_of_another_role_is_named_with_its_address(grounds: Grounds, name: str) -> None:
    grounds.give_key(name, "keeper")  # it has coin, and no role
    (finding,) = grounds.missing()
    assert finding.id == f"{name}.role"
    assert test_signer("keeper").address in finding.sentence


@pytest.mark.parametrize(
    ("name", "call"), [("underwriter", "propose_roles"), ("attestor", "propose_attestor")]
)
def test_the_council_can_propose_what_the_mend_says(
    grounds: Grounds, network: Network, name: str, call: str
) -> None:
    grounds.give_key(name, "keeper")
    (finding,) = grounds.missing()
    code = shlex.split(finding.command.partition("  #")[0])[2]
    compile(code, "the mend", "exec")
    seat = network.platform.deployment.roles.attestors[0]
    wanted = code.partition(f".act.council.{call}")[2].partition(".send()")[0]
    arguments = ast.literal_eval(wanted.replace("SEAT", seat))
    member = network.session.actors.council[0]
    plan = getattr(Operator(network.platform, member).act.council, call)(*arguments)
    assert plan.refusal is None


@pytest.mark.parametrize("name", ["sender", "publisher"])
def test_a_key_without_coin_is_named_with_its_address(grounds: Grounds, name: str) -> None:
    grounds.give_key(name, "somebody without coin")
    (finding,) = grounds.missing()
    assert finding.id == f"{name}.coin"
    assert test_signer("somebody without coin").address in finding.command


def test_a_list_that_was_never_imported_is_named(grounds: Grounds) -> None:
    grounds.database = None
    assert grounds.lacks() == ["sanctions.lists"]


def test_what_the_node_is_not_for_is_not_missing(grounds: Grounds) -> None:
    grounds.settings = {"duties": ()}
    assert grounds.lacks() == []
    grounds.settings = {"duties": ("publication",)}
    assert grounds.lacks() == ["publisher.key"]


def test_a_full_disk_is_named(grounds: Grounds, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(grounds.folder)
    monkeypatch.setattr(
        shutil, "disk_usage", lambda _: usage._replace(free=host.FREE_BYTES_MIN - 1)
    )
    assert grounds.lacks() == ["disk"]


def test_a_chain_that_is_silent_or_another_is_named(
    grounds: Grounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    grounds.settings |= {"duties": ()}
    premises = grounds.premises()
    assert premises.platform is not None
    asked = premises.platform.connection.request

    def silent(*_: Any) -> Any:
        raise TransportError("RPC:UNREACHABLE", "nobody answers", retryable=True)

    monkeypatch.setattr(premises.platform.connection, "request", silent)
    assert grounds.lacks() == ["chain"]
    monkeypatch.setattr(premises.platform.connection, "request", lambda *_: "0x1")
    assert "this is chain 1," in grounds.missing()[0].sentence
    monkeypatch.setattr(premises.platform.connection, "request", asked)
    assert grounds.lacks() == []


def test_a_deployment_that_is_none_is_named(grounds: Grounds) -> None:
    (grounds.folder / "deployment.json").write_text("{}", "utf-8")
    assert grounds.lacks() == ["deployment"]


def test_a_look_is_kept_for_a_while_and_then_made_anew(grounds: Grounds) -> None:
    now = [0.0]
    lookout = Lookout(grounds.premises(), lambda: now[0])
    assert lookout.findings() == []
    (grounds.folder / "deployment.json").unlink()
    assert lookout.findings() == []
    now[0] = LOOK_SECONDS
    assert [finding.id for finding in lookout.findings()] == ["deployment"]


def test_a_keystore_is_opened_once_until_it_changes(
    grounds: Grounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert grounds.lacks() == []
    monkeypatch.setenv("TALLYSTICK_PASSWORD", "unused")
    grounds.settings["publication.password"] = "wrong by now"
    assert grounds.lacks() == []  # known already
    grounds.give_key("publisher", "keeper", password="another")
    assert grounds.lacks() == ["publisher.key"]


def test_the_mend_of_a_setting_is_a_line_that_the_node_reads(tmp_path: Path) -> None:
    line = setting_command(tmp_path / "a folder", sender__stuck_seconds=99, policy="cn-2017")
    subprocess.run(["bash", "-c", line], check=True)
    settings, origin = load_settings({"data_dir": tmp_path / "a folder"}, {})
    assert (settings.sender.stuck_seconds, settings.policy) == (99, "cn-2017")
    assert origin["policy"] == "secrets"


def test_development_lacks_nothing_that_it_makes_itself(tmp_path: Path) -> None:
    (tmp_path / "node").mkdir()
    settings, _ = load_settings({"data_dir": tmp_path / "node", "dev": True}, {})
    lacks = [finding.id for finding in missing(Premises(settings, None, None))]
    assert lacks == ["sanctions.lists"]


def test_an_underwriter_who_is_not_enrolled_is_named_and_the_mend_is_code(
    grounds: Grounds, network: Network
) -> None:
    """The council gives the role; only a credential makes an offer with its signature listable."""
    grounds.give_key("underwriter", "a new underwriter")
    new = test_signer("a new underwriter")
    set_roles(network, new.address, 2)
    (finding,) = grounds.missing()
    assert finding.id == "underwriter.enrolled"
    assert new.address in finding.sentence
    code = shlex.split(finding.command.partition("  #")[0])[2]
    compile(code, "the mend", "exec")
    network.session.chain.fund(new.address)
    network.session.actors.enrol(network.platform, new)
    assert grounds.lacks() == []


def set_roles(network: Network, address: str, bits: int) -> None:
    first, second = (
        Operator(network.platform, member).act.council
        for member in network.session.actors.council[:2]
    )
    number = first.propose_roles(address, bits).send().result
    second.approve(number).send()
    network.session.chain.travel(seconds=network.platform.deployment.roles.delay_seconds)
    first.execute(number).send()
