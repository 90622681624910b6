"""How a cell of a workbook is shown: a number or a day in the format of its cell, as a person sees it (1.10, 007).

Pure. A format that shows what cannot be worked out here gives None, and nothing is guessed. Source: ECMA-376, part 1,
section 18.8.30 and 18.8.31; days by number as Excel in Britain shows them.
"""

import re
from calendar import day_name, month_name
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

GENERAL = "General"
# Formats that a workbook names by number alone.
BY_NUMBER = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "dd/mm/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "dd/mm/yyyy h:mm",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
# The long day and the time, as the reader’s own machine shows them.
OF_READER = {"[$-f800]": "d mmmm yyyy", "[$-f400]": "h:mm:ss"}
# More digits than a spreadsheet keeps of a number.
MOST_DIGITS = Decimal(10**15)

_PART = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[(?P<bracket>[^\]]*)\]|(?P<sign>.)',
    re.DOTALL,
)
_DAY_PART = re.compile(
    r"(?P<p>am/pm|a/p)|(?P<y>y+)|(?P<m>m+)|(?P<d>d+)|(?P<h>h+)|(?P<s>s+(?:\.0+)?)", re.IGNORECASE
)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)


def shows_of(code: str) -> str:
    """Which of day, month, year, weekday and time (“d”, “m”, “y”, “w”, “t”) a format shows; of numbers none."""
    kinds = {"t" if kind in ("h", "M", "s", "p") else kind for kind, _ in _letters(code)}
    return "".join(part for part in "dmywt" if part in kinds)


def day(moment: datetime, code: str) -> str:
    """A day, or a time of day, as its format shows it; with a day midnight is left out."""
    letters = _letters(code)
    is_half = any(kind == "p" for kind, _ in letters)
    if not any((moment.hour, moment.minute, moment.second)) and any(kind == "d" for kind, _ in letters):
        while letters and letters[-1][0] in ("h", "M", "s", "p", ""):
            letters.pop()
    return "".join(_letter(moment, kind, text, is_half) for kind, text in letters).strip()


def number(value: int | float, code: str) -> str | None:
    """A number as its format shows it; None where that cannot be worked out."""
    exact = Decimal(repr(value))
    if abs(exact) >= MOST_DIGITS:
        return None
    sections = _sections(code)
    if any("<" in sign or ">" in sign or "=" in sign for literal, sign in sections[0] if not literal):
        return None
    place = 1 if exact < 0 and len(sections) > 1 else 2 if exact == 0 and len(sections) > 2 else 0
    section = sections[place]
    signs = "".join(sign for literal, sign in section if not literal)
    if section and not signs:
        return "".join(sign for _, sign in section)
    if signs.lower() in ("general", "@") and len(signs) == len(section):
        return _plain(exact)
    if "/" in signs or not re.search(r"[0#?]", signs):
        return None
    minus = "-" if exact < 0 and place == 0 else ""
    shown = _scientific(exact, signs) if re.search(r"[eE][+-]", signs) else _decimal(abs(exact), section)
    return minus + shown.strip() if re.search(r"[1-9]", shown) else shown.strip()


def _plain(exact: Decimal) -> str:
    shown = f"{exact:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _scientific(exact: Decimal, signs: str) -> str:
    mantissa = re.split(r"[eE]", signs)[0]
    shown = f"{abs(exact):.{len(mantissa.partition('.')[2])}E}"
    head, _, power = shown.partition("E")
    return f"{head}E{power[0]}{int(power[1:]):02d}"


def _decimal(exact: Decimal, section: list[tuple[bool, str]]) -> str:
    signs = "".join(sign for literal, sign in section if not literal)
    whole, _, rest = signs.partition(".")
    digits = re.sub(r"[^0#?,]", "", whole)
    exact *= Decimal(100) ** signs.count("%")
    exact /= Decimal(1000) ** (len(digits) - len(digits.rstrip(",")))
    places = re.sub(r"[^0#?]", "", rest)
    rounded = exact.quantize(Decimal(1).scaleb(-len(places)), rounding=ROUND_HALF_UP)
    before, _, after = f"{rounded:f}".partition(".")
    while after and places[len(after) - 1] == "#" and after[-1] == "0":
        after = after[:-1]
    wanted = digits.replace(",", "")
    before = ("" if before == "0" else before).rjust(wanted.count("0"), "0")
    if "," in digits.rstrip(","):
        before = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", before)
        wanted = wanted[:1]
    return _placed(section, before, after, len(wanted))


def _placed(section: list[tuple[bool, str]], before: str, after: str, count: int) -> str:
    """The digits in the places of the section: the first takes what is more than there are places for."""
    head = len(before) - count
    digits = [before[: head + 1], *before[head + 1 :]] if head >= 0 else [""] * -head + list(before)
    shown, is_whole, done = "", True, 0
    for literal, sign in section:
        if literal or sign == "%":
            shown += sign
        elif sign == ".":
            is_whole = False
            shown += f".{after}" if after else ""
        elif sign in "0#?" and is_whole:
            shown += digits[done] if done < len(digits) else ""
            done += 1
        elif sign not in "0#?,":
            shown += sign
    return shown


def _sections(code: str) -> list[list[tuple[bool, str]]]:
    found: list[list[tuple[bool, str]]] = [[]]
    for part in _PART.finditer(code):
        if (sign := part["sign"]) is not None:
            if sign == ";":
                found.append([])
            else:
                found[-1].append((False, sign))
        elif part["bracket"] is not None:
            if _ELAPSED.fullmatch(part["bracket"]):
                found[-1].append((False, "\x01"))
            elif part["bracket"][:1] in "<>=":
                found[-1].append((False, part["bracket"]))
        else:
            text = part["quoted"] or part["escaped"] or part["currency"] or ""
            if text:
                found[-1].append((True, text))
    return found


# --- Days ----------------------------------------------------------------------------------------


def _letters(code: str) -> list[tuple[str, str]]:
    """The format of a day in its parts: y m d h M (minutes) s p (half of the day), or "" for what stands as it is.

    Nothing where it is a format of numbers, or of how long something took.
    """
    code = next((ours for theirs, ours in OF_READER.items() if code.lower().startswith(theirs)), code)
    found: list[tuple[str, str]] = []
    for is_literal, text in _runs(_sections(code)[0]):
        end = 0
        for part in _DAY_PART.finditer(text) if not is_literal else ():
            kind = "w" if part["d"] and len(part[0]) > 2 else part.lastgroup or ""
            found += [("", text[end : part.start()]), (kind, part[0])]
            end = part.end()
        if not is_literal and re.search(
            r"[0#?@\x01]", text[end:] + "".join(one for kind, one in found if not kind)
        ):
            return []
        found.append(("", text[end:]))
    told = [place for place, (kind, _) in enumerate(found) if kind]
    for before, place, after in zip([None, *told], told, [*told[1:], None], strict=False):
        is_minute = (before is not None and found[before][0] == "h") or (
            after is not None and found[after][0] == "s"
        )
        if found[place][0] == "m" and is_minute:
            found[place] = ("M", found[place][1])
    return found if told else []


def _runs(section: list[tuple[bool, str]]) -> list[tuple[bool, str]]:
    """What is shown as it stands, and the letters between it, each in one piece."""
    return [
        (is_literal, "".join(sign for _, sign in signs))
        for is_literal, signs in groupby(section, key=lambda part: part[0])
    ]


def _letter(moment: datetime, kind: str, text: str, is_half: bool) -> str:
    size = len(text)
    match kind:
        case "y":
            return f"{moment.year:04d}" if size > 2 else f"{moment.year % 100:02d}"
        case "m":
            name = month_name[moment.month]
            return (str(moment.month), f"{moment.month:02d}", name[:3], name, name[0])[min(size, 5) - 1]
        case "d":
            return str(moment.day).rjust(size, "0")
        case "w":
            return day_name[moment.weekday()][: 3 if size == 3 else None]
        case "h":
            return str((moment.hour - 1) % 12 + 1 if is_half else moment.hour).rjust(min(size, 2), "0")
        case "M":
            return str(moment.minute).rjust(min(size, 2), "0")
        case "s":
            return str(moment.second).rjust(2 if size > 1 else 1, "0")
        case "p":
            return ("am", "pm")[moment.hour >= 12][: 2 if size > 3 else 1].upper()
    return text
