"""A person's own reminders: how often they hear, what they were told and what waits, and putting one off."""

from datetime import date
from functools import cached_property
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from boards.due.base import Dues
from oversight.forms import dress
from oversight.models import Reminder
from oversight.pages import OperationView, Page, refusal
from oversight.reminders import preferences, put_off
from oversight.reminders.ledger import State
from oversight.reminders.preferences import Rhythm
from oversight.reminders.sources import sources

# So many of the latest are shown.
SHOWN = 50

HINTS = {
    Rhythm.DAILY: "At eight in the morning, in one e-mail.",
    Rhythm.WEEKLY: "On the first day of the week on which something is due; what is new later waits for the next.",
    Rhythm.OVERDUE: "Nothing before a date or on it.",
}


class RhythmForm(forms.Form):
    """How often to hear."""

    rhythm = forms.ChoiceField(
        label="When do you want to be reminded?",
        choices=[(rhythm.value, f"{rhythm.label}. {HINTS[rhythm]}") for rhythm in Rhythm],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose when you want to be reminded."},
    )

    def inputs(self) -> dict[str, Any]:
        return self.cleaned_data


class PutOffForm(forms.Form):
    """Until when."""

    until = forms.DateField(
        label="Remind me again on",
        widget=forms.DateInput(),
        error_messages={"required": "Enter the day on which you want to be reminded again."},
    )

    def inputs(self) -> dict[str, Any]:
        return self.cleaned_data


class YourReminders(Page, OperationView):
    template_name = "boards/your_reminders.html"
    section = "your-reminders"
    form_class = RhythmForm
    done = "Your choice is kept. Statutory dates and escalations reach you in any case."

    def get_initial(self) -> dict[str, Any]:
        return {"rhythm": preferences.rhythm_of(self.request.user)}

    def get_form(self, form_class: Any = None) -> Any:
        return dress(super().get_form(form_class))

    def run(self, *, rhythm: str) -> None:
        preferences.choose(rhythm, by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict:
        mine = own(self.request.user, self.today)
        return super().get_context_data(
            waiting=first(
                mine.filter(state__in=(State.OWED, State.FAILED)).order_by("due_on", "pk"), self.today
            ),
            told=first(mine.filter(state=State.SENT).order_by("-sent_at", "-pk"), self.today),
            **kwargs,
        )

    def get_success_url(self) -> str:
        return reverse("your-reminders")


class PutOff(Page, OperationView):
    """One reminder of one's own is put off until a day."""

    template_name = "boards/put_off.html"
    section = "your-reminders"
    form_class = PutOffForm

    @cached_property
    def reminder(self) -> Reminder:
        return get_object_or_404(own(self.request.user, self.today), pk=self.kwargs["pk"])

    @property
    def done(self) -> str:  # type: ignore[override]
        return f"You are reminded of {self.reminder.subject_reference} again on the day you chose."

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and (
            error := put_off.why_not(self.reminder, request.user, self.today)
        ):
            return refusal(request, error, back=self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_form(self, form_class: Any = None) -> Any:
        return dress(super().get_form(form_class))

    def run(self, **inputs: Any) -> None:
        put_off.put_off(self.reminder, by=self.request.user, **inputs)

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(
            reminder=self.reminder,
            address=page_of(self.reminder),
            last=put_off.last_day(self.reminder, self.today),
            back=self.get_success_url(),
            **kwargs,
        )

    def get_success_url(self) -> str:
        return reverse("your-reminders")


def own(user: Any, today: date) -> QuerySet[Reminder]:
    """The person's own, about what they may still see."""
    return Reminder.objects.visible_to(user, today).filter(recipient=user.pk)


def page_of(reminder: Reminder) -> str:
    """The page of what it is about."""
    by_kind = {source.kind: cast(Dues, source) for source in sources(reminder.due_on)}
    source = by_kind.get(reminder.kind)
    return source.url(reminder.subject) if source and reminder.subject else ""


def first(reminders: QuerySet[Reminder], today: date) -> list[tuple[Reminder, str, bool]]:
    """The first of them, each with the page of what it is about and whether it may be put off; a few queries a kind."""
    shown = list(reminders.prefetch_related("subject")[:SHOWN])
    may = put_off.standing(shown, today)
    return [(each, page_of(each), each.pk in may) for each in shown]
