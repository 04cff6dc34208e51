"""The catalogue of rules."""

from __future__ import annotations

import pytest

from node.aml.scenes import LARGE as T
from node.aml.scenes import deposits, party, scene
from tallystick.errors import InputError
from tallystick_node.aml.rules.catalogue import RULES, look, rule_of


def test_there_are_eleven_rules_each_with_a_version_and_a_sentence() -> None:
    assert list(RULES) == [
        "LARGE", "STRUCT", "FIFO", "RELATED", "ROUND", "DORMANT", "INCOME", "XBORDER", "EARLYPAY",
        "SMURF_OUT", "WALLET",
    ]  # fmt: skip
    assert all(rule.version >= 1 and rule.sentence for rule in RULES.values())


def test_chosen_rules_look_and_no_others() -> None:
    flows = deposits("a", (1, T))
    assert [hit.rule for hit in look(scene(flows, party("a", monthly_income=1)))] == [
        "LARGE", "INCOME",
    ]  # fmt: skip
    assert [hit.rule for hit in look(scene(flows, party("a")), ["LARGE"])] == ["LARGE"]
    assert look(scene(flows, party("a")), ["STRUCT"]) == []


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(InputError, match="AML:RULE"):
        rule_of("NOSE")
