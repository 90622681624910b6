"""Querysets of boards and what hangs on them: `visible_to` first, everywhere."""

from datetime import date, datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from boards.rules import access
from oversight import context
from oversight.models import Event
from oversight.roles import READS_ALL, Role, is_active_user

# For so long To do shows that a bank holiday moved the last days of a meeting.
LAST_DAYS_SHOWN = timedelta(days=14)


class BankHolidayQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """Everybody's who is signed in."""
        return self.all() if is_active_user(user) else self.none()


class BoardQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        return self.filter(access.visible_boards(user, today or context.today()))


class MarkedQuerySet(models.QuerySet):
    """Records that a marking may hide: their own, or that of what they hang on."""

    # Where those markings lie.
    marking_paths: tuple[str, ...] = ()

    def within(self, marking: str):
        """Those that may stand in what is read as far as this marking, such as a pack."""
        return self.filter(access.marked_within(marking, *self.marking_paths))


class HangsOnBoardQuerySet(MarkedQuerySet):
    """Records visible to those who may see the meetings of their board, and may read what they are marked."""

    board_path = "board"

    @classmethod
    def to(cls, path: str, *markings: str) -> type["HangsOnBoardQuerySet"]:
        """The same queryset for a record whose board lies at `path`; the markings that may hide it at `markings`."""
        return type(
            f"{cls.__name__}By{''.join((path, *markings)).title().replace('_', '')}",
            (cls,),
            {"board_path": path, "marking_paths": markings, "__module__": cls.__module__},
        )

    def visible_to(self, user, today: date | None = None):
        seen = self.filter(access.visible_on_board(user, today or context.today(), self.board_path))
        return seen.filter(access.within_clearance(user, *self.marking_paths))

    def for_steps(self, user):
        """With what decides on the steps of a meeting, or of an item or a paper of one: its board and its minutes."""
        meeting = self.board_path.removesuffix("board")
        return self.select_related(self.board_path, f"{meeting}minutes__agreed_at_meeting")


class PaperQuerySet(HangsOnBoardQuerySet):
    """As what hangs on a board; those withdrawn are visible to those who keep the board and to auditors."""

    board_path, withdrawn_path = "meeting__board", "withdrawn_at"
    marking_paths: tuple[str, ...] = ("marking", "meeting__marking", "agenda_item__marking")

    def visible_to(self, user, today: date | None = None):
        today = today or context.today()
        seen = super().visible_to(user, today)
        return seen.filter(access.in_circulation(user, today, self.withdrawn_path, self.board_path))

    def not_bound(self):
        """Those the latest pack of a meeting to come could not bind."""
        versions = self.model._meta.get_field("versions").related_model.objects
        latest = versions.filter(paper=OuterRef("pk")).order_by("-number").values("not_bound")[:1]
        waiting = self.filter(withdrawn_at=None).exclude(meeting__status__in=("cancelled", "held"))
        return waiting.annotate(why_not_bound=Subquery(latest)).exclude(why_not_bound="")


class PaperVersionQuerySet(PaperQuerySet):
    board_path, withdrawn_path = "paper__meeting__board", "paper__withdrawn_at"
    marking_paths = tuple(f"paper__{path}" for path in PaperQuerySet.marking_paths)

    def of_paper(self, reference: str, pk: int, number: int | None = None):
        """The version of this number, or the latest, of one paper of the meeting with this reference."""
        held = self.filter(paper__meeting__reference=reference, paper=pk)
        return held.order_by("-number")[:1] if number is None else held.filter(number=number)


class MeetingQuerySet(HangsOnBoardQuerySet):
    marking_paths = ("marking",)

    def coming(self, today: date):
        """Neither cancelled nor held, today or later, the next first."""
        return (
            self.exclude(status__in=("cancelled", "held"))
            .filter(starts_at__date__gte=today)
            .order_by("starts_at")
        )

    def ahead(self, today: date):
        """Those to come, and those that would have been and are cancelled, the next first."""
        return self.exclude(status="held").filter(starts_at__date__gte=today).order_by("starts_at")

    def past(self, today: date):
        """Before today, or held today, the latest first."""
        return self.filter(Q(starts_at__date__lt=today) | Q(status="held")).order_by("-starts_at")

    def with_last_days_moved(self, now: datetime):
        """Those to come whose last days a bank holiday moved of late: what there is to look at for their boards."""
        told = Event.objects.filter(
            subject_type=ContentType.objects.get_for_model(self.model),
            subject_id=models.OuterRef("pk"),
            step="move_last_days",
            at__gte=now - LAST_DAYS_SHOWN,
        )
        return self.coming(timezone.localdate(now)).filter(models.Exists(told))

    def agreeing(self, meeting, now: datetime):
        """Those that can have agreed the minutes of the meeting: later ones of its board that have begun."""
        begun = self.filter(status__in=("confirmed", "held"), starts_at__lte=now)
        return begun.filter(board=meeting.board_id, starts_at__gt=meeting.starts_at).order_by("starts_at")


class MembershipQuerySet(models.QuerySet):
    def in_force(self, today: date):
        """From its first to its last day, both included."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=today), from_on__lte=today)

    def visible_to(self, user, today: date | None = None):
        today = today or context.today()
        return self.filter(access.under("board", access.visible_boards(user, today)))


class CalendarFeedQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """One's own; and, that it exists, to those who answer for who can come in."""
        if not is_active_user(user):
            return self.none()
        seen = Q(person=user.pk)
        if user.role in (Role.AUDITOR, Role.ADMINISTRATOR):
            seen |= Q(board__isnull=True) | Q(board__is_restricted=False)
        return self.filter(seen)

    def with_secret(self, secret_sha256: str):
        """The feed that lies at the address with this secret, unless it was ended."""
        return self.filter(secret_sha256=secret_sha256, ended_at__isnull=True)


class MinuteDraftQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """One's own, of meetings that one may see; nobody else's, whatever one's role."""
        seen = access.visible_on_board(user, today or context.today(), "meeting__board")
        return self.filter(seen, access.within_clearance(user, "meeting__marking"), person=user.pk)


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        return self if is_active_user(user) else self.none()


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """Those who keep or audit the register see everybody; others themselves and those they sit with."""
        if not is_active_user(user):
            return self.none()
        if user.role in READS_ALL:
            return self
        return self.filter(
            Q(pk=user.pk) | Q(memberships__board__in=access.seats(user, today or context.today()))
        ).distinct()
