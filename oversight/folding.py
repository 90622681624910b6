"""Typed text as it is compared: one fold for names and references, one for search, the same on every database.

What is kept and shown stays as it was typed. Shapes: any str in, a str on one line out. Pure.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator

# Apostrophes and dashes that keyboards, Word and Excel put for one another. U+2212 is the minus sign.
APOSTROPHES = "‘’‚‛ʹʻʼʽˈ′`´＇\u055a\ua78c"
DASHES = "‐‑‒–—―−﹘﹣－\u2043\u00ad"
QUOTES = "“”„‟«»″＂"
# Signs that show nothing though Unicode counts some of them among letters or marks.
FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
# Letters that no accent explains: what people without the key type for them.
LETTERS = dict(zip("øłđħıŧŋðɖƀɨ", "oldhitnddbi", strict=True))
LETTERS |= {"æ": "ae", "œ": "oe", "þ": "th"}

_SIGNS: dict[int, str | None] = dict.fromkeys(map(ord, APOSTROPHES), "'")
_SIGNS |= dict.fromkeys(map(ord, DASHES.replace("\u00ad", "")), "-")
_SIGNS |= dict.fromkeys(map(ord, QUOTES), '"')
_LETTERS = str.maketrans(LETTERS)

# How alike a name has to be to be offered, and how many are.
ALIKE, NEAREST = 0.7, 3


def is_invisible(sign: str) -> bool:
    """Whether the sign shows nothing and takes no room: zero-width signs, marks of direction, variation selectors."""
    return (
        unicodedata.category(sign) in ("Cf", "Cc")
        or sign in FILLERS
        or "\ufe00" <= sign <= "\ufe0f"
        or "\U000e0000" <= sign <= "\U000e0fff"
    )


def is_blank(text: str) -> bool:
    """Whether nothing of it can be seen."""
    return all(sign.isspace() or is_invisible(sign) for sign in text)


def folded(text: str) -> str:
    """A name or reference as it is compared: without regard to case, composition of accents, kind of apostrophe, dash
    and space, and signs that cannot be seen. Accents count: Siân is not Sian."""
    if text.isascii():
        return " ".join(_seen(text).casefold().split())
    signs = _seen(text).translate(_SIGNS)
    # Folding case may decompose, and composing may leave a capital: hence composed after each.
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", signs).casefold())
    return " ".join(composed.translate(_SIGNS).split())


def sought(text: str) -> str:
    """A text as it is searched: folded, and blind to accents (Łódź is found by lodz)."""
    text = folded(text)
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFKD", text)
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return " ".join(plain.translate(_LETTERS).split())


def _seen(text: str) -> str:
    if text.isprintable() and text.isascii():
        return text
    return "".join(
        " " if sign.isspace() else sign for sign in text if sign.isspace() or not is_invisible(sign)
    )


def nearest(text: str, names: Iterable[str]) -> list[str]:
    """Of the names those most like the text, the best first, at most NEAREST; as they are written."""
    written: dict[str, str] = {}
    for name in names:
        written.setdefault(_in_order(name), name)
    found = difflib.get_close_matches(_in_order(text), list(written), n=NEAREST, cutoff=ALIKE)
    return [written[name] for name in found]


def _in_order(name: str) -> str:
    """The words in the order of the alphabet: “O'Neill, Siân” is like “Siân O'Neill”."""
    return " ".join(sorted(sought(name).replace(",", " ").split()))


def did_you_mean(text: str, names: Iterable[str]) -> str:
    """“Did you mean “MPS” or “NPCC”?”, or nothing where no name is like it."""
    found = [f"“{name}”" for name in nearest(text, names)]
    if not found:
        return ""
    *first, last = found
    return f"Did you mean {', '.join(first)} or {last}?" if first else f"Did you mean {last}?"


ADDRESS = re.compile(r"[^<>]*<\s*([^<>\s]+@[^<>\s]+)\s*>\s*")


def ways_to_write(name: str) -> Iterator[str]:
    """The name as it stands, then what is meant by “Surname, First name” and by “Name <address>”."""
    yield name
    if found := ADDRESS.fullmatch(name):
        yield found[1]
    surname, comma, first = name.partition(",")
    if comma and "," not in first:
        yield f"{first} {surname}"
