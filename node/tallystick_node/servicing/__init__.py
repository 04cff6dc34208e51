"""What happens to a loan after it was paid out: reminders, collection, delinquency, statements."""
