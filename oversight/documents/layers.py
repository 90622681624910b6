"""Layers of bound papers (optional content): what a paper hides stays hidden in the whole.

Which layers are on is said once for a whole PDF. So each paper's own settings are worked out layer by layer and
written for the whole. The whole offers no list of layers to switch.
"""

from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, PdfObject

from oversight.documents.objects import value_of


class Layers:
    """The layers of all papers bound so far, and whether each is on."""

    def __init__(self, writer: PdfWriter):
        self.writer = writer
        self.on: list[PdfObject] = []
        self.off: list[PdfObject] = []
        # What switches layers by itself, for the screen or for print.
        self.automatic: list[PdfObject] = []

    def carry(self, reader: PdfReader) -> None:
        """The settings of a paper whose pages are brought in already: of those layers that its pages use."""
        properties = _dictionary(reader.root_object, "/OCProperties")
        moved: Any = self.writer._id_translated.get(id(reader), {})
        default = _dictionary(properties, "/D")
        is_on_at_first = value_of(default, "/BaseState") != "/OFF"
        on, off = _numbers(default, "/ON"), _numbers(default, "/OFF")
        for number in dict.fromkeys(_numbers(properties, "/OCGs")):
            if number in moved:
                # A layer in both lists is off, as viewers read it.
                is_on = number not in off and (is_on_at_first or number in on)
                (self.on if is_on else self.off).append(self._now(moved[number]))
        for each in _array(default, "/AS"):
            usage = each.get_object()
            if isinstance(usage, DictionaryObject):
                self._carry_usage(usage, moved)

    def _carry_usage(self, usage: DictionaryObject, moved: dict[int, int]) -> None:
        groups = [self._now(moved[number]) for number in _numbers(usage, "/OCGs") if number in moved]
        categories = [each for each in _array(usage, "/Category") if isinstance(each, NameObject)]
        event = value_of(usage, "/Event")
        if groups and categories and isinstance(event, NameObject):
            self.automatic.append(
                DictionaryObject(
                    {
                        NameObject("/Event"): event,
                        NameObject("/Category"): ArrayObject(categories),
                        NameObject("/OCGs"): ArrayObject(groups),
                    }
                )
            )

    def _now(self, number: int) -> IndirectObject:
        return IndirectObject(number, 0, self.writer)

    def write(self) -> None:
        """Say it of the whole. To be called when all papers are brought in."""
        if not self.on and not self.off:
            return
        default = {"/ON": self.on, "/OFF": self.off, "/AS": self.automatic, "/Order": []}
        self.writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
            {
                NameObject("/OCGs"): ArrayObject([*self.on, *self.off]),
                NameObject("/D"): DictionaryObject(
                    {NameObject(name): ArrayObject(each) for name, each in default.items()}
                ),
            }
        )


def _dictionary(holder: DictionaryObject, name: str) -> DictionaryObject:
    found = value_of(holder, name)
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _array(holder: DictionaryObject, name: str) -> list[Any]:
    found = value_of(holder, name)
    return list(found) if isinstance(found, ArrayObject) else []


def _numbers(holder: DictionaryObject, name: str) -> list[int]:
    """The objects an array refers to, by their numbers."""
    return [each.idnum for each in _array(holder, name) if isinstance(each, IndirectObject)]
