"""The people of the platform: who they are, what speaks for and against them, what they may do.

Every value of a person is sealed in the vault. What was learned about it, by whom and when, is kept
elsewhere; sentences name the field and the rule, never the value.
"""
