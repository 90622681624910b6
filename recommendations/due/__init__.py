"""What can fall due here and who is reminded: the kinds of reminders of this app (`reminder_kinds` of apps.py)."""

from recommendations.due.actions import ActionsDue, RisksOfActions, without_recipient
from recommendations.due.reach import on_owners_behalf, owners_out_of_reach, reminded_instead
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
    "on_owners_behalf",
    "owners_out_of_reach",
    "reminded_instead",
    "without_recipient",
]
