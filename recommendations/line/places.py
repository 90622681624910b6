"""Where something was set, taken up or decided: a meeting and an item, as far as the reader may see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from boards.models import AgendaItem, Meeting
from boards.rules.access import reads_marked, reads_meetings, seats
from oversight.documents.words import day


@dataclass(frozen=True)
class Place:
    """In words, and its address where the reader may open it; the item only where they may read it."""

    words: str
    address: str
    meeting: Meeting
    item: AgendaItem | None = None

    @property
    def minute(self) -> str:
        return self.item.minute if self.item else ""


def place_of_item(item: AgendaItem) -> Place:
    """The place of an item that the reader may read."""
    address = f"{reverse('meeting', args=[item.meeting.reference])}#item-{item.number}"
    return Place(f"Item {item.number}, {day(item.meeting.starts_at)}", address, item.meeting, item)


def place(
    user, today: date, meeting: Meeting | None, item: AgendaItem | None, readable: Mapping[int, AgendaItem]
) -> Place | None:
    """The place of a decision or of what was set; None where there was no meeting, or one that is unknown to them.

    Those who do not read the meetings of a board learn the reference and the day of one that decided on what they
    follow, and get no address; of one marked above what they may read they learn nothing.
    """
    if item is not None and item.pk in readable:
        return place_of_item(readable[item.pk])
    if meeting is None:
        return None
    board = meeting.board
    if not reads_marked(user, meeting.marking):
        return None
    if board.is_restricted and board.pk not in seats(user, today):
        return None
    words = f"{meeting.reference}, {day(meeting.starts_at)}"
    opens = reads_meetings(user, today, board.pk, board.is_restricted)
    return Place(words, reverse("meeting", args=[meeting.reference]) if opens else "", meeting)
