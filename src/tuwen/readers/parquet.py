"""Parquet, batch by batch; pictures may be embedded as Hugging Face writes them."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from tuwen.core.errors import DamagedData, LimitReached
from tuwen.core.platform import muted_stderr
from tuwen.core.records import Record, Reject
from tuwen.readers.blobs import seekable
from tuwen.readers.options import MAX_COLUMNS, SAMPLE_ROWS
from tuwen.readers.rows import RowMaker
from tuwen.readers.table import TableReader

_BATCH = 4096


class ParquetTable(TableReader):
    """`.parquet`; `line` counts rows from 1."""

    format = "parquet"

    def sample(self) -> list[Mapping[str, Any]]:
        """The first rows."""
        for names, columns in self._batches(SAMPLE_ROWS):
            return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
        return []

    def rows(self, maker: RowMaker) -> Iterator[Record | Reject]:
        """Every row once."""
        number = 0
        for names, columns in self._batches(_BATCH):
            plan = maker.fixed(names)
            for row in zip(*columns, strict=True):
                number += 1
                yield maker.make(plan, row, number, "")

    def _batches(self, size: int) -> Iterator[tuple[list[str], list[list[Any]]]]:
        """Column names with their values, some rows at a time."""
        from arro3.io import read_parquet

        with self.blob.open() as stream:
            source = (
                str(self.blob.path) if self.blob.path is not None else seekable(self.blob, stream)
            )
            with self._damage_told(), muted_stderr():
                reader = read_parquet(source, batch_size=size)
            names = list(reader.schema.names)
            if len(names) > MAX_COLUMNS:
                raise LimitReached(
                    "too_many_columns", path=self.blob.name, n=len(names), most=MAX_COLUMNS
                )
            while True:
                with self._damage_told():
                    batch = next(reader, None)
                    if batch is None:
                        return
                    columns = [batch.column(i).to_pylist() for i in range(batch.num_columns)]
                yield names, [[_plain(v) for v in column] for column in columns]

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        """arro3 raises bare Exception, or panics (a BaseException), on a damaged file."""
        try:
            yield
        except BaseException as error:
            if type(error) is not Exception and type(error).__module__ != "pyo3_runtime":
                raise
            why = str(error).splitlines()[0][:200] if str(error) else "parquet"
            raise DamagedData("damaged_source", path=self.blob.name, why=why) from None


def _plain(value: Any) -> Any:
    """A value as JSON knows it; NaN is how tables say that nothing is there."""
    if value is None or isinstance(value, (str, bool, int, bytes)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return str(value)
