"""What regulators and auditors ask for: duties with their evidence, what a rule would change."""
