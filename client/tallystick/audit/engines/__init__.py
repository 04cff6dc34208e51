"""An audit in parts: loans are replayed side by side, and one core replays what they share."""
