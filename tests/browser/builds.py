"""What a page is built of: its marks without its words, and how long a word stands at each place in it.

Axe judges marks, so one page of a build stands for the others. What is too wide is decided by words as well, so a page
whose words are longer at any place than was measured there is opened all the same.
"""

import hashlib
import json
import os
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

# Attributes of which axe judges that they are there, not what they say; scripts and styles act on none of them.
WORDS = {"href", "value", "datetime", "content", "action", "aria-label", "title", "alt", "placeholder"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    mark: str
    place: str
    # What is built alike stands once: ten rows of a table are one, unless their marks differ.
    children: dict[str, None] = field(default_factory=dict)

    @property
    def build(self) -> str:
        return f"{self.mark}({','.join(self.children)})"


class Build(HTMLParser):
    """Of the page as the server gave it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open = [Element("", "")]
        self.longest: dict[str, int] = {}
        self.headings = 0
        self.feed(page)
        while len(self.open) > 1:
            self.leave()

    @property
    def name(self) -> str:
        return hashlib.sha256(self.open[0].build.encode()).hexdigest()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = " ".join(
            f'{name}="{bool(value) if name in WORDS else value}"' for name, value in sorted(attrs, key=str)
        )
        mark = f"<{tag} {said}>"
        self.headings += tag == "h1"
        self.open.append(Element(mark, self.open[-1].place + mark))
        if tag in VOID:
            self.leave()

    def handle_endtag(self, tag: str) -> None:
        if any(element.mark.startswith(f"<{tag} ") for element in self.open):
            while not self.open[-1].mark.startswith(f"<{tag} "):
                self.leave()
            self.leave()

    def handle_data(self, data: str) -> None:
        if words := data.split():
            place = self.open[-1].place
            self.longest[place] = max(self.longest.get(place, 0), *map(len, words))
            self.open[-1].children["words"] = None

    def leave(self) -> None:
        element = self.open.pop()
        self.open[-1].children[element.build] = None


class Judged:
    """The builds that were found free of faults, by any process of the run, and the longest words met at each place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: set[str] = set()
        self.longest: dict[str, int] = {}

    def hold(self, build: Build) -> bool:
        """Whether a page like this was judged, with words as long."""
        for file in self.folder.glob("judged-*"):
            if file.name not in self.names:
                self.names.add(file.name)
                for place, length in json.loads(file.read_text()).items():
                    self.longest[place] = max(length, self.longest.get(place, 0))
        return self.file(build).name in self.names and all(
            length <= self.longest.get(place, 0) for place, length in build.longest.items()
        )

    def add(self, build: Build) -> None:
        """Written whole under another name first: the other process may be reading."""
        file = self.file(build)
        unfinished = file.with_name(f"unfinished-{os.getpid()}")
        unfinished.write_text(json.dumps(build.longest))
        unfinished.rename(file)
        self.names.discard(file.name)

    def file(self, build: Build) -> Path:
        return self.folder / f"judged-{build.name}"
