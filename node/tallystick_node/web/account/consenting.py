"""Which consent a check rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick_node.kyc.consents import ConsentPurpose
from tallystick_node.kyc.refusals import PersonRefused

if TYPE_CHECKING:
    from tallystick_node.web.account.desk import AccountDesk

__all__ = ["newest_consent"]


def newest_consent(desk: AccountDesk) -> int:
    """Return the newest open consent to identity checks.

    Args:
        desk: The reader's.

    Returns:
        Its number.

    Raises:
        PersonRefused: CONSENT:NONE when there is none.
    """
    with desk.database.reading() as connection:
        agreed = desk.kyc.consents.open_ones(connection, desk.me)
    numbers = [number for number, what in agreed.items() if what == ConsentPurpose.IDENTITY_CHECK]
    if not numbers:
        raise PersonRefused("CONSENT:NONE", "consent to the checks of your identity first")
    return max(numbers)
