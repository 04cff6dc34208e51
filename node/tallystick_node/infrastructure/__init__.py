"""What services stand on: clock, jobs, index, transactions, messages, audit log, vault, policy."""
