"""What the platform publishes: a report each month, from the index, never replaced."""
