"""Parsing: a report's text to sentences, and the sentences that can carry something to trees."""
