"""The keys of a policy pack: what each figure is, its type and its unit."""

from __future__ import annotations

from tallystick.platform.decisions import PARAMETERS

__all__ = ["AMOUNT", "GOVERNOR", "GOVERNOR_AMOUNTS", "KEYS", "RISK_METRICS"]

GOVERNOR = "governor."
# How the unit of an amount begins; the Governor's own have no other unit than its own.
AMOUNT = "minor units"
GOVERNOR_AMOUNTS = frozenset(
    GOVERNOR + name
    for name in (
        "single_signer_max", "single_signer_total_max", "list_day_max", "issue_day_max",
        "mandate_day_max",
    )
)  # fmt: skip

# The figures of risk and their units: each has a warning and a breach.
RISK_METRICS = {
    "credit.late": "ppm of what is outstanding",
    "credit.bad": "ppm of what is outstanding",
    "concentration.largest": "ppm of what is outstanding",
    "concentration.top_ten": "ppm of what is outstanding",
    "concentration.herfindahl": "ppm",
    "liquidity.mismatch": "ppm of what is outstanding",
    "reserve.shortfall": "ppm of what is needed",
    "reserve.provision": "ppm of what is to be held",
    "market.over_cap": "ppm of what is outstanding",
    "strategy.growth": "ppm of the quarter before",
    "correlation.guaranteed": "ppm of what is outstanding",
    "reputation.defaulted": "ppm of loans",
    "operation.dead_jobs": "jobs",
    "technology.halts": "actions",
    "compliance.reports_late": "months",
}

# Each key, with the type of its value and its unit.
KEYS: dict[str, tuple[type, str]] = {
    **{f"{GOVERNOR}{name}": (int, "as the Governor has it") for name in PARAMETERS},
    "borrower.cap.natural.platform": (int, "minor units, 0 for none"),
    "borrower.cap.natural.everywhere": (int, "minor units, 0 for none"),
    "borrower.cap.legal.platform": (int, "minor units, 0 for none"),
    "borrower.cap.legal.everywhere": (int, "minor units, 0 for none"),
    "rate.cap_ppm": (int, "ppm a year, all-in"),
    "reflection.seconds": (int, "seconds"),
    "reflection.class_max": (int, "class of an investor, 0 for none"),
    "invest.warn.amount": (int, "minor units"),
    "invest.warn.worth_ppm": (int, "ppm of net worth"),
    "reserve.allowed": (bool, "yes or no"),
    "guarantee.platform_allowed": (bool, "yes or no"),
    "guarantee.third_party_allowed": (bool, "yes or no"),
    "incentive.allowed": (bool, "yes or no"),
    **{
        f"incentive.{kind}": (bool, "yes or no")
        for kind in ("registration", "referral", "first_investment", "points", "coupon")
    },
    "incentive.registration_amount": (int, "minor units"),
    "incentive.referral_amount": (int, "minor units for each side"),
    "incentive.referral_lent_min": (int, "minor units"),
    **{f"incentive.first_from.{tier}": (int, "minor units") for tier in range(1, 4)},
    **{f"incentive.first_ppm.{tier}": (int, "ppm of what is lent") for tier in range(1, 4)},
    "incentive.first_level_max": (int, "risk level of a loan"),
    "incentive.hold_days": (int, "days after drawing down"),
    "incentive.month_budget": (int, "minor units a month, for all"),
    "incentive.person_cap": (int, "minor units, ever"),
    "incentive.points_unit": (int, "minor units lent for a point"),
    **{f"incentive.points_level.{level}": (int, "points") for level in range(1, 4)},
    "channel.offline": (bool, "yes or no"),
    "listing.raise_workdays": (int, "working days"),
    "disclosure.deadline_workdays": (int, "working days"),
    "adverse.notice_days": (int, "days"),
    "retention.years": (int, "years"),
    "entrytest.valid_months": (int, "months"),
    "entrytest.retake_hours": (int, "hours"),
    "exam.valid_months": (int, "months"),
    "evidence.valid_months": (int, "months"),
    "credential.valid_months": (int, "months"),
    "liveness.score_min_ppm": (int, "ppm of certainty"),
    "care.age_min": (int, "years"),
    "care.income_min": (int, "minor units a year"),
    "care.lend_cap": (int, "minor units"),
    **{f"investor.cap.{level}": (int, "minor units, 0 for none") for level in range(1, 6)},
    **{f"investor.worth_min.{level}": (int, "minor units") for level in range(1, 6)},
    **{
        f"reminder.plan.{segment}": (list, "days before due, then channels")
        for segment in ("first_time", "repeat", "legal", "vulnerable")
    },
    "resale.lock_steps": (list, "days after drawing down, then closed or ppm of the price"),
    "collection.tier_2_from": (int, "days past due"),
    "collection.tier_3_from": (int, "days past due"),
    "collection.hour_from": (int, "hour of the platform's day"),
    "collection.hour_until": (int, "hour of the platform's day"),
    "collection.calls_day_max": (int, "calls of a day and loan"),
    "collection.contacts_week_max": (int, "contacts of 7 days and loan"),
    "collection.pause_days_max": (int, "days"),
    "promise.days_max": (int, "days"),
    "proceeds.evidence_days": (int, "days after issue"),
    "reserve.provision_ppm": (int, "ppm of what is outstanding, 0 for none"),
    "aml.large.cash": (int, "minor units a day"),
    "aml.large.natural": (int, "minor units a day"),
    "aml.large.legal": (int, "minor units a day"),
    "aml.large.xborder": (int, "minor units a day"),
    "aml.floor": (int, "minor units"),
    "aml.cluster.share_max": (int, "people"),
    "aml.struct.hours": (int, "hours"),
    "aml.struct.count": (int, "flows"),
    "aml.struct.near_ppm": (int, "ppm of what is large"),
    "aml.struct.small_hours": (int, "hours"),
    "aml.struct.small_count": (int, "flows"),
    "aml.struct.small_ppm": (int, "ppm of what is large"),
    "aml.fifo.hours": (int, "hours"),
    "aml.fifo.out_ppm": (int, "ppm of what came in"),
    "aml.fifo.invested_ppm": (int, "ppm of what came in"),
    "aml.related.days": (int, "days"),
    "aml.related.size": (int, "people"),
    "aml.round.days": (int, "days"),
    "aml.round.hops": (int, "flows"),
    "aml.round.value_ppm": (int, "ppm of what set out"),
    "aml.dormant.days": (int, "days"),
    "aml.dormant.burst_days": (int, "days"),
    "aml.income.days": (int, "days"),
    "aml.income.multiple": (int, "monthly incomes"),
    "aml.earlypay.term_ppm": (int, "ppm of the term"),
    "aml.smurf.hours": (int, "hours"),
    "aml.smurf.count": (int, "destinations"),
    "aml.large.report_workdays": (int, "working days"),
    "aml.str.report_workdays": (int, "working days"),
    "aml.alert.decide_workdays": (int, "working days"),
    "aml.snooze.days_max": (int, "days"),
    "aml.large.fields": (list, "fields of the report"),
    "aml.str.fields": (list, "fields of the report"),
    "aml.travel.enabled": (bool, "yes or no"),
    "aml.travel.amount_min": (int, "minor units"),
    **{
        f"risk.{metric}.{bound}": (int, unit)
        for metric, unit in RISK_METRICS.items()
        for bound in ("warning", "breach")
    },
    "capital.own_funds_min": (int, "minor units"),
    "capital.overheads_ppm": (int, "ppm of a year's fixed overheads"),
    "capital.outstanding_ppm": (int, "ppm of what is outstanding"),
    "velocity.hour_floor": (int, "calls of an action in an hour"),
    "velocity.amount_floor": (int, "minor units handed out in a day"),
    "velocity.times": (int, "times the busiest hour or day of 14 days"),
    "complaints.acknowledge_workdays": (int, "working days"),
    "complaints.summary_workdays": (int, "working days"),
    "complaints.final_days": (int, "days"),
    "complaints.payment_final_workdays": (int, "working days"),
    "complaints.payment_limit_workdays": (int, "working days"),
    "complaints.ombudsman_months": (int, "months"),
    "complaints.close_hour": (int, "hour of the platform's day"),
    "complaints.redress_own_max": (int, "minor units"),
    "complaints.ombudsman": (list, "lines of a letter"),
    "support.first_answer_hours": (int, "working hours"),
    "support.resolve_hours": (int, "working hours"),
    "support.open_hour": (int, "hour of the platform's day"),
    "support.close_hour": (int, "hour of the platform's day"),
    "support.warning_hours": (int, "working hours"),
    "support.mention_hours_1": (int, "working hours"),
    "support.mention_hours_2": (int, "working hours"),
    "support.mention_hours_3": (int, "working hours"),
    "support.mention_keep_days": (int, "days"),
    "support.survey_every_days": (int, "days"),
    "support.survey_open_days": (int, "days"),
    "wording.forbidden": (list, "words"),
    "wording.risk_notice": (list, "a sentence for each language"),
    "identity.issuers": (list, "countries whose identity numbers are taken, * for all"),
}
