"""Files, folders, globs and streams → `Report`s, lazily; what cannot be read is named with file, line and reason.

A text is given as it stands in its source: decoded, without a byte order mark, and otherwise unaltered, line breaks included.
"""

from dateline.reading.fields import report_from_fields
from dateline.reading.options import ReadOptions
from dateline.reading.reader import read

__all__ = ["ReadOptions", "read", "report_from_fields"]
