"""kill -9 in the middle of the clocks' job loses no clock and no warning, and doubles none."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from node.complaints.test_jobs import alerts, warned
from tallystick_node.complaints.jobs import COMPLAINT_CLOCKS

if TYPE_CHECKING:
    from node.complaints.builders import Office

CLERK = Path(__file__).with_name("dying_clerk.py")


def test_a_process_that_dies_while_it_warns_loses_nothing(
    office: Office, client: str, database_url: str
) -> None:
    number = office.file(client)
    with office.database.reading() as connection:
        before = office.complaints.register.turns(connection, number)
    died = subprocess.run(
        [sys.executable, str(CLERK), database_url], check=False, capture_output=True, timeout=60
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert warned(office) == []
    for _ in range(2):
        office.work(COMPLAINT_CLOCKS)
    assert warned(office) == [(number, "acknowledge", "due")]
    assert alerts(office) == [{"overdue": [], "due": [number]}]
    with office.database.reading() as connection:
        assert office.complaints.register.turns(connection, number) == before
