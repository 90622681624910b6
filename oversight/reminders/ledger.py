"""The ledger: who was to be reminded of what, in which e-mail it went, when, and what the mail server answered.

Rows are added before anything is sent and never removed: they are the proof of reminding. Only the engine writes them.
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from oversight import context
from oversight.days import day_in_words
from oversight.reminders import preferences
from oversight.reminders.kinds import kinds, step_of_kind
from oversight.reminders.states import UNFINISHED, Reason, State

# So long after a server took it, a digest counts as having arrived: most returns come within minutes.
ARRIVES_WITHIN = timedelta(days=1)


def goes(today: date) -> Q:
    """What is due and may be sent on this day: not snoozed, and as often as its recipient wants to be reminded."""
    waits = Q(not_before__gt=today) | preferences.sent_this_week(Reminder.objects.all(), today)
    return Q(state=State.DUE) & ~waits


class ReminderQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """Reminders about what the person may see: a reference alone would give a restricted thing away."""
        today = today or context.today()
        seen = Q(pk__in=[])
        for kind in kinds(today):
            seen |= Q(kind=kind.name, subject_id__in=kind.model.objects.visible_to(user, today).values("pk"))
        return self.filter(seen)

    def own(self, user, today: date | None = None):
        """The person's own, about what they may still see."""
        return self.visible_to(user, today).filter(recipient=user.pk)

    def to_go(self, today: date):
        """What is due and may be sent on this day."""
        return self.filter(goes(today))

    def about(self, subject: models.Model):
        """Who was reminded of what about one record, and when: the latest first, with the people in one query."""
        kind = ContentType.objects.get_for_model(subject)
        return (
            self.filter(subject_type=kind, subject_id=subject.pk)
            .select_related("recipient__organisation", "on_behalf_of", "digest")
            .order_by("-owed_at", "-pk")
        )


class DigestQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """Digests that carry something the person may see."""
        carried = Reminder.objects.visible_to(user, today).filter(digest=OuterRef("pk"))
        return self.filter(Exists(carried))

    def bounced_and_unsettled(self, now: datetime | None = None):
        """Those that say their recipient's address fails, one a person: the last that the mail server returned.

        Settled once the address is another, somebody has confirmed it, or a later one has arrived.
        """
        arrived = Q(bounced_at__isnull=True, sent_at__lte=(now or context.now()) - ARRIVES_WITHIN)
        later = Digest.objects.filter(
            recipient=OuterRef("recipient"), on_day__gt=OuterRef("on_day"), state=State.SENT
        )
        return self.filter(
            bounced_at__isnull=False,
            settled_at__isnull=True,
            recipient__is_active=True,
            recipient__email=F("address"),
        ).exclude(Exists(later.filter(Q(bounced_at__isnull=False) | arrived)))

    def ready(self, now: datetime):
        """Those to be sent now: due, refused and waited long enough, or left behind by a process that died."""
        abandoned = now - timedelta(seconds=settings.REMINDER_CLAIM_SECONDS)
        return self.filter(
            Q(state=State.DUE)
            | Q(state=State.FAILED, next_try_at__lte=now)
            | Q(state=State.CLAIMED, claimed_at__lte=abandoned)
        )


class Digest(models.Model):
    """The one e-mail a person gets on a day (London), whatever is due to them."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="digests")
    on_day = models.DateField("day", help_text="The day it is sent; one not sent goes over to the next day.")
    message_id = models.CharField(
        "Message-ID",
        max_length=120,
        unique=True,
        help_text="Given once, so that a repeated e-mail is known as such.",
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    is_sealed = models.BooleanField(
        "sealed",
        default=False,
        help_text="The mail server may have accepted it already: nothing is added to it any more.",
    )
    attempts = models.PositiveIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField("next attempt", null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField("the mail server's last answer", blank=True)
    address = models.EmailField("sent to", blank=True, help_text="The address it was last handed over for.")
    bounced_at = models.DateTimeField(
        "returned", null=True, blank=True, help_text="When the register was notified."
    )
    bounce = models.TextField("why it was returned", blank=True, help_text="In the mail server's words.")
    settled_at = models.DateTimeField(
        "address confirmed", null=True, blank=True, help_text="Somebody has seen to the return."
    )

    objects = DigestQuerySet.as_manager()

    class Meta:
        ordering = ["-on_day", "-pk"]
        indexes = [
            models.Index(fields=["state", "on_day"], name="digest_by_state"),
            models.Index(
                fields=["recipient", "on_day"], condition=Q(bounced_at__isnull=False), name="digest_returned"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "on_day"], name="digest_once_a_person_a_day"),
            models.UniqueConstraint(
                fields=["recipient"], condition=Q(state__in=UNFINISHED), name="digest_one_unfinished_a_person"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="digest_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent"),
                name="sent_digest_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(bounced_at__isnull=False) & ~Q(bounce="")
                | Q(bounced_at__isnull=True, settled_at__isnull=True, bounce=""),
                name="returned_digest_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.recipient}, {day_in_words(self.on_day)}"


class Reminder(models.Model):
    """One step of one thing for one person: sent exactly once, or cancelled for a stated reason."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders",
        help_text="Empty: there was nobody to remind.",
    )
    kind = models.CharField(max_length=40, help_text="What fell due.")
    subject_type = models.ForeignKey(ContentType, models.PROTECT)
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    subject_reference = models.CharField("reference", max_length=80)
    step = models.CharField(max_length=40)
    schedule_step = models.CharField(
        max_length=40,
        help_text="Where it stands on its schedule: its own step, or the one that was snoozed.",
    )
    due_on = models.DateField("due date")
    recipient_role = models.CharField(
        max_length=20, help_text="In which role the recipient is reminded, as its kind names it."
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders_of_others",
        help_text="The person it is asked of, where no e-mail reaches them.",
    )
    is_escalation = models.BooleanField(
        "escalation", default=False, help_text="Sent to somebody besides the person it is asked of."
    )
    is_always_sent = models.BooleanField(
        "always sent",
        default=False,
        help_text="A statutory clock or an escalation: sent whatever the recipient chose.",
    )
    not_before = models.DateField(null=True, blank=True, help_text="Snoozed until this day.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    reason = models.CharField("why cancelled", max_length=20, choices=Reason.choices, blank=True)
    digest = models.ForeignKey(Digest, models.PROTECT, null=True, blank=True, related_name="reminders")
    owed_at = models.DateTimeField(default=context.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    answer = models.TextField("the mail server's last answer", blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["-owed_at", "-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-owed_at"], name="reminder_of_subject"),
            models.Index(fields=["state", "recipient"], name="reminder_by_state"),
            models.Index(fields=["kind", "state", "reason"], name="reminder_by_kind"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "subject_type", "subject_id", "step", "due_on"], name="reminder_once"
            ),
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "step", "due_on"],
                condition=Q(recipient__isnull=True),
                name="reminder_to_nobody_once",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="reminder_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="withdrawn") & ~Q(reason="") | ~Q(state="withdrawn") & Q(reason=""),
                name="withdrawn_reminder_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | Q(state="withdrawn"),
                name="reminder_to_nobody_is_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False, digest__isnull=False) | ~Q(state="sent"),
                name="sent_reminder_has_its_time_and_digest",
            ),
        ]

    def __str__(self):
        return f"{self.subject_reference}: {self.step_in_words()} ({day_in_words(self.due_on)})"

    def step_in_words(self) -> str:
        return step_of_kind(self.kind, self.step)

    def schedule_step_in_words(self) -> str:
        """Where it stands on its schedule, whether it was snoozed or not."""
        return step_of_kind(self.kind, self.schedule_step)


def reminders_about(subject: models.Model) -> ReminderQuerySet:
    """The proof of reminding for one record: who was reminded of what, when, and what became of it."""
    return Reminder.objects.about(subject)
