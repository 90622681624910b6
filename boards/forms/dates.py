"""What the page that proposes a year's meetings asks for: the pattern first, then each date by itself."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminTimeWidget
from django.utils import timezone

from boards.models import Board
from boards.rules.cadence import MOST_A_YEAR, Pattern, Proposal, propose
from oversight import context
from oversight.day_fields import DayField, TimeOfDayField
from oversight.days import MEETING
from oversight.typed import TypedForm

# Further ahead nobody plans: a later year is a typing error.
FURTHEST_YEARS = 5
LONGEST_MINUTES = 12 * 60


class YearForm(TypedForm):
    """From when on, how often and by what pattern."""

    first_on = DayField(
        bounds=MEETING,
        label="First meeting on or after",
        widget=AdminDateWidget,
        help_text="The others follow its pattern.",
    )
    starts_at = TimeOfDayField(label="Starts at", widget=AdminTimeWidget, initial=time(10))
    minutes = forms.IntegerField(
        label="Length in minutes", min_value=1, max_value=LONGEST_MINUTES, required=False, initial=120
    )
    how_many = forms.IntegerField(label="How many in the year", min_value=1, max_value=MOST_A_YEAR)
    pattern = forms.ChoiceField(
        label="Pattern",
        choices=Pattern.choices,
        widget=forms.RadioSelect,
        initial=Pattern.WEEKDAY,
        help_text="More than twelve in a year go by weeks, on the weekday of the first.",
    )
    place = forms.CharField(label="Place", max_length=200, required=False)

    def __init__(self, *args: Any, board: Board, **kwargs: Any):
        kwargs["initial"] = {"how_many": board.meetings_a_year or None} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def clean_first_on(self):
        first_on, today = self.cleaned_data["first_on"], context.today()
        if first_on <= today:
            raise forms.ValidationError("Give a day to come.")
        if first_on.year > today.year + FURTHEST_YEARS:
            raise forms.ValidationError(f"Give a day within the next {FURTHEST_YEARS} years.")
        return first_on

    def proposals(self) -> list[Proposal]:
        given = self.cleaned_data
        return propose(given["first_on"], how_many=given["how_many"], pattern=given["pattern"])

    @property
    def length(self) -> timedelta | None:
        minutes = self.cleaned_data["minutes"]
        return timedelta(minutes=minutes) if minutes else None


class DateRow(TypedForm):
    """One proposed date: taken or left, on the day proposed or another."""

    is_wanted = forms.BooleanField(label="Propose", required=False)
    day = DayField(bounds=MEETING, label="Day", widget=AdminDateWidget, required=False)
    at = TimeOfDayField(label="Starts at", widget=AdminTimeWidget, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label

    def clean(self):
        given = super().clean()
        if given.get("is_wanted"):
            for name, sentence in (("day", "Give the day."), ("at", "Give the time.")):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
            day = given.get("day")
            if day and day.year > context.today().year + FURTHEST_YEARS + 1:
                self.add_error("day", "That is too far ahead: look at the year.")
        return given

    @property
    def moment(self) -> datetime | None:
        """When the meeting would start, in London; None where the date is left out."""
        given = self.cleaned_data
        if not given.get("is_wanted"):
            return None
        return timezone.make_aware(datetime.combine(given["day"], given["at"]))


DateRows = forms.formset_factory(DateRow, extra=0, max_num=MOST_A_YEAR, absolute_max=MOST_A_YEAR)
