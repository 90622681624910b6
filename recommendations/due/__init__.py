"""What can fall due here and who is told: the kinds of reminders of this app (`reminder_kinds` of apps.py)."""

from recommendations.due.actions import ActionsDue, RisksOfActions, nobody_to_tell
from recommendations.due.reach import in_owners_place, owners_out_of_reach, told_instead
from recommendations.due.recommendations import RisksOfRecommendations, ToVerify
from recommendations.due.reports import CommentsDue, ResponsesDue
from recommendations.due.requests import ClosuresOfActions, ClosuresOfRecommendations, DatesAsked
from recommendations.due.undated import Undated
from recommendations.due.updates import UpdatesDue

__all__ = [
    "ActionsDue",
    "ClosuresOfActions",
    "ClosuresOfRecommendations",
    "CommentsDue",
    "DatesAsked",
    "ResponsesDue",
    "RisksOfActions",
    "RisksOfRecommendations",
    "ToVerify",
    "Undated",
    "UpdatesDue",
    "in_owners_place",
    "nobody_to_tell",
    "owners_out_of_reach",
    "told_instead",
]
