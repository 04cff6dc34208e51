"""Addresses that cannot be are refused where settings are read, with one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tallystick.errors import ConfigError
from tallystick_node.infrastructure.settings.addresses import on_this_machine
from tallystick_node.infrastructure.settings.settings import Settings, load_settings

SECRET = "whsec_" + "c2VjcmV0" * 4
IMPOSSIBLE = [
    "http://[", "https://x:0", "https://x:99999", "https://a b", "https://u:hidden@x", "ftp://x",
    "https://", "nonsense", "https://x:", "https://x\0", "",
]  # fmt: skip
# Where each setting is, and what else has to stand beside it.
BESIDE: dict[str, dict[str, str]] = {
    "rpc": {},
    "public_url": {},
    "outbox__operator_url": {"outbox__webhook_secret": SECRET},
    "notices__sms_url": {"outbox__webhook_secret": SECRET},
    "notices__push_url": {"outbox__webhook_secret": SECRET},
    "payments__bank_url": {
        "payments__bank_token": "t", "payments__bank_fields": "f",
        "payments__minter_key_file": "k",
    },
    "people__sesame_url": {
        "people__sesame_app": "a", "people__sesame_key": "k", "people__sesame_bureau_key": "k",
    },
    "people__baihang_url": {
        "people__baihang_client": "a", "people__baihang_secret": "s" * 32,
    },
    "providers__identity__url": {
        "providers__identity__client": "a", "providers__identity__secret": "s" * 32,
        "providers__identity__fields": "f",
    },
}  # fmt: skip


def load(folder: Path, **options: str) -> Settings:
    environment = {f"TALLYSTICK_NODE_{name.upper()}": value for name, value in options.items()}
    return load_settings({"data_dir": folder}, environment)[0]


@pytest.mark.parametrize("url", IMPOSSIBLE)
@pytest.mark.parametrize("name", BESIDE)
def test_a_url_that_cannot_be_is_refused_by_its_setting(
    tmp_path: Path, name: str, url: str
) -> None:
    with pytest.raises(ConfigError, match="CONFIG:SETTINGS") as refused:
        load(tmp_path, **{name: url}, **BESIDE[name])
    assert name.replace("__", ".") in refused.value.sentence
    assert "hidden" not in refused.value.sentence


@pytest.mark.parametrize("name", BESIDE)
def test_a_url_that_can_be_is_taken(tmp_path: Path, name: str) -> None:
    url = "https://node.example:8443"
    value: object = load(tmp_path, **{name: url}, **BESIDE[name])
    for part in name.split("__"):
        value = getattr(value, part)
    assert value == url


@pytest.mark.parametrize("url", ["http://node.example", "https://x:0", "https://a b"])
def test_cosigners_and_gateways_are_reached_over_https(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="people.cosigners"):
        load(tmp_path, people__cosigners=f'["{url}"]')
    with pytest.raises(ConfigError, match="notices.sms_url"):
        load(tmp_path, notices__sms_url=url, outbox__webhook_secret=SECRET)
    here = '["http://127.0.0.1:8001/v1/cosign"]'
    assert load(tmp_path, people__cosigners=here).people.cosigners


@pytest.mark.parametrize(
    "url",
    [
        "nonsense", "postgresql://", "postgresql://h", "postgresql://h/", "mysql://u@h/x",
        "postgresql://u:hidden@h:99999/x", "postgresql://u:hidden@h:0/x", "postgresql://h:abc/x",
        "postgresql://u:hidden@a b/x", "postgresql://[::1/x", "postgres://h/x", "sqlite://",
        "sqlite:///", "postgresql://u@/x",
    ],
)  # fmt: skip
def test_a_database_that_cannot_be_is_refused_unquoted(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="DATABASE:URL") as refused:
        load(tmp_path, database=url)
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:p%40w@db.example:5432/x", "postgresql+psycopg://u@[::1]/x",
        "postgresql:///x", "postgresql:///x?host=/var/run/postgresql", "sqlite:////tmp/x.sqlite",
        "postgresql:///x?host=a,b&port=1,2",
    ],
)  # fmt: skip
def test_a_database_that_can_be_is_taken(tmp_path: Path, url: str) -> None:
    assert load(tmp_path, database=url).database is not None


@pytest.mark.parametrize("host", ["", "a b", "\u00fcn\u00ef..x", "127.0.0.1:80", "\udcff", "a\0b"])
def test_a_host_that_cannot_be_is_refused(tmp_path: Path, host: str) -> None:
    for name in ("host", "notices__smtp_host"):
        with pytest.raises(ConfigError, match=name.replace("__", ".")):
            load(tmp_path, **{name: host, "notices__smtp_from": "a@b.example"})
    assert load(tmp_path, host="::1").host == "::1"


@pytest.mark.parametrize("origin", ["x", "https://x/path", "https://a b", "null", "https://x?y"])
def test_an_origin_that_cannot_be_is_refused(tmp_path: Path, origin: str) -> None:
    with pytest.raises(ConfigError, match="origins"):
        load(tmp_path, origins=f'["{origin}"]')
    assert load(tmp_path, origins='["*", "http://localhost:3000"]').origins


def test_this_machine_is_written_out() -> None:
    assert on_this_machine("http://127.0.0.1:80/x")
    for other in ("https://127.0.0.1", "http://node.example", "http://u@localhost", "http://["):
        assert not on_this_machine(other)
