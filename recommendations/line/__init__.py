"""The line: from a report over recommendations, response, actions and evidence to the minute of closure.

`rows` holds what lies on a line for one reader, `strip` shows it as seven points of which each leads to every other.
"""

from recommendations.line.rows import (
    Line,
    actions,
    of_action,
    of_items,
    of_recommendation,
    of_report,
    recommendations,
)
from recommendations.line.strip import RESPONSE, Point, strip

__all__ = [
    "RESPONSE",
    "Line",
    "Point",
    "actions",
    "of_action",
    "of_items",
    "of_recommendation",
    "of_report",
    "recommendations",
    "strip",
]
