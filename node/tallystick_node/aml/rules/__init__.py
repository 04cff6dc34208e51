"""The rules of money laundering: pure functions over flows and people, each with its version."""
