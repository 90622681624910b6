"""The API of organisations, boards and meetings: to read, each through `visible_to`; one subject a file."""

from boards.api.boards import BoardLink, Boards
from boards.api.meetings import MeetingLink, Meetings
from boards.api.organisations import OrganisationLink, Organisations
from boards.api.people import PersonName
from boards.api.schema import ClientScheme

__all__ = [
    "BoardLink",
    "Boards",
    "ClientScheme",
    "MeetingLink",
    "Meetings",
    "OrganisationLink",
    "Organisations",
    "PersonName",
]
