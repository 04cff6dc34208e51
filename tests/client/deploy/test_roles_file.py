from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tallystick.deploy import load_policy, load_roles
from tallystick.errors import ConfigError
from tallystick.platform.decisions import PARAMETER_BOUNDS, PARAMETERS
from tallystick.testing.actors import Actors

ACTORS = Actors.make()
DEPLOYER = ACTORS.deployer.address
GOOD = ACTORS.roles().model_dump(exclude_none=True)


def written(tmp_path: Path, **changes: Any) -> Path:
    path = tmp_path / "roles.json"
    path.write_text(json.dumps({**GOOD, **changes}))
    return path


def test_json_and_toml_say_the_same(tmp_path: Path) -> None:
    toml = tmp_path / "roles.toml"
    parameters = GOOD.get("parameters", {})
    lines = [f"{key} = {json.dumps(value)}" for key, value in GOOD.items() if key != "parameters"]
    toml.write_text("\n".join([*lines, "[parameters]", *(f"{k} = {v}" for k, v in parameters)]))
    assert load_roles(toml) == load_roles(written(tmp_path)) == ACTORS.roles()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"delay_seconds": 60}, "delay_seconds"),
        ({"council": ["0x12", ACTORS.outsider.address]}, "council: it must be an address"),
        ({"council": [ACTORS.outsider.address] * 2}, "council: names an address twice"),
        ({"underwriters": []}, "underwriters"),
        ({"treasury": "0x52908400098527886E0F7030069857D2E4169eE8"}, "treasury: it has letters"),
        ({"treasury": "0x" + "00" * 20}, "treasury: it is the zero address"),
        ({"parameters": {"fee": 1}}, "unknown fee"),
        ({"parameters": {"cover_multiple": 1.5}}, "parameters.cover_multiple"),
        ({"parameters": {"cover_multiple": 21}}, "cover_multiple is 0 to 20, not 21"),
        ({"parameters": {"rate_max_ppm": -1}}, "rate_max_ppm is 0 to 1000000, not -1"),
        ({"owner": ACTORS.outsider.address}, "owner"),
        ({"utc_offset_seconds": 15 * 3_600}, "utc_offset_seconds"),
        ({"sandbox": {"persons_max": 0, "amount_max": 1, "ends_at": 1}}, "sandbox.persons_max"),
        ({"sandbox": {"persons_max": 1, "amount_max": 1}}, "sandbox.ends_at"),
    ],
)
def test_a_defect_is_named(tmp_path: Path, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigError, match="ROLES:FORM") as wrong:
        load_roles(written(tmp_path, **changes))
    assert sentence in str(wrong.value)


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_parameter_at_its_bound_is_good(tmp_path: Path, name: str) -> None:
    parameters = {name: PARAMETER_BOUNDS[name]}
    assert load_roles(written(tmp_path, parameters=parameters)).parameters == parameters


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="ROLES:FILE"):
        load_roles(tmp_path / "none.json")
    (tmp_path / "bad.toml").write_text("= 1")
    with pytest.raises(ConfigError, match="ROLES:FORM"):
        load_roles(tmp_path / "bad.toml")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"underwriters": [ACTORS.attestors[0].address]}, "attestor and underwriter"),
        ({"guardians": [DEPLOYER]}, "deployer and guardian"),
        ({"treasury": DEPLOYER}, "deployer and treasury"),
        ({"custodian": DEPLOYER}, "deployer and custodian"),
        ({"custodian": ACTORS.guardian.address}, "custodian and guardian"),
        ({"custodian": ACTORS.council[0].address}, "custodian and council member"),
    ],
)
def test_one_address_in_two_roles_that_must_be_apart_is_refused(
    tmp_path: Path, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ConfigError, match="ROLES:CONFLICT") as wrong:
        load_roles(written(tmp_path, **changes)).check(DEPLOYER)
    assert sentence in str(wrong.value)


def test_who_mints_the_token_holds_no_other_role(tmp_path: Path) -> None:
    minter = ACTORS.custodian.address
    for changes in ({"custodian": None}, {"custodian": minter}):
        load_roles(written(tmp_path, **changes)).check_minter(minter)
        load_roles(written(tmp_path, **changes)).check_minter(None)
    held = {
        "treasury": minter, "council": [minter, ACTORS.council[1].address], "underwriters": [minter]
    }  # fmt: skip
    for name, value in held.items():
        changed = written(tmp_path, custodian=None, council_threshold=2, **{name: value})
        with pytest.raises(ConfigError, match="ROLES:CONFLICT: .* minter and "):
            load_roles(changed).check_minter(minter)
    with pytest.raises(ConfigError, match="ROLES:CONFLICT: the token's minter is "):
        load_roles(written(tmp_path, custodian=ACTORS.outsider.address)).check_minter(minter)


@pytest.mark.parametrize("changes", [{"council_threshold": 4}, {"attestor_threshold": 3}])
def test_a_threshold_must_be_reachable(tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="ROLES:THRESHOLD"):
        load_roles(written(tmp_path, **changes)).check(DEPLOYER)


def test_the_policy_fills_in_what_the_file_leaves_out(tmp_path: Path) -> None:
    policy = load_policy("generic")
    assert set(policy.parameters) == set(PARAMETERS)
    roles = load_roles(written(tmp_path, parameters={"cover_multiple": 2}))
    assert roles.roles(policy.values(6)).parameters == policy.values(6) | {"cover_multiple": 2}


def test_every_figure_says_where_it_is_from() -> None:
    for figure in load_policy("generic").parameters.values():
        assert figure.unit
        assert figure.source
        assert figure.certainty in {"given", "chosen"}


def test_an_unknown_policy_is_said() -> None:
    with pytest.raises(ConfigError, match="DEPLOY:POLICY: there is no policy pack 'mars'"):
        load_policy("mars")
