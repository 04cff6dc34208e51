"""Which tests go to one worker together, and which go first: what takes long to make is made once.

pytest-xdist's own marks for groups have no effect under pytest 9.2, which keeps node ids elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    import pytest

__all__ = ["TOGETHER", "ByFile", "slowest_first"]

# Files and the session's fixture that they share, the slowest first; others stand for themselves.
TOGETHER = {
    "tests/simulation/test_simulation.py": "simulated days",
    "tests/simulation/test_planted.py": "planted bugs",
    "tests/node/demo/test_demo.py": "demonstration",
    "tests/node/demo/test_servicing.py": "demonstration",
    "tests/node/demo/test_beginning.py": "demonstration",
    "tests/node/demo/test_stages.py": "demonstration",
    "tests/node/entrypoints/test_whole_life.py": "life of a node",
    "tests/node/bootstrap/test_services.py": "services",
    "tests/examples/test_examples.py": "examples",
    "tests/seams/test_audit.py": "life of a chain",
    "tests/seams/test_audit_command.py": "life of a chain",
    "tests/seams/test_audit_lies.py": "life of a chain",
    "tests/seams/test_audit_events.py": "life of a chain",
    "tests/seams/test_audit_reports.py": "reports",
    "tests/node/entrypoints/test_command.py": "commands",
    "tests/node/bootstrap/test_servicing_node.py": "servicing",
    "tests/node/entrypoints/test_api_fuzz.py": "fuzz",
    "tests/node/entrypoints/test_kill_rounds.py": "kills",
    "tests/seams/test_audit_stateful.py": "stateful",
}
GROUPS = list(dict.fromkeys(TOGETHER.values()))


class ByFile(LoadScopeScheduling):  # type: ignore[misc]  # published without types
    """Sends the tests of a file, or of files that share a fixture, to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return TOGETHER.get(file, file)


def slowest_first(item: pytest.Item) -> int:
    """The rank of a test's file: a long one that began last would be waited for."""
    group = TOGETHER.get(item.nodeid.split("::", 1)[0])
    return len(GROUPS) if group is None else GROUPS.index(group)
