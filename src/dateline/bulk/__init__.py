"""Many reports on many cores: `code_reports` codes them in processes and gives what came out in the order of what went in."""

from dateline.bulk.coding import SetAside, code_each, code_reports
from dateline.bulk.worker import Outcome

__all__ = ["Outcome", "SetAside", "code_each", "code_reports"]
