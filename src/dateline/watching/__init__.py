"""Feeds, polled politely → articles, coded, merged and kept in a store; what was seen survives any end of the program."""
