"""Who people are: numbers on documents, and lists of those with whom nobody may deal.

That a number is well formed says nothing about who holds it; that is for the providers to say.
"""
