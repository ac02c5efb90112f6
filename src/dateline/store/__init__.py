"""Coded reports kept, merged events kept: one file by default, or a PostgreSQL database. Nothing is revised in place."""
