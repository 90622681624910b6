"""How often a person is reminded. Statutory clocks and escalations go to everybody, whatever they chose."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from oversight.operations import record_event


class Rhythm(models.TextChoices):
    DAILY = "daily", "On every working day on which something is new"
    WEEKLY = "weekly", "Once a week at most"
    OVERDUE = "overdue", "Only of what is overdue"


class PreferenceQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """One's own."""
        return self.filter(person=user.pk) if user.is_authenticated else self.none()


class Preference(models.Model):
    """What one person chose; who chose nothing is reminded daily."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminder_preference"
    )
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices, default=Rhythm.DAILY)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values), name="rhythm_is_known")]

    def __str__(self):
        return f"{self.person}: {self.get_rhythm_display()}"


def rhythm_of(person: Any) -> Rhythm:
    chosen = Preference.objects.filter(person=person).values_list("rhythm", flat=True).first()
    return Rhythm(chosen or Rhythm.DAILY)


def choose(rhythm: str, *, by: Any) -> None:
    """Remind the person as they choose, from the next sweep and delivery on. Everybody chooses for themselves."""
    with transaction.atomic():
        chosen, _ = Preference.objects.select_for_update().get_or_create(person=by)
        before, chosen.rhythm = chosen.rhythm, Rhythm(rhythm)
        if before != chosen.rhythm:
            chosen.save(update_fields=["rhythm"])
            record_event(
                chosen,
                step="choose_reminders",
                by=by,
                before={"rhythm": before},
                after={"rhythm": str(chosen.rhythm)},
            )


# --- What follows, asked of rows of the ledger ---------------------------------------------------


def unwanted(today: date) -> Q:
    """What its recipient does not want to be reminded of: it is not overdue, and they asked for overdue things only."""
    return Q(recipient__reminder_preference__rhythm=Rhythm.OVERDUE, is_always_sent=False, due_on__gte=today)


def sent_this_week(reminders: models.QuerySet, today: date) -> Q:
    """What waits for another week: its recipient is reminded weekly, and was this week.

    The first delivery of a week that finds something carries it, so that one missed is made good by the next. What
    was snoozed waits for nothing but its day: the recipient named it.
    """
    monday = today - timedelta(days=today.weekday())
    sent = reminders.filter(
        recipient=OuterRef("recipient"), state="sent", is_always_sent=False, digest__on_day__gte=monday
    )
    waits = Q(
        recipient__reminder_preference__rhythm=Rhythm.WEEKLY, is_always_sent=False, not_before__isnull=True
    )
    # The ledger is asked last: PostgreSQL goes from left to right here, and most people are reminded daily.
    return waits & Q(Exists(sent))
