"""Pages: the platform in a browser, in several languages, with what the API itself answers.

A page asks the functions that the API's routes are, so that its figures are the API's. Reading and
forms work without JavaScript; only what a wallet signs needs it.
"""
