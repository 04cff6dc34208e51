"""Records of the node about surveys."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from tallystick.api.shapes import Record

__all__ = ["SurveyOccasion", "SurveyResponse"]


class SurveyOccasion(StrEnum):
    """After what a client is asked."""

    TICKET = "ticket"
    COMPLAINT = "complaint"
    LOAN = "loan"


class SurveyResponse(Record):
    """An invitation: after what a client is asked, and until when."""

    answered_at: datetime | None
    invited_at: datetime
    occasion: SurveyOccasion
    open_until: datetime
    subject: int
    survey: int
