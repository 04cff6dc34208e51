"""Complaints: clocks by the policy pack, letters, the ladder of disputes, and what is anchored."""
