"""Where the detectors draw their lines, and why there.

Shares are in ppm. They are engineering judgement, tried on simulated platforms of 2,000 people and
12 months (docs/reference/audit.md says with what outcome); none of them is law.
"""

from __future__ import annotations

__all__ = [
    "ABSOLUTE_ARREARS_PPM", "ARREARS_DAYS", "CHAIN_BORROWERS_MIN", "CHAIN_LINKS_MIN",
    "CHAIN_SHARE_PPM", "CHAIN_TENOR_DAYS", "COLLECTED_SHARE_PPM", "COLLECTOR_BORROWERS_MIN", "DAY",
    "DRAIN_SHARE_PPM", "DRAIN_TIMES", "FAKE_SHARE_PPM", "FIRST_DRAIN_SHARE_PPM",
    "FRESH_AFTER_DAYS", "HAZARD_TIMES_MILLI", "HISTORY_WEEKS", "HUB_LENDER_PPM", "HUB_PERSONS_MIN",
    "LATE_BORROWERS_MIN", "LOANS_MIN", "LOG_RANK_Z_MILLI", "NEVER_PAID_BORROWERS_MIN",
    "NEVER_PAID_DAYS", "NEVER_PAID_LOANS_MIN", "NEVER_PAID_PPM", "PONZI_BORROWERS_MANY",
    "PONZI_BORROWERS_MIN", "PONZI_PAYMENTS_MIN", "PONZI_SHARE_OF_MANY_PPM", "PONZI_SHARE_PPM",
    "PONZI_WINDOW_DAYS", "PPM", "RELATED_LOANS_MIN", "RELATED_PRINCIPAL_PPM", "RELATED_SHARE_PPM",
    "ROLLED_PPM", "ROLL_DAYS", "SILENCE_PPM", "SIZE_PPM", "WEEK",
]  # fmt: skip

PPM = 1_000_000
DAY = 86_400
WEEK = 7 * DAY
# Fewer loans are too few for a share of them to mean anything.
LOANS_MIN = 8

# Money drawn longer ago has been through the world: what it pays then is no longer a sign.
FRESH_AFTER_DAYS = 90
# An account outside the platform that pays lenders as it pays borrowers is an exchange, a bank or
# whoever hands tokens out: money does not keep its origin there. The collector of a fraud pays
# borrowers. One that five lenders have paid, and that pays none, gathers their money.
HUB_PERSONS_MIN = 5
HUB_LENDER_PPM = 250_000

# Borrowers pay out of what they earn. Some pay for a friend with borrowed money; a seventh of all
# that is paid in a quarter is no friendship, and a tenth for twenty borrowers is none either:
# in large sound markets it was a twentieth at most.
PONZI_WINDOW_DAYS = 90
PONZI_SHARE_PPM = 150_000
PONZI_SHARE_OF_MANY_PPM = 100_000
PONZI_BORROWERS_MANY = 20
PONZI_PAYMENTS_MIN = 20
PONZI_BORROWERS_MIN = 5

# The law's share is nil (Interim Measures, Article 10 (1)); a few loans can be an error.
RELATED_SHARE_PPM = 50_000
RELATED_LOANS_MIN = 3
# A single loan is enough when it is a fifth of everything.
RELATED_PRINCIPAL_PPM = 200_000
# What has to reach the operator of a loan, or to come from there, before the loan is theirs.
COLLECTED_SHARE_PPM = 500_000

# Students of one school pay one account too: a collector is one whose borrowers do not pay.
COLLECTOR_BORROWERS_MIN = 5
FAKE_SHARE_PPM = 50_000
# Scorecards of this trade see first-payment defaults of 1 to 3 in 100.
NEVER_PAID_DAYS = 45
NEVER_PAID_PPM = 150_000
NEVER_PAID_LOANS_MIN = 20
NEVER_PAID_BORROWERS_MIN = 8

# Thirty days is what the trade calls late; sooner, forgetfulness is counted.
ARREARS_DAYS = 30
# A dozen months may each be the turning point that is tried; the highest value of more than a
# hundred simulated sound platforms was 3.0.
LOG_RANK_Z_MILLI = 3_300
HAZARD_TIMES_MILLI = 2_000
LATE_BORROWERS_MIN = 8
# Bad from the first month on there is no turning point: a third in arrears is bad by itself.
ABSOLUTE_ARREARS_PPM = 330_000

# Costs are paid week by week. What takes four times the largest week before it, and nearly all
# there is, pays no cost.
HISTORY_WEEKS = 8
DRAIN_TIMES = 4
DRAIN_SHARE_PPM = 800_000
FIRST_DRAIN_SHARE_PPM = 900_000
# Whoever runs away works no more: less than half as many acts as before.
SILENCE_PPM = 500_000

# A new loan that pays the old one off, three in a row, each short and about as large as the last.
CHAIN_LINKS_MIN = 3
CHAIN_TENOR_DAYS = 200
ROLL_DAYS = 10
SIZE_PPM = 250_000
ROLLED_PPM = 500_000
CHAIN_SHARE_PPM = 50_000
CHAIN_BORROWERS_MIN = 5
