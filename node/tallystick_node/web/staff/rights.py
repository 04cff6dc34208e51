"""Who may open a page of staff: as on the API, by the chain's roles and the second factor."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from tallystick_node.api.caller import Caller, staff
from tallystick_node.auth.rights import Role
from tallystick_node.web.session import Reader

__all__ = ["UnderwriterOfPage", "underwriter_of_page"]

_of_underwriters = staff(Role.UNDERWRITER)


def underwriter_of_page(reader: Reader) -> Caller:
    """Return an underwriter whose second factor is given.

    Args:
        reader: Who has signed in.

    Returns:
        The same.

    Raises:
        Forbidden: ACCESS:ROLE for who is none, ACCESS:FACTOR before the second factor.
    """
    return _of_underwriters(reader)


UnderwriterOfPage = Annotated[Caller, Depends(underwriter_of_page)]
