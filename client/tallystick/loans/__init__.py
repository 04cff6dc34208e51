"""The exact arithmetic of one loan: schedule, payments, payoff, default, shares."""
