"""A person's own reminders: how often they are reminded, what was sent and what waits, and snoozing one."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode

from oversight.forms import style_form
from oversight.pages import OperationView, Page
from oversight.reminders import preferences, snooze
from oversight.reminders.forms import RhythmForm, SnoozeForm
from oversight.reminders.kinds import page_of
from oversight.reminders.ledger import reminders_about
from oversight.reminders.models import Reminder
from oversight.reminders.states import UNSENT, State

# So many of the latest are shown.
SHOWN = 50


class YourReminders(Page, OperationView):
    template_name = "reminders/your_reminders.html"
    section = "your-reminders"
    form_class = RhythmForm
    done = "Your choice is kept. Statutory dates and escalations reach you in any case."

    def get_initial(self) -> dict[str, Any]:
        return {"rhythm": preferences.rhythm_of(self.request.user)}

    def get_form(self, form_class: Any = None) -> Any:
        return style_form(super().get_form(form_class))

    def run(self, *, rhythm: str) -> None:
        preferences.choose(rhythm, by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict:
        mine = Reminder.objects.own(self.request.user, self.today)
        waiting = mine.filter(state__in=UNSENT).order_by("due_on", "pk")
        sent = mine.filter(state=State.SENT).order_by("-sent_at", "-pk")
        return super().get_context_data(
            waiting=entries(waiting, self.today), sent=entries(sent, self.today), **kwargs
        )

    def get_success_url(self) -> str:
        return reverse("your-reminders")


class Snooze(Page, OperationView):
    """One reminder of one's own is snoozed until a day."""

    template_name = "reminders/snooze.html"
    section = "your-reminders"
    form_class = SnoozeForm

    @cached_property
    def reminder(self) -> Reminder:
        return get_object_or_404(Reminder.objects.own(self.request.user, self.today), pk=self.kwargs["pk"])

    @property
    def done(self) -> str:  # type: ignore[override]
        return f"You are reminded of {self.reminder.subject_reference} again on the day you chose."

    def require(self) -> None:
        if error := snooze.why_not(self.reminder, self.request.user, self.today):
            raise error

    @property
    def back(self) -> str:
        return self.get_success_url()

    def get_form(self, form_class: Any = None) -> Any:
        return style_form(super().get_form(form_class))

    def run(self, **inputs: Any) -> None:
        snooze.snooze(self.reminder, by=self.request.user, **inputs)

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(
            reminder=self.reminder,
            address=page_of(self.reminder),
            limit=snooze.limit(self.reminder, self.today),
            back=self.get_success_url(),
            **kwargs,
        )

    def get_success_url(self) -> str:
        return reverse("your-reminders")


def reminders_of(record: Model) -> dict[str, Any]:
    """What reminders/of_record.html takes: who was notified about the record, and when."""
    return {"reminders": list(reminders_about(record)), "ledger": ledger_of(record)}


def ledger_of(record: Model) -> str:
    """The address, in the admin, of everything that was sent about one record."""
    about = f"{record._meta.label_lower}:{record.pk}"
    return f"{reverse('admin:reminders_reminder_changelist')}?{urlencode({'about': about})}"


@dataclass(frozen=True)
class Entry:
    """A reminder, the page of what it is about, and whether it may be snoozed."""

    reminder: Reminder
    address: str
    may_wait: bool


def entries(reminders: QuerySet[Reminder], today: date) -> list[Entry]:
    """The first of them, in a few queries a kind of record."""
    shown = list(reminders.prefetch_related("subject")[:SHOWN])
    offered = snooze.offered(shown, today)
    return [Entry(each, page_of(each), each.pk in offered) for each in shown]
