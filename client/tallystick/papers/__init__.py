"""Papers of a loan and of a year: receipts, schedules, completion certificates, tax years."""
