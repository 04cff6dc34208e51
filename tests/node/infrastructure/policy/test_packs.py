"""A pack is whole, its figures say from when and why, and it decides as it says."""

from __future__ import annotations

import copy
import json
import tomllib
from datetime import date
from fractions import Fraction
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest

from tallystick.errors import ConfigError, InputError
from tallystick.loans.dates import Unit
from tallystick.loans.schedule import Method, Terms, schedule
from tallystick_node.infrastructure.policy.agreement import excesses
from tallystick_node.infrastructure.policy.difference import difference
from tallystick_node.infrastructure.policy.figure_keys import AMOUNT, GOVERNOR, KEYS
from tallystick_node.infrastructure.policy.judgement import Policy
from tallystick_node.infrastructure.policy.packs import load_pack, pack_names, parse_pack

if TYPE_CHECKING:
    from node.network import Network

DAY = date(2018, 1, 2)
GENERIC = Policy(load_pack("generic"), DAY)
CHINA = Policy(load_pack("cn-2017"), DAY)


@pytest.fixture
def document() -> dict[str, Any]:
    file = resources.files("tallystick_node.infrastructure.policy") / "packs" / "generic.toml"
    return copy.deepcopy(tomllib.loads(file.read_text("utf-8")))


@pytest.mark.parametrize("name", pack_names())
def test_a_pack_has_every_key_with_source_and_certainty(name: str) -> None:
    pack = load_pack(name)
    assert pack.name == name
    assert set(pack.figures) == set(KEYS)
    assert all(pack.figure(key, DAY).source for key in KEYS)


def test_generic_is_what_a_deployment_gets() -> None:
    file = resources.files("tallystick.deploy") / "policy_generic.json"
    deployed = json.loads(file.read_text("utf-8"))["parameters"]
    for name, figure in deployed.items():
        assert GENERIC.pack.number(GOVERNOR + name, DAY) == figure["value"]


def test_an_unknown_pack_is_refused_with_those_there_are() -> None:
    with pytest.raises(ConfigError, match="POLICY:NAME.*'utopia'.*cn-2017, eu-ecspr, generic"):
        load_pack("utopia")


@pytest.mark.parametrize(
    ("key", "field", "value", "sentence"),
    [
        ("rate.cap_ppm", "value", "high", "rate.cap_ppm.0.value.int"),
        ("rate.cap_ppm", "value", True, "rate.cap_ppm must be of type int"),
        ("rate.cap_ppm", "value", -1, "rate.cap_ppm is below 0"),
        ("rate.cap_ppm", "unit", "percent", "counted in ppm a year, all-in, not in percent"),
        ("rate.cap_ppm", "source", "", "rate.cap_ppm"),
        ("rate.cap_ppm", "certainty", "sure", "certainty"),
        ("rate.cap_ppm", "until", date(1999, 1, 1), "until lies before since"),
        ("rate.cap_ppm", "author", "me", "author"),
        ("reserve.allowed", "value", 1, "reserve.allowed must be of type bool"),
    ],
)
def test_a_figure_that_is_not_whole_is_refused(
    document: dict[str, Any], key: str, field: str, value: object, sentence: str
) -> None:
    document["figures"][key][0][field] = value
    with pytest.raises(ConfigError, match=f"POLICY:FORM.*{sentence}"):
        parse_pack(document)


def test_a_missing_and_a_strange_key_are_refused(document: dict[str, Any]) -> None:
    gone = document["figures"].pop("rate.cap_ppm")
    with pytest.raises(ConfigError, match="rate.cap_ppm is missing"):
        parse_pack(document)
    document["figures"] |= {"rate.cap_ppm": gone, "rate.cap_percent": gone}
    with pytest.raises(ConfigError, match="rate.cap_percent is not a key"):
        parse_pack(document)


def test_figures_of_a_key_follow_each_other(document: dict[str, Any]) -> None:
    (first,) = document["figures"]["rate.cap_ppm"]
    second = {**first, "since": date(2020, 8, 20), "value": 154_000}
    document["figures"]["rate.cap_ppm"] = [second, first]
    with pytest.raises(ConfigError, match="rate.cap_ppm has two figures for 2020-08-20"):
        parse_pack(document)
    document["figures"]["rate.cap_ppm"] = [second, {**first, "until": date(2020, 8, 19)}]
    pack = parse_pack(document)
    assert pack.number("rate.cap_ppm", date(2020, 8, 19)) == first["value"]
    assert pack.number("rate.cap_ppm", date(2020, 8, 20)) == 154_000


def test_a_day_before_the_law_has_no_answer() -> None:
    with pytest.raises(ConfigError, match="POLICY:DAY.*cn-2017.*2014-01-01"):
        CHINA.pack.number("rate.cap_ppm", date(2014, 1, 1))


def owes(policy: Policy, more: int, *, natural: bool = True, here: int = 0, there: int = 0) -> None:
    policy.check_borrower(natural=natural, more=more, on_platform=here, elsewhere=there)


def test_a_borrower_may_owe_their_cap_and_not_a_unit_more() -> None:
    owes(CHINA, 20_000_000)
    owes(CHINA, 5_000_000, here=15_000_000, there=80_000_000)
    owes(CHINA, 100_000_000, natural=False)
    with pytest.raises(InputError, match="POLICY:CAP.*owe 20000000 .platform.*20000001"):
        owes(CHINA, 5_000_001, here=15_000_000)
    with pytest.raises(InputError, match="POLICY:CAP.*owe 100000000 .everywhere"):
        owes(CHINA, 5_000_001, there=95_000_000)
    with pytest.raises(InputError, match="a legal person owe 100000000"):
        owes(CHINA, 100_000_001, natural=False)
    owes(GENERIC, 10**15)


def test_the_rate_is_judged_with_all_fees() -> None:
    """24 % nominal is fine alone; with a tenth withheld it is not."""
    terms = Terms(1_000_000, 240_000, 12, 1, Unit.MONTHS, Method.ANNUITY, 0)
    payments = schedule(terms).payments
    alone = CHINA.check_rate(1_000_000, payments, 1, Unit.MONTHS)
    assert 240_000 < alone <= 360_000
    with pytest.raises(InputError, match="POLICY:RATE.*360000 ppm.*this loan costs"):
        CHINA.check_rate(900_000, payments, 1, Unit.MONTHS)


def test_reserve_and_guarantee_are_the_packs_to_allow() -> None:
    def secure(policy: Policy, reserve: int, guarantor: bool, platform: bool) -> None:
        policy.check_security(
            reserve_ppm=reserve, guarantor=guarantor, guarantor_is_platform=platform
        )

    secure(GENERIC, 10_000, True, False)
    secure(CHINA, 0, True, False)
    with pytest.raises(InputError, match="POLICY:RESERVE.*cn-2017.*10000 ppm"):
        secure(CHINA, 10_000, False, False)
    for policy in (GENERIC, CHINA):
        with pytest.raises(InputError, match="POLICY:GUARANTEE.*by the platform"):
            secure(policy, 0, True, True)


def test_promises_are_found_in_any_case() -> None:
    assert CHINA.forbidden_words("本产品保本保息") == ["保本", "保息"]
    assert GENERIC.forbidden_words("A Guaranteed Return, Risk-Free!") == [
        "guaranteed return", "risk-free",
    ]  # fmt: skip
    assert GENERIC.forbidden_words("You may lose all of it.") == []


def test_packs_are_compared_key_by_key() -> None:
    changes = {entry.key: entry for entry in difference(GENERIC.pack, DAY, CHINA.pack, DAY)}
    assert changes["reserve.allowed"].before.value is True
    assert changes["reserve.allowed"].after.value is False
    assert "guarantee.platform_allowed" not in changes
    assert difference(CHINA.pack, DAY, CHINA.pack, DAY) == []


def test_the_chain_is_compared_with_the_pack(network: Network) -> None:
    assert excesses(network.platform, GENERIC.pack, DAY) == []
    values = {
        excess.name: excess for excess in excesses(network.platform, load_pack("cn-2017", 6), DAY)
    }
    assert set(values) == {"reserve_max_ppm", "cover_cap_max_ppm", "raise_seconds_max"}
    assert (values["reserve_max_ppm"].on_chain, values["reserve_max_ppm"].allowed) == (50_000, 0)


AMOUNTS = sorted(
    key for key in KEYS
    if KEYS[key][1].startswith(AMOUNT) or (key.startswith(GOVERNOR) and not key.endswith("_ppm")
    and key.rpartition(".")[2] not in {"cover_multiple", "raise_seconds_max"})
)  # fmt: skip


@pytest.mark.parametrize("name", pack_names())
@pytest.mark.parametrize("decimals", [0, 2, 6, 8])
def test_amounts_are_in_the_tokens_minor_units(name: str, decimals: int) -> None:
    """A pack written with two decimals had limits ten thousand times too low for six."""
    written, scaled = load_pack(name), load_pack(name, decimals)
    for key in KEYS:
        for before, after in zip(written.figures[key], scaled.figures[key], strict=True):
            if key not in AMOUNTS:
                assert after.value == before.value, key
                continue
            exact = Fraction(int(str(before.value)), 10**written.decimals) * 10**decimals
            assert after.value == exact // 1, key


def test_the_same_law_means_the_same_money_on_every_token() -> None:
    for decimals in (2, 6, 8):
        pack = load_pack("cn-2017", decimals)
        assert pack.number("borrower.cap.natural.platform", DAY) == 200_000 * 10**decimals
        assert pack.number(f"{GOVERNOR}single_signer_max", DAY) == 200_000 * 10**decimals


@pytest.mark.parametrize("name", ["eu-ecspr", "uk-fca", "us"])
def test_a_pack_takes_over_what_it_says_nothing_of(name: str) -> None:
    pack, base = load_pack(name), load_pack("generic")
    file = resources.files("tallystick_node.infrastructure.policy") / "packs" / f"{name}.toml"
    own = set(tomllib.loads(file.read_text("utf-8"))["figures"])
    assert own
    for key in set(KEYS) - own:
        assert pack.figures[key] == base.figures[key]
    for key in own:
        assert all(figure.source for figure in pack.figures[key])
        days = [figure.since for figure in pack.figures[key]]
        assert days == sorted(days)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"based_on": "utopia"}, "based_on is no pack"),
        ({"based_on": "us"}, "based_on is no pack"),
        ({"based_on": "cn-2017"}, "decimals differ"),
        ({"decimals": 19}, "decimals"),
        ({"decimals": None}, "decimals"),
    ],
)
def test_a_pack_is_based_on_a_whole_one_with_the_same_decimals(
    document: dict[str, Any], changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ConfigError, match=f"POLICY:FORM.*{sentence}"):
        parse_pack({**document, **changes})


def test_a_day_in_a_hole_between_two_figures_is_refused(document: dict[str, Any]) -> None:
    figure = document["figures"]["rate.cap_ppm"][0]
    document["figures"]["rate.cap_ppm"] = [
        {**figure, "until": date(2020, 1, 1)}, {**figure, "since": date(2020, 1, 3)},
    ]  # fmt: skip
    with pytest.raises(ConfigError, match="POLICY:FORM.*rate.cap_ppm.*2020-01-02"):
        parse_pack(document)
