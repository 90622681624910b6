"""A workbook (.xlsx) as it stands in its file: its worksheets, and of one the cells that hold something.

Read as a stream of XML, so that work grows with what is written in the file, never with the range that it declares.
Names are taken without their namespaces: “Strict Open XML” has others and means the same. Raises ValueError, KeyError
or an error of zipfile, zlib or expat where the file is damaged. Source: ECMA-376, part 1, section 18.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from posixpath import join, normpath
from typing import IO, Any
from xml.parsers import expat
from zipfile import ZipFile

from recommendations.sheets import number_formats
from recommendations.sheets.cells import EMPTY, Cell, of_text

CHUNK = 256 * 1024
MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?"')
LAST_DAY = 2_958_465  # 31 December 9999, as Excel counts

Area = tuple[int, int, int, int]


@dataclass(frozen=True)
class Worksheet:
    name: str
    is_visible: bool
    part: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row that holds anything: its number, its cells by their column from 0, and whether it is hidden."""

    number: int
    cells: dict[int, Cell]
    is_hidden: bool = False


class Workbook:
    def __init__(self, file: IO[bytes]):
        self.archive = ZipFile(file)
        self.names = {name.lower(): name for name in self.archive.namelist()}
        (self.main,) = self._related("", "officeDocument").values()
        self.is_of_1904 = False
        self.worksheets: list[Worksheet] = []
        self._read(self.main, self._of_book)

    def lines(self, worksheet: Worksheet) -> Iterator[Line]:
        """The rows that hold anything, from the top."""
        return _Lines(self).read(worksheet.part)

    def merged(self, worksheet: Worksheet) -> Iterator[tuple[str, Area]]:
        """The merged areas: how each is called, and its left, top, right and bottom from 1."""
        rest = b""
        with self._open(worksheet.part) as part:
            while chunk := part.read(CHUNK):
                rest += chunk
                end = 0
                for match in MERGED.finditer(rest):
                    left, top, right, bottom = (one.decode() for one in match.groups(b""))
                    area = f"{left}{top}:{right}{bottom}" if right else f"{left}{top}"
                    end = match.end()
                    yield area, (place(left) + 1, int(top), place(right or left) + 1, int(bottom or top))
                rest = rest[max(end, len(rest) - 64) :]

    # Its parts

    @cached_property
    def texts(self) -> list[Cell]:
        """The texts that cells name by number."""
        found: list[Cell] = []
        text = _Text()

        def begin(name: str, given: dict[str, str]) -> None:
            if name == "si":
                text.clear()
            text.begin(name, given)

        def end(name: str) -> None:
            text.end(name)
            if name == "si":
                found.append(text.cell())

        for part in self._related(self.main, "sharedStrings").values():
            self._read(part, begin, end, text.add)
        return found

    @cached_property
    def styles(self) -> list[tuple[str, bool]]:
        """For each style of a cell the format of its numbers, and whether it is struck out."""
        formats: dict[int, str] = {}
        fonts: list[bool] = []
        found: list[tuple[str, bool]] = []
        within: list[str] = []

        def begin(name: str, given: dict[str, str]) -> None:
            if name == "numFmt" and within[-1] == "numFmts":
                formats[int(given["numFmtId"])] = given.get("formatCode", "")
            elif name == "font" and within[-1] == "fonts":
                fonts.append(False)
            elif name == "strike" and within[-2:] == ["fonts", "font"]:
                fonts[-1] = _is_on(given)
            elif name == "xf" and within[-1] == "cellXfs":
                number, font = int(given.get("numFmtId", 0)), int(given.get("fontId", 0))
                code = formats.get(number) or number_formats.BY_NUMBER.get(number, number_formats.GENERAL)
                found.append((code, font < len(fonts) and fonts[font]))
            within.append(name)

        for part in self._related(self.main, "styles").values():
            self._read(part, begin, lambda name: within.pop())
        return found

    def _of_book(self, name: str, given: dict[str, str]) -> None:
        if name == "workbookPr":
            self.is_of_1904 = given.get("date1904", "0") in ("1", "true")
        elif name == "sheet":
            keys = [given[each] for each in given if each.endswith(":id")]
            if part := self._worksheets.get(*keys):
                is_visible = given.get("state", "visible") == "visible"
                self.worksheets.append(Worksheet(given["name"], is_visible, part))

    @cached_property
    def _worksheets(self) -> dict[str, str]:
        return self._related(self.main, "worksheet")

    def _related(self, part: str, kind: str) -> dict[str, str]:
        """The parts that belong to this one and are of a kind, by the key under which it names them."""
        folder, _, name = part.rpartition("/")
        found: dict[str, str] = {}

        def begin(name: str, given: dict[str, str]) -> None:
            if name == "Relationship" and given["Type"].rpartition("/")[2] == kind:
                found[given["Id"]] = normpath(join("/", folder, given["Target"])).lstrip("/")

        self._read(join(folder, "_rels", f"{name}.rels"), begin)
        return found

    def _open(self, part: str) -> IO[bytes]:
        return self.archive.open(self.names[part.lower()])

    def _read(
        self, part: str, begin: Callable, end: Callable | None = None, text: Callable | None = None
    ) -> None:
        for _ in self._reading(part, begin, end, text):
            pass

    def _reading(
        self, part: str, begin: Callable, end: Callable | None = None, text: Callable | None = None
    ) -> Iterator[None]:
        """Read a part piece by piece; after each piece the caller may take what was found."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, given: begin(name.rpartition(":")[2], given)
        if end is not None:
            parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _refuse_entities
        with self._open(part) as opened:
            while chunk := opened.read(CHUNK):
                parser.Parse(chunk)
                yield
        parser.Parse(b"", True)
        yield


def place(letters: str) -> int:
    """The column of “A” is 0, of “AB” 27."""
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - 64
    return found - 1


def _is_on(given: dict[str, str]) -> bool:
    return given.get("val", "1") not in ("0", "false")


def _refuse_entities(*given: Any) -> None:
    raise ValueError("No workbook declares entities.")


class _Text:
    """A text and its runs, without what says how it is pronounced."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.pieces: list[str] = []
        self.is_struck = self.is_taken = self.is_spoken = False

    def begin(self, name: str, given: dict[str, str]) -> None:
        if name == "t":
            self.is_taken = not self.is_spoken
        elif name == "rPh":
            self.is_spoken = True
        elif name == "strike":
            self.is_struck = self.is_struck or _is_on(given)

    def add(self, text: str) -> None:
        if self.is_taken:
            self.pieces.append(text)

    def end(self, name: str) -> None:
        if name == "t":
            self.is_taken = False
        elif name == "rPh":
            self.is_spoken = False

    def cell(self) -> Cell:
        found = of_text("".join(self.pieces))
        return replace(found, is_struck=True) if self.is_struck and found is not EMPTY else found


class _Lines:
    """Gathers the cells of a worksheet while its XML is read."""

    def __init__(self, book: Workbook):
        self.book = book
        self.found: list[Line] = []
        self.text = _Text()
        self.number, self.column = 0, -1
        self.cells: dict[int, Cell] = {}
        self.is_hidden = self.is_formula = self.is_value = False
        self.places: dict[str, int] = {}
        self.style, self.type = 0, "n"
        self.value: list[str] = []

    def read(self, part: str) -> Iterator[Line]:
        for _ in self.book._reading(part, self.begin, self.end, self.add):
            yield from self.found
            self.found = []

    def begin(self, name: str, given: dict[str, str]) -> None:
        if name == "c":
            self._begin_cell(given)
        elif name == "v":
            self.is_value = True
        elif name == "row":
            self.number = int(float(given["r"])) if "r" in given else self.number + 1
            self.is_hidden = given.get("hidden", "0") in ("1", "true")
            self.column, self.cells = -1, {}
        elif name == "f":
            self.is_formula = True
        elif self.type == "inlineStr":
            self.text.begin(name, given)

    def _begin_cell(self, given: dict[str, str]) -> None:
        if at := given.get("r"):
            letters = at.rstrip("0123456789")
            if letters not in self.places:
                self.places[letters] = place(letters)
            self.column = self.places[letters]
        else:
            self.column += 1
        self.type, self.style = given.get("t", "n"), int(given.get("s", 0))
        self.is_formula = False
        self.value = []
        self.text.clear()

    def add(self, text: str) -> None:
        if self.is_value:
            self.value.append(text)
        else:
            self.text.add(text)

    def end(self, name: str) -> None:
        if name == "v":
            self.is_value = False
        elif name == "c":
            if self.value or self.text.pieces or self.is_formula:
                cell = self._cell("".join(self.value))
                if cell is not EMPTY:
                    self.cells[self.column] = cell
            self.type = "n"
        elif name == "row":
            if self.cells:
                self.found.append(Line(self.number, self.cells, self.is_hidden))
        elif self.type == "inlineStr":
            self.text.end(name)

    def _cell(self, value: str) -> Cell:
        styles = self.book.styles
        code, is_struck = styles[self.style] if self.style < len(styles) else (number_formats.GENERAL, False)
        cell = self._read_cell(value, code)
        return replace(cell, is_struck=True) if is_struck and cell is not EMPTY else cell

    def _read_cell(self, value: str, code: str) -> Cell:
        if self.is_formula:
            return Cell(None, "holds a formula: replace it by its value")
        match self.type:
            case "s":
                return self.book.texts[int(value)]
            case "inlineStr":
                return self.text.cell()
            case "str":
                return of_text(value)
            case "e":
                return Cell(None, f"holds the error {value}: correct it")
            case "b":
                is_true = value.strip() in ("1", "true")
                return Cell(is_true, shown="TRUE" if is_true else "FALSE")
            case "d":
                moment = datetime.fromisoformat(value.strip().removesuffix("Z"))
                return of_moment(moment, code if number_formats.shows_of(code) else "yyyy-mm-dd h:mm")
        if not value.strip():
            return EMPTY
        number = float(value)
        if number_formats.shows_of(code):
            return self._of_serial(number, code)
        return of_number(int(number) if number.is_integer() else number, code)

    def _of_serial(self, number: float, code: str) -> Cell:
        """A day as spreadsheets count it, or a time of day. Of 1900 Excel counts a 29 February that never was."""
        if not 0 <= number <= LAST_DAY:
            return Cell(None, "holds a day that no calendar has")
        first = date(1904, 1, 1) if self.book.is_of_1904 else date(1899, 12, 30 if number >= 60 else 31)
        days, part = divmod(number, 1)
        moment = datetime.combine(first, datetime.min.time()) + timedelta(
            days=days, seconds=round(part * 86_400)
        )
        return of_moment(moment, code)


def of_moment(moment: datetime, code: str) -> Cell:
    """The cell of a day in the format that it is shown in. A time that is not shown does not count."""
    shown, shows = number_formats.day(moment, code), number_formats.shows_of(code)
    if shows == "t":
        fault = "holds a length of time or a time of day: give a day, a number or a text"
        return Cell(None, fault, shown=shown)
    if "t" in shows and (moment.hour or moment.minute or moment.second):
        return Cell(None, f"holds a time of day too ({moment:%H:%M}): give the day alone", shown=shown)
    unknown = ""
    if "y" not in shows:
        unknown = (
            "is how a day is shown, which is what spreadsheets make of texts such as 1-2: format the cell as text and "
            "type it again"
        )
    return Cell(moment.date(), shown=shown, shows=shows.strip("wt"), unknown=unknown)


def of_number(number: int | float, code: str) -> Cell:
    shown = number_formats.number(number, code)
    if shown is None:
        unknown = (
            "is a number in a format that cannot be read as text: format the cell as text and type it again"
        )
        return Cell(number, unknown=unknown)
    return Cell(number, shown=shown)
