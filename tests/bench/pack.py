"""How long a pack of 300 pages from 20 papers takes: set by Typst, bound by pypdf, as the worker does it.

The fixed work beside it is pypdf alone, which puts the same 20 papers one after the other and writes them.
"""

from collections.abc import Callable
from io import BytesIO
from statistics import median
from time import perf_counter

import typst
from pypdf import PdfWriter

from oversight.documents import Bookmark, Part, bind, typeset

PAPERS, PAGES, ACTIONS, TIMES = 20, 15, 40, 5
LONGEST_SECONDS = 10

PAPER = f"""
#set document(title: "A paper")
#for number in range({PAGES}) {{
  heading("Part " + str(number + 1))
  lorem(120)
  table(columns: 4, ..range(40).map(cell => [Figure #cell]))
  lorem(120)
  pagebreak(weak: true)
}}
"""

ACTION = {
    "reference": "CPPOG-2026-001",
    "title": "Publish the plan and say by when each part of it is done.",
    "born": "Action 3 of 24 June 2026",
    "marking": "",
    "owner": "Metropolitan Police Service",
    "due": "30 September 2026",
    "dates": ["First date 31 July 2026", "Moved once, 61 days later in all"],
    "reported": "1 July 2026, on track",
    "update": "Next update expected by 1 August 2026",
    "progress": "The draft is with the borough leads; their comments are expected within the month.",
    "colour": "amber",
    "rating": "Amber: due in 12 days",
    "status": "In progress",
}


def own_pages() -> dict:
    """The data of the register's own pages, as recommendations/packs/contents.py gives it."""
    items = [
        {
            "time": "10:00",
            "number": number,
            "title": f"Item {number}",
            "about": "For discussion",
            "minutes": "10",
            "papers": ["Paper: a paper"],
        }
        for number in range(1, PAPERS + 1)
    ]
    groups = [{"title": "Other open actions", "none": "", "actions": [ACTION] * ACTIONS}]
    return {
        "title": "Pack for measuring",
        "board": "A board",
        "marking": "OFFICIAL",
        "is_bound": True,
        "cover": {"facts": [["When", "24 June 2026, 10:00"]], "holds": "Twenty papers."},
        "agenda": {"note": "", "items": items, "ends": "", "papers": []},
        "paper": {"as_at": "As at 24 June 2026.", "minutes": "None.", "groups": groups},
        "sheets": [],
    }


def pack(papers: list[bytes]) -> int:
    parts = [Part(section=section) for section in range(3)]
    parts += [
        Part(key=number, open=lambda content=content: BytesIO(content))  # type: ignore[misc]
        for number, content in enumerate(papers)
    ]
    marks = [Bookmark("Agenda", 1), *(Bookmark(f"Paper {number}", 3 + number) for number in range(PAPERS))]
    own = typeset("pack", own_pages())
    return bind(own, parts, marks, title="Pack for measuring", label="Measuring", marking="OFFICIAL").pages


def bare(papers: list[bytes]) -> int:
    writer = PdfWriter()
    for content in papers:
        writer.append(BytesIO(content))
    writer.write(BytesIO())
    return len(writer.pages)


def seconds(work: Callable[[list[bytes]], int], papers: list[bytes]) -> float:
    began = perf_counter()
    work(papers)
    return perf_counter() - began


def main() -> None:
    papers = [typst.compile(PAPER.encode(), ignore_system_fonts=True) for _ in range(PAPERS)]
    pages = pack(papers)
    # Turn about, so that whatever else the machine does falls on both.
    runs = [(seconds(pack, papers), seconds(bare, papers)) for _ in range(TIMES)]
    made, alone = median(run[0] for run in runs), median(run[1] for run in runs)
    print(  # noqa: T201
        f"pack: {pages} pages from {PAPERS} papers in {made:.2f} s "
        f"({made / alone:.2f} times pypdf alone, {alone:.2f} s); median of {TIMES}"
    )
    if made > LONGEST_SECONDS:
        raise SystemExit(f"The pack took longer than {LONGEST_SECONDS} s.")


if __name__ == "__main__":
    main()
