"""Published figures: one text for a document, one tree over its parts; anyone can check both."""
