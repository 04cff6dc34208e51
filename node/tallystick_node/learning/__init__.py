"""Learning: lessons for everybody and for staff, the exam of staff, the entry test of investors."""
