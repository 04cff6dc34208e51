"""The daily job of partners: referrals that nobody has answered in time end, with their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick_node.infrastructure.jobs.kinds import JobKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.infrastructure.jobs.kinds import Effect, Job
    from tallystick_node.partners.service import Partners

__all__ = ["PARTNER_REFERRALS", "kind_of_partners"]

PARTNER_REFERRALS = "partners.referrals"


def kind_of_partners(partners: Partners | None) -> JobKind:
    """Return the job.

    Args:
        partners: The room; None to list the job only.

    Returns:
        The kind.
    """

    def run(_: Job) -> Effect:
        def effect(connection: Connection) -> None:
            assert partners is not None, "a job that is only listed is not done"
            partners.referrals.forget_old(connection)

        return effect

    return JobKind(PARTNER_REFERRALS, run, of_today=True)
