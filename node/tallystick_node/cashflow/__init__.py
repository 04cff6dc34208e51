"""Bank statements read from files, and what they show of a business's or person's cash."""
