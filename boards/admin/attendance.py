"""Who came to a meeting: read on its admin page, and recorded on a page of its own with a row for every member."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from boards.models import AgendaItem, Attendance, Meeting, Person
from boards.operations import record_attendance, require_keeper
from boards.operations.attendance import AttendanceRefused, Row, quorum_of, seats_on_day
from boards.operations.minutes import require_open_to_minutes
from boards.rules.minutes import revision
from boards.rules.roles import Seat
from oversight.admin import ReadOnlyInline
from oversight.admin.choices import NamedSelect
from oversight.errors import DomainError
from oversight.pages import Page
from oversight.typed import TypedForm

# Rows for deputies and visitors, beside those of the members.
ROOM_FOR = 3


class AttendanceInline(ReadOnlyInline):
    model = Attendance
    fields = ["person", "kind", "deputy_for", "items_left", "declared_interest"]
    readonly_fields = fields

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("person", "deputy_for")
        items = AgendaItem.objects.visible_to(request.user).order_by("number")
        return rows.prefetch_related(Prefetch("left_for", items))

    @admin.display(description="Left for item")
    def items_left(self, row):
        return ", ".join(str(item.number) for item in row.left_for.all())


# --- The form ------------------------------------------------------------------------------------


class ItemChoice(forms.ModelMultipleChoiceField):
    """Items by their number; the title tells which where one has to know."""

    def label_from_instance(self, item) -> str:
        return str(item.number)


class RowForm(TypedForm):
    """One person: whether they came, for whom, and what they left for."""

    opened_on = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=[("", "Not recorded"), *Attendance.Kind.choices], required=False)
    deputy_for = forms.ModelChoiceField(queryset=Person.objects.none(), required=False, empty_label="")
    left_for = ItemChoice(
        queryset=AgendaItem.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    declared_interest = forms.CharField(
        required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 1, "cols": 30})
    )
    # What each control is called, after whose row it is.
    labels = {
        "kind": "attendance",
        "deputy_for": "deputy for",
        "left_for": "left for item",
        "declared_interest": "declared interest",
    }

    def __init__(
        self,
        data: Any,
        *,
        prefix: str,
        whole_form: "AttendanceForm",
        person: Person | None,
        saved: Attendance | None,
    ):
        self.person, self.saved = person, saved
        self.seats = whole_form.seats.get(person.pk, ()) if person else ()
        initial: dict[str, Any] = {"kind": "", "deputy_for": None, "left_for": [], "declared_interest": ""}
        if saved is not None:
            initial = {
                "kind": saved.kind,
                "deputy_for": saved.deputy_for_id,
                "left_for": [item.pk for item in saved.left_for.all()],
                "declared_interest": saved.declared_interest,
            }
        initial["opened_on"] = self.saved_as = _state(**initial)
        super().__init__(data, prefix=prefix, initial=initial)
        for name, words in self.labels.items():
            self.fields[name].widget.attrs["aria-label"] = f"{person or 'Somebody else'}: {words}"
        for name, (records, choices) in whole_form.choices.items():
            field: Any = self.fields[name]
            field.queryset, field.choices = records, choices

    @property
    def seats_in_words(self) -> str:
        return ", ".join(seat.label for seat in Seat if seat in self.seats)

    def clean(self):
        """A row left as it was opened says nothing, whatever somebody else recorded of it meanwhile."""
        super().clean()
        cleaned = self.cleaned_data
        if self.errors:
            return cleaned
        typed, opened_on = self._typed(), cleaned["opened_on"] or self.saved_as
        self.is_given = typed != opened_on or bool(cleaned.get("person"))
        if not self.is_given:
            return cleaned
        if self.saved_as not in (typed, opened_on):
            self.add_error(
                "kind",
                f"Somebody else recorded “{self.saved}” meanwhile: save again to put this in its place.",
            )
            data: Any = self.data.copy()
            data[self.add_prefix("opened_on")] = self.saved_as
            self.data = data
        elif not cleaned.get("kind"):
            self.add_error(
                "kind",
                "Attendance once recorded is corrected, not removed."
                if self.saved is not None
                else "Say whether they came.",
            )
        return cleaned

    def _typed(self) -> str:
        given = self.cleaned_data
        return _state(
            given["kind"],
            given["deputy_for"] and given["deputy_for"].pk,
            [item.pk for item in given["left_for"]],
            given["declared_interest"],
        )

    def row(self) -> Row | None:
        """The person's attendance as given; None where nothing was."""
        if not self.is_given:
            return None
        given = self.cleaned_data
        return Row(
            self.person or given["person"],
            given["kind"],
            deputy_for=given["deputy_for"],
            left_for=given["left_for"],
            declared_interest=given["declared_interest"],
        )


class NewRowForm(RowForm):
    """Somebody without a seat: a deputy, or a visitor."""

    person = forms.ModelChoiceField(queryset=Person.objects.none(), required=False)

    def __init__(self, *args: Any, whole_form: "AttendanceForm", **kwargs: Any):
        self.named = whole_form.people
        super().__init__(*args, whole_form=whole_form, person=None, saved=None, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = Person.objects.visible_to(whole_form.user)
        field.label_from_instance = admin.site.get_model_admin(Person).label_for
        field.widget = NamedSelect(Attendance._meta.get_field("person"), admin.site, choices=field.choices)
        field.widget.attrs["aria-label"] = "Somebody else: name"

    def clean_person(self):
        person = self.cleaned_data["person"]
        if person is not None and person.pk in self.named:
            raise forms.ValidationError("They are in the list above already.")
        return person

    def clean(self):
        cleaned = super().clean()
        if not self.errors and self.is_given and self.cleaned_data["person"] is None:
            self.add_error("person", "Say who it was.")
        return cleaned


def _state(kind: str, deputy_for: int | None, left_for: list[int], declared_interest: str) -> str:
    """What tells one state of a row from another."""
    return revision(f"{kind} {deputy_for or ''} {sorted(left_for)} {declared_interest}")


class AttendanceForm:
    """Everybody with a seat on the day of the meeting, others who are recorded, and room for more."""

    def __init__(self, meeting: Meeting, user, data: Any = None):
        self.user, self.seats = user, seats_on_day(meeting)
        items = AgendaItem.objects.visible_to(user).filter(meeting=meeting).order_by("number")
        rows = meeting.attendance.select_related("person", "deputy_for")
        saved = {row.person_id: row for row in rows.prefetch_related(Prefetch("left_for", items))}
        people = Person.objects.filter(pk__in={*self.seats, *saved}).select_related("organisation")
        self.people = {person.pk: person for person in people}
        members = Person.objects.filter(pk__in=self.seats).order_by("name")
        # Asked once, not once a row.
        self.choices: dict[str, Any] = {
            "deputy_for": (members, [("", ""), *((person.pk, person.name) for person in members)]),
            "left_for": (items, [(item.pk, str(item.number)) for item in items]),
        }
        self.items = list(items)
        places = {seat: place for place, seat in enumerate(Seat)}
        order = sorted(
            self.people.values(),
            key=lambda each: (
                min((places[Seat(seat)] for seat in self.seats.get(each.pk, ())), default=len(places)),
                each.name,
            ),
        )
        self.rows = [
            RowForm(data, prefix=f"person-{each.pk}", whole_form=self, person=each, saved=saved.get(each.pk))
            for each in order
        ]
        self.new = [NewRowForm(data, prefix=f"new-{number}", whole_form=self) for number in range(ROOM_FOR)]

    @property
    def forms(self) -> list[RowForm]:
        return [*self.rows, *self.new]

    def is_valid(self) -> bool:
        # Every one is asked, so that every one shows what is wrong with it.
        answers = [form.is_valid() for form in self.forms]
        return all(answers) and self._new_ones_differ()

    def _new_ones_differ(self) -> bool:
        named: set[Any] = set()
        for form in self.new:
            person = form.cleaned_data.get("person")
            if person is not None and person in named:
                form.add_error("person", "They are in the list above already.")
            named.add(person)
        return not any(form.errors for form in self.new)

    def inputs(self) -> list[Row]:
        return [row for form in self.forms if (row := form.row())]

    def refuse(self, error: DomainError) -> str:
        """Put each problem beside the field of its row; the sentence where no row shows it."""
        if not isinstance(error, AttendanceRefused):
            return str(error)
        unplaced = []
        for problem in error.problems:
            form = next((one for one in self.forms if self._is_of(one, problem.person_id)), None)
            if form is None:
                unplaced.append(problem.sentence)
            else:
                form.add_error(problem.field, problem.sentence)
        return " ".join(unplaced)

    @staticmethod
    def _is_of(form: RowForm, person_id: int) -> bool:
        person = form.person or form.cleaned_data.get("person")
        return person is not None and person.pk == person_id


# --- The page ------------------------------------------------------------------------------------


class RecordOfMeeting(Page, TemplateView):
    """What is recorded of a meeting on a page of its own, by those who keep its board and while it is open."""

    admin: Any = None

    @cached_property
    def meeting(self) -> Meeting:
        return get_object_or_404(self.admin.get_queryset(self.request), pk=self.kwargs["pk"])

    def require(self) -> None:
        require_keeper(self.request.user, self.meeting.board)
        require_open_to_minutes(self.meeting)

    @property
    def back(self) -> str:
        return reverse("admin:boards_meeting_change", args=[self.meeting.pk])


class AttendancePage(RecordOfMeeting):
    """Who came, on one form, saved all or nothing; with the quorum as recorded so far."""

    template_name = "admin/boards/meeting/attendance.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        whole_form = AttendanceForm(self.meeting, request.user, request.POST)
        if not whole_form.is_valid():
            return self._again(whole_form, "", 422)
        try:
            changed = record_attendance(self.meeting, by=request.user, rows=whole_form.inputs())
        except DomainError as error:
            return self._again(whole_form, whole_form.refuse(error), error.status_code)
        people = "1 person" if changed == 1 else f"{changed} people"
        messages.success(request, f"Attendance of {people} saved." if changed else "Nothing was changed.")
        return HttpResponseRedirect(reverse("admin:boards_meeting_attendance", args=[self.meeting.pk]))

    def _again(self, whole_form: AttendanceForm, sentence: str, status: int) -> HttpResponse:
        return self.render_to_response(
            self.get_context_data(whole_form=whole_form, refused=sentence), status=status
        )

    def get_context_data(self, **kwargs: Any) -> dict:
        whole_form = kwargs.pop("whole_form", None) or AttendanceForm(self.meeting, self.request.user)
        return super().get_context_data(
            **self.admin.admin_site.each_context(self.request),
            title="Attendance",
            subtitle=self.admin.label_for(self.meeting),
            opts=Meeting._meta,
            meeting=self.meeting,
            whole_form=whole_form,
            media=whole_form.new[0].media,
            quorum=quorum_of(self.meeting),
            **kwargs,
        )
