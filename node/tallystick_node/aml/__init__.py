"""Money laundering: flows of money, the rules that look at them, alerts, cases and reports."""
