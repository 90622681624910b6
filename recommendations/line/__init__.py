"""The line: from a report over recommendations, response, actions and evidence to the minute of closure.

`starts` finds where a line begins, `loading` asks for its rows, `entries` is what its reader may see of them. It is
shown as a progress tracker (`tracker`), on one page and as PDF (`document`), and as JSON (api/lines.py).
"""

from recommendations.line.entries import Line
from recommendations.line.starts import of, of_items, rows_of
from recommendations.line.tracker import RESPONSE, Point, tracker

__all__ = ["RESPONSE", "Line", "Point", "of", "of_items", "rows_of", "tracker"]
