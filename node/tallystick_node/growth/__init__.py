"""Growth: rewards within budgets and caps, where clients come from, and what it is worth."""
