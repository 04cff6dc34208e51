"""The audit log: who did what to what, in an order that cannot be changed unseen."""
