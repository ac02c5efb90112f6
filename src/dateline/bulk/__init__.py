"""Many reports on many cores: `code_reports` codes them in processes and gives what came out in the order of what went in."""

from dateline.bulk.coding import SetAside, code_reports

__all__ = ["SetAside", "code_reports"]
