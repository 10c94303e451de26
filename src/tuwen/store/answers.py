"""Answers of models, by task and item, and which models have seen which version."""

import json
from collections.abc import Iterable
from typing import Any

from tuwen.store.database import Database
from tuwen.store.schema import with_crc


class Answers:
    """The tables of answers and models."""

    def __init__(self, db: Database) -> None:
        """Only stores."""
        self._db = db

    def save(self, task: str, model: str, answers: Iterable[tuple[str, Any]]) -> None:
        """Keep what the model of digest `model` answered, (id, plain JSON) each."""
        rows = [with_crc(task, model, id, _dump(value)) for id, value in answers]
        with self._db.transaction():
            self._db.many("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", rows)

    def of(self, task: str, model: str | None = None) -> dict[str, Any]:
        """Answers by item id; of all models where none is named, later digests over earlier."""
        where, values = "WHERE task = ? ORDER BY model, id", [task]
        if model is not None:
            where, values = "WHERE task = ? AND model = ? ORDER BY id", [task, model]
        return {row[2]: json.loads(row[3]) for row in self._db.checked("answers", where, *values)}

    def register_model(self, digest: str, name: str, version: int) -> None:
        """Note that a model was fitted on that version of the collection."""
        row = with_crc(digest, name, version)
        self._db.run("INSERT OR REPLACE INTO models VALUES (?, ?, ?, ?)", *row)

    def models(self) -> list[tuple[str, str, int]]:
        """(digest, name, version) of every registered model."""
        return [tuple(row) for row in self._db.checked("models", "ORDER BY name, version")]


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
