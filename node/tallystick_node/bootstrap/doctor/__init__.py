"""What a node needs to do what it is configured to do: one list, for `doctor` and `/readyz`."""
