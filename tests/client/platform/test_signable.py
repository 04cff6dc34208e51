"""Messages are checked when they are made, and written and read as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tallystick.errors import InputError
from tallystick.platform.messages import Offer

if TYPE_CHECKING:
    from tallystick.testing.loans import LoanBuilder


@pytest.mark.parametrize("principal", [1.0, True, "5"])
def test_an_offer_of_floats_is_a_type_error(loans: LoanBuilder, principal: Any) -> None:
    with pytest.raises(TypeError, match="Offer.principal must be an int"):
        loans.offer(principal=principal)


def test_an_offer_of_another_form_is_refused(loans: LoanBuilder) -> None:
    with pytest.raises(InputError, match="INPUT:RANGE: Offer.principal"):
        loans.offer(principal=-1)
    with pytest.raises(TypeError, match="Offer.in_days must be a bool"):
        loans.offer(in_days=1)
    with pytest.raises(InputError, match="INPUT:FIELDS: Offer has exactly"):
        Offer.parse({})


def test_a_message_survives_its_way_as_json(loans: LoanBuilder) -> None:
    offer = loans.offer(in_days=True, period=30)
    document = offer.document()
    assert Offer.parse(document) == offer
    assert (document["principal"], document["in_days"]) == ("10000000000", True)
    with pytest.raises(InputError, match="INPUT:AMOUNT: Offer.principal"):
        Offer.parse({**document, "principal": "1e3"})
    with pytest.raises(InputError, match="INPUT:BYTES"):
        Offer.parse({**document, "project": "0x12"})
