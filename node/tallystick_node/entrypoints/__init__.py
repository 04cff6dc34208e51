"""The node's commands, and the process that serves it."""
