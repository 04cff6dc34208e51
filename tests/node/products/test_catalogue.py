"""The templates that ship are sound, and others are refused with every defect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.underwriting.cases import RULES
from tallystick.errors import ConfigError, InputError
from tallystick.loans.schedule import Method
from tallystick_node.infrastructure.policy.packs import pack_names
from tallystick_node.kyc.documents import KINDS
from tallystick_node.products.catalogue import PERSONAL, ProductSide, ProductState, load_catalogue
from tallystick_node.underwriting.loan_request import LoanPurpose

if TYPE_CHECKING:
    from pathlib import Path

CATALOGUE = load_catalogue()
WORDS = """
[products.{name}.words.en]
title = "Words"
text = "Words of a product."
[products.{name}.words.zh-CN]
title = "产品说明"
text = "这是一个产品的说明文字。"
"""


def test_each_template_names_what_there_is() -> None:
    for name, template in CATALOGUE.products.items():
        assert set(template.purposes) <= set(LoanPurpose) - set(RULES.purposes_refused), name
        assert {method.upper() for method in template.methods} <= set(Method.__members__), name
        assert set(template.documents or ()) <= KINDS, name
        assert set(template.refused_by) <= set(pack_names()), name
        assert template.amount_max <= RULES.amount_max, name
        assert all(1 <= months <= 480 for months in template.months), name


def test_every_product_of_the_plan_is_there() -> None:
    assert set(CATALOGUE.products) == {
        "personal", "sme", "shop", "education", "tourism", "seasonal", "rural", "onsite",
        "supply_chain", "social", "guaranteed", "collateralised", "institution", "permissionless",
        "lend_first",
    }  # fmt: skip
    lenders = [name for name, each in CATALOGUE.products.items() if each.side is ProductSide.LENDER]
    assert lenders == ["institution"]


def test_the_test_profile_is_refused_by_every_pack_and_says_so() -> None:
    template = CATALOGUE.template("permissionless")
    assert template.state is ProductState.TESTS
    assert sorted(template.refused_by) == pack_names()
    assert "tests" in template.said("en").text
    assert template.said("en").refused
    assert template.said("zh-CN").refused


def test_lending_first_is_off_and_the_china_pack_says_why() -> None:
    template = CATALOGUE.template("lend_first")
    assert template.state is ProductState.OFF
    assert template.refused_by == ["cn-2017"]
    assert "intermediary" in template.said("en").refused


def test_words_fall_back_to_english() -> None:
    template = CATALOGUE.template(PERSONAL)
    assert template.said("fr") == template.said("en")
    assert template.said("zh-CN") != template.said("en")


def test_a_product_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="PRODUCT:NONE"):
        CATALOGUE.template("yacht")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[products.sme]\n", "personal"),
        ("[products.personal]\namount_max = 5\n", "nothing else"),
        ("[products.other]\nadvance_ppm = 5\n", "invoice"),
        ("[products.other]\nartefacts = ['guarantor']\n", "guarantor"),
        ("[products.other]\nrefused_by = ['us']\n", "reason"),
        ("[products.other]\namount_min = 9\namount_max = 8\n", "amount_min"),
        ("[products.other]\nartefacts = ['photograph']\n", "artefacts"),
        ("[products.other]\nsurprise = 1\n", "surprise"),
    ],
)
def test_templates_that_are_not_sound_are_refused(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "products.toml"
    named = "".join(
        WORDS.format(name=name) for name in ("personal", "other", "sme") if name in text
    )
    if "other" in text:
        named += WORDS.format(name="personal")
    file.write_text('version = "1"\n' + text + named, "utf-8")
    with pytest.raises(ConfigError, match="PRODUCT:CATALOGUE") as refused:
        load_catalogue(file)
    assert words in str(refused.value)


def test_a_file_of_one_s_own_is_read(tmp_path: Path) -> None:
    file = tmp_path / "products.toml"
    file.write_text('version = "own"\n' + WORDS.format(name="personal"), "utf-8")
    assert list(load_catalogue(file).products) == ["personal"]
    with pytest.raises(ConfigError, match="PRODUCT:CATALOGUE"):
        load_catalogue(tmp_path / "none.toml")
