"""The page about money laundering has the figures that its command gives, and every rule."""

from __future__ import annotations

from docs.rows import ROOT
from tallystick_node.aml.rules.catalogue import RULES
from tallystick_node.aml.rules.rule import PPM
from tallystick_node.aml.simulation.trial import simulate
from tallystick_node.infrastructure.policy.packs import load_pack

PAGE = (ROOT / "docs" / "explanation" / "money-laundering.md").read_text("utf-8")


def test_the_figures_are_those_of_the_command() -> None:
    assert "tallystick aml simulate --people 2000 --months 12 --seed 1" in PAGE
    document = simulate(2000, 12, 1, load_pack("generic")).document()
    for code, rule in document["rules"].items():
        planted = document["planted"][code]
        row = (
            f"| {code} | {planted['planted']} | {planted['found']} | {rule['alerts']} |"
            f" {rule['precision_ppm'] / PPM:.1%} | {rule['recall_ppm'] / PPM:.1%} |"
        )
        assert row in PAGE
    clean = f"{document['clean_alerted']} of {document['clean']} clean people are alerted"
    assert clean in PAGE


def test_every_rule_is_explained() -> None:
    assert all(f"\n| {code} | " in PAGE for code in RULES)
