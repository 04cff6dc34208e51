"""Another attestor's node that answers drop by drop is given up in the time that it has."""

from __future__ import annotations

from typing import Any, cast

import pytest

from client.exchanges.dripping import DRIPS, dripping, stopwatch
from tallystick_node.kyc import cosigners
from tallystick_node.kyc.cosigners import HttpCosigner
from tallystick_node.kyc.refusals import PersonRefused


class Request:
    """What is asked does not matter here."""

    def document(self) -> dict[str, str]:
        return {"a": "b"}


@pytest.mark.parametrize("drip", DRIPS)
def test_a_node_that_drips_is_given_up_in_time(drip: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cosigners, "TIMEOUT_SECONDS", 0.5)
    with dripping(drip) as place, stopwatch(2):
        other = HttpCosigner(f"http://{place}/v1/cosign", loopback=True)
        with pytest.raises(PersonRefused, match="COSIGN:UNREACHABLE"):
            other.cosign(cast("Any", Request()))
        other.close()
