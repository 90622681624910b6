"""What both apps share: the append-only Event and the counters that number references."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import F

from oversight import context
from oversight.context import Channel
from oversight.days import day_in_words
from oversight.folded_fields import SoughtField


class EventQuerySet(models.QuerySet):
    """Events are added and read, never altered or removed (rules.md section 10)."""

    def about(self, subject: models.Model) -> "EventQuerySet":
        """The history of one record, newest first, with the people named in one query."""
        kind = ContentType.objects.get_for_model(subject)
        return self.filter(subject_type=kind, subject_id=subject.pk).select_related("by__organisation")

    def visible_to(self, user, today: date | None = None) -> "EventQuerySet":
        """Events about what the person may see, each kind of record asked by its own `visible_to`."""
        seen = models.Q(pk__in=[])
        for kind in ContentType.objects.filter(
            pk__in=Event.objects.order_by().values("subject_type").distinct()
        ):
            records = kind.model_class()
            visible_to = records and getattr(records._default_manager.all(), "visible_to", None)
            if visible_to:
                mine = visible_to(user, today).order_by().values("pk")
                seen |= models.Q(subject_type=kind, subject_id__in=mine)
        return self.filter(seen)

    def update(self, **kwargs):
        raise TypeError("Events are append-only: they cannot be altered.")

    def delete(self):
        raise TypeError("Events are append-only: they cannot be removed.")


class Event(models.Model):
    """One row per change: when, who, through which channel, which step, what it was, what it became, why."""

    at = models.DateTimeField(default=context.now, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        help_text="Empty: the system.",
    )
    channel = models.CharField(max_length=10, choices=Channel.choices)
    step = models.CharField(max_length=40, db_index=True)
    subject_type = models.ForeignKey(ContentType, models.PROTECT)
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    before = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    note = models.TextField(blank=True)
    sought = SoughtField("note")

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "-at"], name="event_of_subject")]

    def __str__(self):
        return (
            f"{self.step} {self.subject_type_id}:{self.subject_id} at {day_in_words(self.at)} {self.at:%H:%M}"
        )

    def delete(self, *args, **kwargs):
        raise TypeError("Events are append-only: they cannot be removed.")


# The last numbers given out in the transaction that holds its counters; None where each number is asked for.
_held: ContextVar[dict[str, int] | None] = ContextVar("counters held", default=None)


class Counter(models.Model):
    """The last number given out under a key, so that references are never given twice nor used again."""

    key = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.key}: {self.last}"

    @classmethod
    def next(cls, key: str) -> int:
        """Give out the next number under `key`; two callers at once never get the same one."""
        held = _held.get()
        if held is None:
            return cls._next(key)
        held[key] = held[key] + 1 if key in held else cls._next(key)
        return held[key]

    @classmethod
    @contextmanager
    def held(cls) -> Iterator[None]:
        """In a transaction that stands or falls whole: many numbers for two writes a key.

        The first number locks its row until the transaction ends, so that the next follow without asking; on
        PostgreSQL a row written thousands of times in one transaction becomes slower with each.
        """
        held: dict[str, int] = {}
        token = _held.set(held)
        try:
            yield
        finally:
            _held.reset(token)
        for key, last in held.items():
            cls.objects.filter(key=key).update(last=last)

    @classmethod
    def _next(cls, key: str) -> int:
        row = cls.objects.filter(key=key)
        with transaction.atomic(savepoint=False):
            if not row.update(last=F("last") + 1):
                cls.objects.get_or_create(key=key)
                row.update(last=F("last") + 1)
            return row.values_list("last", flat=True).get()
