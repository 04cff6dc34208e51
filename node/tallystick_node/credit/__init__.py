"""Credit judgement: an ordered-logit scorecard with reasons, prices and an eye on itself.

Usable without the rest of the node. `Card` and `Judge` need the standard library alone, tables and
training numpy and scipy.
"""

from tallystick_node.credit.applicant import Judge, Judgement
from tallystick_node.credit.card import Card
from tallystick_node.credit.refusal import CreditError

__all__ = ["Card", "CreditError", "Judge", "Judgement"]
