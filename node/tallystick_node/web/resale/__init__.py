"""Pages on which notes are sold and bought before they end."""
