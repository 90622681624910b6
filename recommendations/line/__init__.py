"""The line: from a report over recommendations, response, actions and evidence to the minute of closure.

`loading` holds what lies on a line for one reader, `tracker` shows it as seven points, each of which leads to every
other.
"""

from recommendations.line.loading import (
    Line,
    actions,
    of_action,
    of_items,
    of_recommendation,
    of_report,
    recommendations,
)
from recommendations.line.tracker import RESPONSE, Point, strip

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
