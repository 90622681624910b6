"""The pages about boards, meetings and organisations, as far as boards know; what hangs on them is added by others."""

from boards.pages.boards import BoardList, BoardPage
from boards.pages.calendars import CalendarFeedFile, CalendarsPage, MeetingFile
from boards.pages.decisions import DecisionPage
from boards.pages.forward_plan import ForwardPlan
from boards.pages.meetings import MeetingPage
from boards.pages.organisations import OrganisationPage

__all__ = [
    "BoardList",
    "BoardPage",
    "CalendarFeedFile",
    "CalendarsPage",
    "DecisionPage",
    "ForwardPlan",
    "MeetingFile",
    "MeetingPage",
    "OrganisationPage",
]
