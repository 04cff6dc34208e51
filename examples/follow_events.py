"""Follow a platform's events: `follow_events.py URL DEPLOYMENT CHECKPOINT`.

Prints what has happened since the last run, and keeps its place in the file CHECKPOINT. A service
would call `follow()`, which never ends, in place of `poll()`; and it would keep the checkpoint in
one transaction with whatever it does about an event.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tallystick import Checkpoint, EventStream, Platform, Reorg

url, deployment, checkpoint = sys.argv[1:]

place = Path(checkpoint)
since = Checkpoint.parse(json.loads(place.read_text("utf-8"))) if place.exists() else None
stream = EventStream(Platform.connect(url, deployment), since=since)

for item in stream.poll():
    if isinstance(item, Reorg):
        print(f"the chain has changed: forget what was read from block {item.block} on")
    else:
        values = ", ".join(f"{name} {value}" for name, value in item.values.items())
        print(f"block {item.block}: {item.contract}.{item.name} {values}")
place.write_text(json.dumps(stream.checkpoint.document()), "utf-8")
