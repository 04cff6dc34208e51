"""Settings come from where they may, in one order, and nothing unknown passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tallystick.errors import ConfigError
from tallystick_node.infrastructure.settings.settings import Settings, load_settings, setting_names

SECRET = "whsec_" + "c2VjcmV0" * 4


def load(folder: Path, environment: dict[str, str] | None = None, **options: object) -> Settings:
    return load_settings({"data_dir": folder, **options}, environment or {})[0]


def test_the_defaults_stand_alone(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert (settings.port, settings.rpc, settings.dev, settings.serve) == (8000, None, False, "all")
    assert settings.deployment_file == tmp_path / "deployment.json"


def test_the_command_line_goes_before_environment_secrets_and_file(tmp_path: Path) -> None:
    (tmp_path / "node.toml").write_text(
        "port = 1\nhost = 'file'\nkeep_days = 1\nlog_level = 'error'\n"
    )
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "port").write_text("2\n")
    (tmp_path / "secrets" / "keep_days").write_text("2")
    (tmp_path / "secrets" / "host").write_text("secret")
    environment = {"TALLYSTICK_NODE_PORT": "3", "tallystick_node_host": "environment"}
    settings, origin = load_settings({"data_dir": tmp_path, "port": 4}, environment)
    assert (settings.port, settings.host, settings.keep_days) == (4, "environment", 2)
    assert settings.log_level == "error"
    assert origin == {
        "data_dir": "command line",
        "port": "command line",
        "host": "environment",
        "keep_days": "secrets",
        "log_level": "node.toml",
    }


def test_a_group_may_come_from_several_places(tmp_path: Path) -> None:
    (tmp_path / "node.toml").write_text("[sender]\nstuck_seconds = 7\nconfirmations = 3\n")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "sender__password").write_text("open sesame\n")
    settings = load(tmp_path, {"TALLYSTICK_NODE_SENDER__CONFIRMATIONS": "5"})
    assert (settings.sender.stuck_seconds, settings.sender.confirmations) == (7, 5)
    assert settings.sender.password is not None
    assert settings.sender.password.get_secret_value() == "open sesame"
    assert "open sesame" not in repr(settings)


@pytest.mark.parametrize(
    ("environment", "toml", "sentence"),
    [
        (
            {"TALLYSTICK_NODE_PROT": "1"},
            "",
            "'prot' .environment. is not a setting; is 'port' meant",
        ),
        ({"TALLYSTICK_NODE_SENDER__STUK_SECONDS": "1"}, "", "sender.stuk_seconds.*sender.stuck"),
        ({}, "[indexer]\npoll = 1\n", "'indexer.poll' .node.toml. is not a setting"),
        ({}, "secret_sauce = 1\n", "'secret_sauce' .node.toml. is not a setting"),
    ],
)
def test_an_unknown_name_is_refused(
    tmp_path: Path, environment: dict[str, str], toml: str, sentence: str
) -> None:
    (tmp_path / "node.toml").write_text(toml)
    with pytest.raises(ConfigError, match=f"CONFIG:UNKNOWN.*{sentence}"):
        load(tmp_path, environment)


def test_an_unknown_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "pasword").write_text("x")
    with pytest.raises(ConfigError, match="'pasword' .secrets. is not a setting"):
        load(tmp_path)


def test_other_programs_variables_are_not_ours(tmp_path: Path) -> None:
    assert load(tmp_path, {"TALLYSTICK_PASSWORD": "x", "PORT": "1"}).port == 8000


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"TALLYSTICK_NODE_PORT": "65536"}, "port.*65535.*from environment"),
        ({"TALLYSTICK_NODE_PORT": "many"}, "port.*integer"),
        ({"TALLYSTICK_NODE_RATE_LIMIT": "off"}, "rate_limit is off, which is for dev alone"),
        ({"TALLYSTICK_NODE_SERVE": "worker"}, "serve is worker, but the local chain"),
        ({"TALLYSTICK_NODE_OUTBOX__OPERATOR_URL": "https://x"}, "operator_url needs a webhook"),
        ({"TALLYSTICK_NODE_SENDER__CAP_WEI_PER_DAY": "-1"}, "sender.cap_wei_per_day"),
    ],
)
def test_a_wrong_value_is_refused_with_rule_and_place(
    tmp_path: Path, environment: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ConfigError, match=f"CONFIG:SETTINGS.*{sentence}"):
        load(tmp_path, environment)


def test_a_wrong_secret_is_not_quoted(tmp_path: Path) -> None:
    (tmp_path / "node.toml").write_text("[sender]\npassword = ['hidden']\n")
    with pytest.raises(ConfigError, match="sender.password") as refused:
        load(tmp_path)
    assert "hidden" not in str(refused.value)


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "node.toml").write_text("port = \n")
    with pytest.raises(ConfigError, match="CONFIG:FILE.*node.toml"):
        load(tmp_path)


def test_what_is_allowed_together_passes(tmp_path: Path) -> None:
    assert not load(tmp_path, dev=True, rate_limit=False).rate_limit
    assert load(tmp_path, rpc="http://localhost:1", serve="worker").serve == "worker"
    environment = {
        "TALLYSTICK_NODE_OUTBOX__OPERATOR_URL": "https://x.example",
        "TALLYSTICK_NODE_OUTBOX__WEBHOOK_SECRET": SECRET,
        "TALLYSTICK_NODE_ORIGINS": '["https://wallet.example"]',
    }
    assert load(tmp_path, environment).origins == ("https://wallet.example",)


def test_names_are_told_with_their_groups() -> None:
    names = list(setting_names())
    assert {"data_dir", "sender.cap_wei_per_day", "indexer.confirmations"} <= set(names)
    assert len(names) == len(set(names))
