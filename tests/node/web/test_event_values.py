"""What a transaction has changed, as people write it; every field that is named exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.web.reading import read
from tallystick.chain.artifacts import CONTRACTS, artifact
from tallystick.platform._sync.investor import Investor
from tallystick_node.web.acts.event_values import AMOUNT_FIELDS, MOMENT_FIELDS

if TYPE_CHECKING:
    from node.api.builders import Api


def numeric_fields() -> set[str]:
    return {
        field["name"]
        for name in CONTRACTS
        for entry in artifact(name)["abi"]
        if entry["type"] == "event"
        for field in entry["inputs"]
        if field["type"].startswith("uint")
    }


@pytest.mark.parametrize("name", sorted(AMOUNT_FIELDS | MOMENT_FIELDS))
def test_every_field_that_is_named_is_of_an_event(name: str) -> None:
    assert name in numeric_fields()


def test_what_has_changed_is_shown_in_main_units(site: Api) -> None:
    investor = site.network.session.actors.investor
    sent = Investor(site.network.platform, investor).act.withdraw(12_500_000).send()
    shown = read(site.client.get(f"/sent/{sent.tx_hash}").text)
    assert 12_500_000 in shown.figures
    assert "Escrow.Withdrawn" in shown.text
