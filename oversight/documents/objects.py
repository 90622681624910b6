"""Reading and making the objects of a PDF."""

from typing import Any

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, IndirectObject, NullObject


def value_of(holder: Any, name: str) -> Any:
    """What a dictionary holds under the name, whether there or elsewhere in the file; None where nothing."""
    if not isinstance(holder, DictionaryObject) or name not in holder:
        return None
    found = holder.raw_get(name)
    found = found.get_object() if found is not None else None
    return None if isinstance(found, NullObject) else found


def new_stream(writer: PdfWriter, data: bytes) -> IndirectObject:
    made = DecodedStreamObject()
    made.set_data(data)
    return writer._add_object(made)
