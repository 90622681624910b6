"""Which boards have fallen behind their cadence, as far as a reader sees their meetings: one query, however many."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q
from django.utils import timezone

from boards.models import Board, Meeting
from boards.rules import cadence
from boards.rules.cadence import Behind


@dataclass(frozen=True)
class BoardBehind:
    """A board that is behind, with what its name on a page needs."""

    slug: str
    name: str
    behind: Behind


def boards_behind(user, now: datetime, board: Board | None = None) -> list[BoardBehind]:
    """Those behind, the longest first; of all boards, or of the one given.

    A board has met where a meeting was held, or confirmed and begun without having been recorded as held.
    """
    met = Q(status=Meeting.Status.HELD) | Q(status=Meeting.Status.CONFIRMED, starts_at__lte=now)
    today = timezone.localdate(now)
    rows = (
        Meeting.objects.visible_to(user, today)
        .filter(met, board__keeps_records=True, board__meetings_a_year__gt=0)
        .exclude(board__status=Board.Status.ENDED)
        .order_by()
        .values("board__slug", "board__name", "board__meetings_a_year")
        .annotate(last=Max("starts_at"))
    )
    if board is not None:
        rows = rows.filter(board=board)
    found = []
    for row in rows:
        last_met_on = timezone.localtime(row["last"]).date()
        if behind := cadence.behind(row["board__meetings_a_year"], last_met_on, today):
            found.append(BoardBehind(row["board__slug"], row["board__name"], behind))
    return sorted(found, key=lambda one: (one.behind.since, one.name))
