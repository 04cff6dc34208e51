"""For other people's test suites: a chain, a deployed platform, funded people, time travel.

The pytest plugin `tallystick.testing.plugin` is there once the package is installed; nothing of
the embedded EVM is imported before a fixture asks for it. Needs the extra `testing`.
"""

from __future__ import annotations

__all__: list[str] = []
