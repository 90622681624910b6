"""How far an import has come, reported beside the database: its one transaction shows nothing before it ends.

On SQLite nobody else can write meanwhile, so that no second connection could report it either. A small file beside the
spreadsheet does; where it cannot be read, the page shows no figure and nothing else changes.
"""

import os
from pathlib import Path
from time import monotonic

from django.conf import settings

EVERY_SECONDS = 0.5


def _place(pk: int) -> Path:
    return Path(settings.MEDIA_ROOT) / "sheets" / f"{pk}.progress"


class Progress:
    """Reported row by row, written down twice a second; the file goes at the end."""

    def __init__(self, pk: int, rows: int):
        self.place, self.rows, self.written_at = _place(pk), rows, 0.0

    def report(self, done: int) -> None:
        if monotonic() - self.written_at < EVERY_SECONDS:
            return
        self.written_at = monotonic()
        self.place.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.place.with_suffix(f".{os.getpid()}")
        unfinished.write_text(f"{done} {self.rows}")
        unfinished.replace(self.place)

    def end(self) -> None:
        self.place.unlink(missing_ok=True)


def of(pk: int) -> tuple[int, int] | None:
    """Rows done and rows in all; None where nothing is reported."""
    try:
        done, rows = _place(pk).read_text().split()
        return int(done), int(rows)
    except (OSError, ValueError):
        return None
