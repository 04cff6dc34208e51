"""Where an application may stand, and from where it may go where."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["OPEN", "STEPS", "UNDECIDED", "ApplicationState"]


class ApplicationState(StrEnum):
    """Where an application stands. The last four are final."""

    SUBMITTED = "submitted"
    REFERRED = "referred"
    APPROVED = "approved"
    OFFERED = "offered"
    LISTED = "listed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


OPEN = (
    ApplicationState.SUBMITTED,
    ApplicationState.REFERRED,
    ApplicationState.APPROVED,
    ApplicationState.OFFERED,
)
# From where an application may go where; everything else is refused.
STEPS = {
    ApplicationState.SUBMITTED: {
        ApplicationState.REFERRED,
        ApplicationState.APPROVED,
        ApplicationState.REFUSED,
        ApplicationState.WITHDRAWN,
    },
    ApplicationState.REFERRED: {
        ApplicationState.APPROVED,
        ApplicationState.REFUSED,
        ApplicationState.WITHDRAWN,
    },
    ApplicationState.APPROVED: {
        ApplicationState.OFFERED,
        ApplicationState.WITHDRAWN,
        ApplicationState.EXPIRED,
    },
    ApplicationState.OFFERED: {ApplicationState.LISTED, ApplicationState.EXPIRED},
}
# While it is so, what it is decided by may still come.
UNDECIDED = (ApplicationState.SUBMITTED, ApplicationState.REFERRED)
