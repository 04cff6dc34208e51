"""The settings of the chain have bounds, and the passwords among them are not shown."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tallystick_node.infrastructure.settings.chain import IndexerSettings, SenderSettings


@pytest.mark.parametrize(
    ("model", "name", "least", "most"),
    [
        (IndexerSettings, "poll_seconds", 1, 3_600),
        (IndexerSettings, "confirmations", 0, 1_000),
        (IndexerSettings, "lag_blocks_max", 1, 100_000),
        (SenderSettings, "stuck_seconds", 1, 86_400),
        (SenderSettings, "confirmations", 0, 1_000),
    ],
)
def test_each_figure_has_its_bounds(
    model: type[IndexerSettings | SenderSettings], name: str, least: int, most: int
) -> None:
    for value in (least, most):
        assert getattr(model.model_validate({name: value}), name) == value
    for value in (least - 1, most + 1):
        with pytest.raises(ValidationError, match=name):
            model.model_validate({name: value})
