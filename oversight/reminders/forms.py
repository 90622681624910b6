"""What a person's own reminders ask for: how often to be reminded, and until when one is snoozed."""

from typing import Any

from django import forms

from oversight.day_fields import DayField
from oversight.days import PLANNED
from oversight.reminders.preferences import Rhythm
from oversight.typed import TypedForm

HINTS = {
    Rhythm.DAILY: "At eight in the morning, in one e-mail.",
    Rhythm.WEEKLY: "On the first day of the week on which something is due; what is new later waits for the next.",
    Rhythm.OVERDUE: "Nothing before a date or on it.",
}


class RhythmForm(TypedForm):
    """How often to be reminded."""

    rhythm = forms.ChoiceField(
        label="When do you want to be reminded?",
        choices=[(rhythm.value, f"{rhythm.label}. {HINTS[rhythm]}") for rhythm in Rhythm],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose when you want to be reminded."},
    )

    def inputs(self) -> dict[str, Any]:
        return self.cleaned_data


class SnoozeForm(TypedForm):
    """Until when."""

    until = DayField(
        bounds=PLANNED,
        label="Remind me again on",
        widget=forms.DateInput(),
        error_messages={"required": "Enter the day on which you want to be reminded again."},
    )

    def inputs(self) -> dict[str, Any]:
        return self.cleaned_data
