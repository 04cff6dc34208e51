"""What regulators and auditors ask for: the checklist with its evidence, what a rule would change."""
