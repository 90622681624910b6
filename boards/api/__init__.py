"""The API of organisations, boards and meetings: to read, each through `visible_to`; one subject a file."""

from boards.api.agenda import AgendaItemEntry, AgendaItemRow, AgendaItems
from boards.api.boards import BoardLink, Boards
from boards.api.decisions import Decisions
from boards.api.links import AgendaItemLink, MeetingLink
from boards.api.meetings import MeetingDetail, Meetings
from boards.api.organisations import OrganisationLink, Organisations
from boards.api.papers import Papers
from boards.api.people import Memberships, PersonName
from boards.api.schema import ClientScheme

__all__ = [
    "AgendaItemEntry",
    "AgendaItemLink",
    "AgendaItemRow",
    "AgendaItems",
    "BoardLink",
    "Boards",
    "ClientScheme",
    "Decisions",
    "MeetingDetail",
    "MeetingLink",
    "Meetings",
    "Memberships",
    "OrganisationLink",
    "Organisations",
    "Papers",
    "PersonName",
]
