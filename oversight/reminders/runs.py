"""When the last sweep and the last delivery ended, and whether either is late: for `/readyz` and the admin's index."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, models
from django.db.models import F, Min
from django.utils import timezone

from oversight.days import day_in_words
from oversight.models import Event

# So many runs may be missed before anybody is troubled, and never less than so long.
RUNS_MISSED = 3
LEAST = timedelta(minutes=15)


class Kind(models.TextChoices):
    SWEEP = "sweep", "Check for reminders"
    DELIVERY = "deliver", "Delivery of reminders"


class Run(models.Model):
    """The last run of one kind. What each delivery sent stands in the ledger, digest by digest."""

    kind = models.CharField(max_length=10, choices=Kind.choices, primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True, help_text="Of the last that came to its end.")
    figures = models.JSONField(default=dict, blank=True)
    failure = models.TextField("why it failed", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="run_kind_is_known")
        ]

    def __str__(self):
        return f"{self.get_kind_display()} of {day_in_words(self.started_at)} {self.started_at:%H:%M}"


@contextmanager
def running(kind: Kind) -> Iterator[dict[str, Any]]:
    """Record that a run began and how it ended; the caller puts its figures into what is yielded."""
    figures: dict[str, Any] = {}
    Run.objects.update_or_create(kind=kind, defaults={"started_at": timezone.now()})
    row = Run.objects.filter(kind=kind)
    try:
        yield figures
    except Exception as error:
        # A database that is gone takes no note of it; the error itself is what the task is tried again for.
        with suppress(DatabaseError, InterfaceError):
            row.update(failure=f"{type(error).__name__}: {error}"[:2000])
        raise
    row.update(finished_at=timezone.now(), figures=figures, failure="")


def has_swept_since(moment: datetime) -> bool:
    """Whether the last sweep began after the moment and came to its end."""
    swept = Run.objects.filter(kind=Kind.SWEEP, started_at__gte=moment, finished_at__gte=F("started_at"))
    return swept.exists()


@dataclass(frozen=True)
class Watch:
    """What the watchdog says of one kind of run."""

    kind: Kind
    finished_at: datetime | None
    is_late: bool
    failure: str = ""

    def as_health(self) -> dict[str, Any]:
        return {"finished_at": self.finished_at, "late": self.is_late}


def late_after() -> timedelta:
    return max(timedelta(seconds=RUNS_MISSED * settings.REMINDER_EVERY_SECONDS), LEAST)


def watch(now: datetime | None = None) -> list[Watch]:
    """Of each kind, when it last came to its end and whether that is too long ago.

    One that never did is late once the register has had anything for as long.
    """
    now = now or timezone.now()
    known = {run.kind: run for run in Run.objects.all()}
    return [_watch(kind, known.get(kind), now) for kind in Kind]


def _watch(kind: Kind, run: Run | None, now: datetime) -> Watch:
    finished_at = run.finished_at if run else None
    since = finished_at or Event.objects.aggregate(first=Min("at"))["first"]
    is_late = since is not None and since < now - late_after()
    return Watch(kind, finished_at, is_late, run.failure if run else "")


def figures_of(counted: Any) -> dict[str, int]:
    return asdict(counted)
