"""Parquet: one report a row, batch by batch. Needs pyarrow: the extra `dateline[parquet]`."""

from __future__ import annotations

import datetime as dt
import decimal
import math
from collections.abc import Iterator
from typing import Any, BinaryIO

from dateline.errors import UnreadableInput
from dateline.reading.columns import WrongColumns, columns_of
from dateline.reading.found import Found, Item
from dateline.reading.options import ReadOptions
from dateline.reading.stream import ByteStream
from dateline.reading.unpacking import BrokenStream

_BATCH = 64
"""Rows in memory at a time."""
_CELLS = 32_000_000
"""Bytes of one column's texts that are taken at a time, where its texts are long."""
_LARGEST_FOOTER = 64_000_000
"""Bytes of the description at the end of a file, which is read whole."""
_RATIO, _FREE = 200, 256_000_000
"""A column whose part of a row group says that it unpacks to more than this, and so many times, is not opened: pyarrow takes as much."""


def is_parquet(sample: bytes) -> bool:
    """Whether the bytes begin as Parquet does."""
    return sample.startswith(b"PAR1")


def read_parquet(stream: ByteStream, options: ReadOptions, source: str) -> Iterator[Item]:
    """The reports of a table; `line` is the row, from 1. Columns of bytes are left out, the others that we do not know are kept."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        yield UnreadableInput(source, "is a Parquet file, which needs pyarrow; install it with: pip install 'dateline[parquet]'")
        return
    with stream.seekable() as file:
        size = file.seek(0, 2)
        _check_footer(file, size)
        stream.gauge.packed = max(stream.gauge.packed, size)
        try:
            with parquet.ParquetFile(file, pre_buffer=False, buffer_size=1 << 20) as table:
                yield from _rows(table, options, source, stream, pa)
        except pa.ArrowException as error:
            raise BrokenStream(f"is no Parquet file that can be read ({_first_line(error)}); write it again") from error
        except OSError as error:  # pyarrow says so of pages that are broken
            raise BrokenStream(f"is a Parquet file that is broken ({_first_line(error)}); fetch it again") from error


def _check_footer(file: BinaryIO, size: int) -> None:
    if size < 12:
        raise BrokenStream("is a Parquet file that ends too early; fetch it again")
    file.seek(size - 8)
    end = file.read(8)
    length = int.from_bytes(end[:4], "little")
    if end[4:] != b"PAR1":
        raise BrokenStream("is a Parquet file that ends too early, or is encrypted; fetch it again")
    if length > min(size, _LARGEST_FOOTER):
        raise BrokenStream(f"is a Parquet file with a description of {length:,} bytes, more than it can have; write it again")
    file.seek(0)


def _rows(table: Any, options: ReadOptions, source: str, stream: ByteStream, pa: Any) -> Iterator[Item]:
    schema = table.schema_arrow
    chosen = [field.name for field in schema if not _is_bytes(field.type, pa)]
    if len(set(chosen)) != len(chosen):
        yield UnreadableInput(source, "has two columns of one name; rename one")
        return
    try:
        columns = columns_of(chosen, options)
    except WrongColumns as reason:
        yield UnreadableInput(source, str(reason))
        return
    for problem in _bombs(table.metadata):
        raise BrokenStream(problem)
    number = 0
    for batch in table.iter_batches(batch_size=_BATCH, columns=chosen, use_threads=False):
        # pyarrow gives the columns in the order of the file, whatever the order asked for.
        arrays = [_timed(batch.column(batch.schema.names.index(name)), pa) for name in chosen]
        step = max(1, min(_BATCH, _CELLS // max(1, *(_longest(array, pa) for array in arrays))))
        for start in range(0, batch.num_rows, step):
            values = [array.slice(start, step).to_pylist() for array in arrays]
            for row in zip(*values, strict=True):
                number += 1
                stream.gauge.add(sum(len(cell) for cell in row if isinstance(cell, str)), "Parquet file")
                yield Found(columns.fields([_plain(cell) for cell in row]), number)
    if not number:
        yield UnreadableInput(source, "holds no reports; expected one row a report")


def _bombs(metadata: Any) -> Iterator[str]:
    for group in range(metadata.num_row_groups):
        described = metadata.row_group(group)
        for place in range(described.num_columns):
            column = described.column(place)
            if column.total_uncompressed_size > max(_FREE, _RATIO * column.total_compressed_size):
                yield f"the Parquet file unpacks to more than {_RATIO} times its size; unpack it first if you trust it"


def _is_bytes(kind: Any, pa: Any) -> bool:
    types = pa.types
    if types.is_dictionary(kind):
        return _is_bytes(kind.value_type, pa)
    return bool(types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind))


def _timed(column: Any, pa: Any) -> Any:
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":  # Python has no nanoseconds
        return column.cast(pa.timestamp("us", column.type.tz), safe=False)
    return column


def _longest(column: Any, pa: Any) -> int:
    """The bytes of a column's longest text, so that no more rows are taken at once than fit. A dictionary holds each text only once."""
    import pyarrow.compute as pc

    texts = column.dictionary if pa.types.is_dictionary(column.type) else column
    if not (pa.types.is_string(texts.type) or pa.types.is_large_string(texts.type)):
        return 0
    return pc.max(pc.binary_length(texts)).as_py() or 0


def _plain(value: Any) -> Any:
    """A value as JSON has it; dates stay dates for the field that wants one."""
    if value is None or isinstance(value, str | bool | int | dt.date):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, decimal.Decimal | dt.time | dt.timedelta):
        return str(value)
    if isinstance(value, dict):
        return {str(k): _inner(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_inner(v) for v in value]
    return None  # bytes within lists and the like


def _inner(value: Any) -> Any:
    plain = _plain(value)
    return plain.isoformat() if isinstance(plain, dt.date) else plain


def _first_line(error: Exception) -> str:
    """What pyarrow says, which may quote bytes of the file."""
    return "".join(c if c.isprintable() else "?" for c in str(error).partition("\n")[0][:200])
