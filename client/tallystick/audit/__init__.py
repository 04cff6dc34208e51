"""Everything is rebuilt from events and compared with the chain: replay, checks, traces.

`tallystick.audit.auditor.Auditor` is the way in.
"""

from __future__ import annotations

__all__: list[str] = []
