"""Plain words: those that mean nothing here but what another word says better stand nowhere in the repository.

In code, docstrings, comments, templates and docs alike. Addresses keep their spelling (`put-off`), migrations stand as
Django writes them, and what the data file says are other people's words.
"""

import re
from pathlib import Path

from django.conf import settings

# The word -> what is written instead.
INSTEAD = {
    "whoever": "who, those who, or the name of the role",
    "nought": "zero",
    "anew": "again",
    "thereby": "so, by that",
    "hearer": "recipient",
    "rung": "offset",
    "ladder": "reminder schedule",
    "tray": "queue",
    "put off": "snooze",
    "told of": "notified of",
}
REFUSED = re.compile(
    r"(?<![a-z])(whoever|nought|anew|thereby|(?:hearer|rung|ladder|tray)s?|put(?:s|ting)?[ _]off|told[ _]of)(?![a-z])",
    re.IGNORECASE,
)
READ = {".py", ".html", ".txt", ".typ", ".md", ".css", ".js", ".toml", ""}
NOT_OURS = {"node_modules", "var", "migrations", "__pycache__"}


def files() -> list[Path]:
    top = settings.BASE_DIR
    return [
        path
        for folder in sorted(top.iterdir())
        if not folder.name.startswith(".") and folder.name not in NOT_OURS
        for path in (sorted(folder.rglob("*")) if folder.is_dir() else [folder])
        if path.is_file() and path.suffix in READ and not NOT_OURS & set(path.relative_to(top).parts)
    ]


def test_no_word_is_used_for_which_there_is_a_plain_one():
    found = [
        f"{path.relative_to(settings.BASE_DIR)}:{number}: {word}"
        for path in files()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for word in REFUSED.findall(line)
    ]
    assert not found, "\n".join(found)
