"""Products: templates of loans and lenders, what each asks for, and the artefacts that show it."""
