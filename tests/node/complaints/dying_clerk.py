"""A process that does the job of the clocks and is killed while it writes; see test_dying."""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime

from sqlalchemy import insert

from tallystick_node.storage import Database
from tallystick_node.storage.tables import complaint_warnings


def main(url: str) -> None:
    """Begin a transaction as the job does, and die before it ends."""
    database = Database(url)
    with database.writing() as connection:
        connection.execute(
            insert(complaint_warnings).values(
                complaint=1, turn=1, milestone="acknowledge", sign="due",
                due_at=datetime(2026, 3, 11, 17, tzinfo=UTC),
                raised_at=datetime(2026, 3, 10, 9, tzinfo=UTC),
            )
        )  # fmt: skip
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1])
