"""What can fall due here and who is told: the sources of the reminder engine (settings.REMINDER_SOURCES)."""

from recommendations.due.actions import ActionsDue, RisksOfActions, nobody_to_tell
from recommendations.due.recommendations import RisksOfRecommendations, ToVerify

__all__ = ["ActionsDue", "RisksOfActions", "RisksOfRecommendations", "ToVerify", "nobody_to_tell"]
