"""PDF documents: data in, PDF out by Typst; papers bound with them into one by pypdf. Knows no domain."""

from oversight.documents.binding import Bookmark, Bound, Part, PartFailed, bind
from oversight.documents.typesetting import DocumentFailed, fingerprint_of_templates, typeset

__all__ = [
    "Bookmark",
    "Bound",
    "DocumentFailed",
    "Part",
    "PartFailed",
    "bind",
    "fingerprint_of_templates",
    "typeset",
]
