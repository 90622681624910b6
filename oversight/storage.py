"""Where files are held: each whole, or not at all."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Django's own storage, which leaves part of a file where writing breaks off, at a full disk for instance."""

    def _save(self, name: str, content: Any) -> str:
        existed = self.exists(name)
        try:
            return super()._save(name, content)  # type: ignore[misc]
        except BaseException:
            if not existed:
                with suppress(OSError):
                    Path(self.path(name)).unlink(missing_ok=True)
            raise
