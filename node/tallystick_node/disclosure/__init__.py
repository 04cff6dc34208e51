"""What the platform tells everyone: a report each month, from the index, never replaced."""
