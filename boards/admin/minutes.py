"""The minutes of a meeting: read on its admin page, and taken on a page of their own, by several at once if need be."""

from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone

from boards.admin.attendance import AttendancePage, RecordOfMeeting
from boards.admin.base import keeps
from boards.admin.minute_drafts import MinuteDraftPage, Offers, as_fields, offers, sensitive_keys, typed_in
from boards.models import AgendaItem, ItemOutcome, Meeting, Minutes
from boards.operations import save_minutes
from boards.operations.attendance import quorum_of
from boards.operations.minute_drafts import NEW_OUTCOME, drafts_of, keep_drafts, places
from boards.operations.minutes import (
    OPENING,
    ChangedMeanwhile,
    Kept,
    NewOutcome,
    Typed,
    minutes_of,
    outcome_text,
    texts_of,
)
from boards.rules.minutes import agreed, can_be_minuted, collides, revision
from oversight import context
from oversight.admin import ReadOnlyInline
from oversight.days import day_in_words
from oversight.errors import DomainError
from oversight.typed import TypedForm

# Characters: some fifteen pages under one item.
LONGEST_MINUTE = 50_000
# How tall a box is: a line for so many characters, within bounds.
CHARACTERS_A_LINE, LOWEST, TALLEST = 90, 4, 24


class MinutesInline(ReadOnlyInline):
    """Where the minutes stand; they are written on a page of their own and agreed by a step."""

    model = Minutes
    fk_name = "meeting"
    fields = ["status", "opening", "corrections", "agreed_at_meeting"]
    readonly_fields = fields

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("meeting")
        return self.as_visible(rows, request, "agreed_at_meeting")


# --- The form ------------------------------------------------------------------------------------


class TextForm(TypedForm):
    """One text of the minutes and the revision it was opened on; where two changed it, which one is kept."""

    text = forms.CharField(required=False, max_length=LONGEST_MINUTE, widget=forms.Textarea)
    opened_on = forms.CharField(required=False, widget=forms.HiddenInput)
    saved_as = forms.CharField(required=False, widget=forms.HiddenInput)
    stands = forms.ChoiceField(
        label="Which one do you keep?",
        required=False,
        choices=[
            ("mine", "Mine, as it stands in the box: save it over theirs"),
            ("saved", "Theirs, as saved"),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any, *, key: str, kept: Kept, label: str):
        self.key, self.kept, self.label = key, kept, label
        # What somebody else saved meanwhile, to be shown beside what was typed.
        self.saved: str | None = None
        initial = {**self.opened(kept), "opened_on": revision(kept.text)}
        super().__init__(data, prefix=key, initial=initial)
        text = self.fields["text"].widget.attrs
        text.update({"rows": _rows(self["text"].value() or ""), "cols": 80, "aria-label": label})
        for name in ("text", "opened_on"):
            self.fields[name].widget.attrs["data-draft"] = key

    def opened(self, kept: Kept) -> dict[str, str]:
        """The fields as the saved text fills them."""
        return {"text": kept.text}

    def whole(self) -> str:
        """What was typed, as one text."""
        return self.cleaned_data["text"]

    def shown(self, text: str) -> str:
        """A whole text as it is shown to be read."""
        return text

    def typed(self) -> Typed | None:
        """What is to be saved; None where somebody else's text is to stand."""
        given = self.cleaned_data
        if given["stands"] == "saved":
            return None
        return Typed(self.whole(), given["saved_as"] if given["stands"] == "mine" else given["opened_on"])

    def bring_up_to_date(self, refused: bool) -> None:
        """Show what somebody else saved meanwhile: beside what was typed, or in place of what was left alone."""
        if not hasattr(self, "cleaned_data") or self.errors:
            return
        data: Any = self.data.copy()
        opened_on, saved = self.cleaned_data["opened_on"], self.kept.text
        if revision(self.whole()) == opened_on:
            for name, value in {**self.opened(self.kept), "opened_on": revision(saved)}.items():
                data[self.add_prefix(name)] = value
        elif collides(saved=saved, typed=self.whole(), opened_on=opened_on):
            self.saved = self.shown(saved)
            data[self.add_prefix("saved_as")] = revision(saved)
            if refused:  # what was chosen before was chosen for another text
                data.pop(self.add_prefix("stands"), None)
        self.data = data


class OutcomeForm(TextForm):
    kind = forms.ChoiceField(choices=ItemOutcome.Kind.choices, widget=forms.Select)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].widget.attrs["aria-label"] = f"{self.label}: kind"
        self.fields["text"].widget.attrs["rows"] = 2
        self.fields["kind"].widget.attrs["data-draft"] = self.key

    def opened(self, kept: Kept) -> dict[str, str]:
        kind, _, text = kept.text.partition("\n")
        return {"kind": kind, "text": text}

    def whole(self) -> str:
        return outcome_text(self.cleaned_data["kind"], self.cleaned_data["text"])

    def shown(self, text: str) -> str:
        kind, _, words = text.partition("\n")
        return f"{ItemOutcome.Kind(kind).label}: {words}"


class ItemForm(TextForm):
    """The minute of an item, whether it was taken, and room for one more outcome."""

    was_taken = forms.BooleanField(required=False, widget=forms.HiddenInput)
    taken = forms.BooleanField(label="Taken at this meeting", required=False)
    new_kind = forms.ChoiceField(choices=ItemOutcome.Kind.choices, required=False)
    new_text = forms.CharField(
        required=False, max_length=LONGEST_MINUTE, widget=forms.Textarea(attrs={"rows": 2, "cols": 80})
    )

    def __init__(self, data: Any, *, key: str, kept: Kept, label: str):
        super().__init__(data, key=key, kept=kept, label=label)
        self.item: AgendaItem = kept.record  # type: ignore[assignment]
        is_taken = self.item.status == AgendaItem.Status.TAKEN
        self.initial.update({"taken": is_taken, "was_taken": is_taken})
        for name, words in (("new_kind", "kind of a new outcome"), ("new_text", "a new outcome")):
            self.fields[name].widget.attrs["aria-label"] = f"Item {self.item.number}: {words}"
            self.fields[name].widget.attrs["data-draft"] = f"{NEW_OUTCOME}{self.item.pk}"

    def changes_taken(self) -> bool:
        return self.cleaned_data["taken"] != self.cleaned_data["was_taken"]

    def new_outcome(self) -> NewOutcome | None:
        text = self.cleaned_data["new_text"]
        return NewOutcome(self.item.pk, self.cleaned_data["new_kind"], text) if text else None


def _rows(text: str) -> int:
    lines = sum(1 + len(line) // CHARACTERS_A_LINE for line in text.splitlines())
    return min(max(lines + 1, LOWEST), TALLEST)


class MinutesForm:
    """The minutes of one meeting as a form: one form a text, in the order in which they are read."""

    def __init__(self, meeting: Meeting, user, data: Any = None):
        self.data = data
        self.kept = kept = texts_of(meeting, user)
        self.opening = TextForm(data, key=OPENING, kept=kept[OPENING], label="Opening")
        self.items = [
            ItemForm(data, key=key, kept=each, label=f"Minute of item {each.record.number}")
            for key, each in kept.items()
            if isinstance(each.record, AgendaItem)
        ]
        self.outcomes = [
            OutcomeForm(data, key=key, kept=each, label=f"Outcome of item {each.record.agenda_item.number}")
            for key, each in kept.items()
            if isinstance(each.record, ItemOutcome)
        ]
        for item in self.items:
            item.outcomes = [one for one in self.outcomes if one.kept.record.agenda_item_id == item.item.pk]
        self.texts = [self.opening, *self.items, *self.outcomes]

    @classmethod
    def with_drafts(cls, meeting: Meeting, user) -> "MinutesForm":
        """The form with the person's own drafts in it; what somebody else saved meanwhile stands beside them."""
        opened = cls(meeting, user)
        data = {
            form.add_prefix(name): value
            for form in opened.texts
            for name in form.fields
            if (value := form[name].value()) not in (None, False)
        }
        for draft in drafts_of(meeting, user).values():
            data |= as_fields(draft)
        whole_form = cls(meeting, user, data)
        whole_form.is_valid()
        for form in whole_form.texts:
            form.bring_up_to_date(refused=False)
        return whole_form

    @property
    def keys(self) -> list[str]:
        """Of every text that can be typed here, new outcomes too."""
        return [*self.kept, *(f"{NEW_OUTCOME}{form.item.pk}" for form in self.items)]

    def settled(self) -> set[str]:
        """The texts whose drafts are done with once this is saved: those typed, and those theirs was chosen for."""
        typed = typed_in(self.data, self.keys)
        touched = {key for key, each in typed.items() if revision(each.text) != each.opened_on}
        # Typed and then put back as it was: only the page's script knows.
        return touched | set(self.data.get("drafted", "").split())

    def is_valid(self) -> bool:
        # Every one is asked, so that every one shows what is wrong with it.
        answers = [form.is_valid() for form in self.texts]
        return all(answers)

    def inputs(self) -> dict[str, Any]:
        """The operation's keyword arguments."""
        typed = {form.key: form.typed() for form in self.texts}
        return {
            "texts": {key: each for key, each in typed.items() if each is not None},
            "taken": {
                form.item.pk: form.cleaned_data["taken"] for form in self.items if form.changes_taken()
            },
            "new_outcomes": [new for form in self.items if (new := form.new_outcome())],
        }

    def refuse(self, error: DomainError) -> str:
        """Put the refusal beside the text it concerns; the sentence where it concerns none."""
        refused = error.saved if isinstance(error, ChangedMeanwhile) else {}
        for form in self.texts:
            form.bring_up_to_date(refused=form.key in refused)
            if form.key == error.field:
                form.add_error("text", str(error))
                return ""
        return str(error)


# --- The page ------------------------------------------------------------------------------------


class MinutesPage(RecordOfMeeting):
    """Taking minutes: the opening, and under every item what was said, what came of it and whether it was taken.

    A person who may not write them, or comes before the meeting or after they were agreed, reads why.
    """

    template_name = "admin/boards/meeting/minutes.html"

    def query_names(self) -> set[str]:
        return {"draft"}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        whole_form = MinutesForm(self.meeting, request.user, request.POST)
        if not whole_form.is_valid():
            self._keep_as_draft(whole_form)
            return self._again(whole_form, "", 422)
        try:
            changed = save_minutes(
                self.meeting, by=request.user, settled=whole_form.settled(), **whole_form.inputs()
            )
        except DomainError as error:
            # As saved by now, by this person or another: what the form shows beside what was typed.
            whole_form = MinutesForm(self.meeting, request.user, request.POST)
            whole_form.is_valid()
            self._keep_as_draft(whole_form)
            return self._again(whole_form, whole_form.refuse(error), error.status_code)
        words = (
            f"Saved: {changed} change{'' if changed == 1 else 's'}." if changed else "Nothing was changed."
        )
        messages.success(request, words)
        return HttpResponseRedirect(self.after(request.POST.get("then", "")))

    def _keep_as_draft(self, whole_form: MinutesForm) -> None:
        """What could not be saved is not lost with the page that says so; scripts or not."""
        with suppress(ValidationError, DomainError):
            typed = typed_in(self.request.POST, whole_form.keys)
            unsaved = {key: typed[key] for key in whole_form.settled() & typed.keys()}
            keep_drafts(self.meeting, by=self.request.user, texts=unsaved)

    def after(self, then: str) -> str:
        """Where saving leads: back to the page, unless a button of it said otherwise."""
        if then == "meeting":
            return reverse("meeting", args=[self.meeting.reference])
        return reverse("admin:boards_meeting_minutes", args=[self.meeting.pk])

    def _again(self, whole_form: MinutesForm, sentence: str, status: int) -> HttpResponse:
        return self.render_to_response(
            self.get_context_data(whole_form=whole_form, refused=sentence), status=status
        )

    def get_context_data(self, **kwargs: Any) -> dict:
        whole_form, user = kwargs.pop("whole_form", None), self.request.user
        left = Offers([], [])
        if whole_form is None:
            whole_form = MinutesForm(self.meeting, user)
            left = offers(self.meeting, user, whole_form.kept)
            if left.usable and self.request.GET.get("draft") == "use":
                whole_form, left = MinutesForm.with_drafts(self.meeting, user), Offers([], left.stranded)
        return super().get_context_data(
            **self.admin.admin_site.each_context(self.request),
            title="Minutes",
            subtitle=self.admin.label_for(self.meeting),
            opts=Meeting._meta,
            meeting=self.meeting,
            whole_form=whole_form,
            offers=left,
            sensitive=sensitive_keys(self.meeting, places(self.meeting, user)),
            quorum=quorum_of(self.meeting),
            collided=[form for form in whole_form.texts if form.saved is not None],
            **kwargs,
        )


class MinutesPages:
    """The pages of minutes and attendance, for the admin of meetings."""

    minutes_page = MinutesPage

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/minutes/",
                view(self.minutes_page.as_view(admin=self)),
                name="boards_meeting_minutes",
            ),
            path(
                "<int:pk>/minutes/draft/",
                view(MinuteDraftPage.as_view(admin=self)),
                name="boards_meeting_minute_draft",
            ),
            path(
                "<int:pk>/attendance/",
                view(AttendancePage.as_view(admin=self)),
                name="boards_meeting_attendance",
            ),
            *super().get_urls(),
        ]


def _tool(words: str, page: str):
    def tool(request: HttpRequest, meeting: Meeting) -> tuple[str, str] | None:
        """Offered while the minutes can be written, to those who write them."""
        offered = keeps(request.user, meeting.board) and can_be_minuted(meeting, context.now())
        if not offered or agreed(minutes_of(meeting)):
            return None
        return words, reverse(f"admin:{page}", args=[meeting.pk])

    return tool


def agree_tool(request: HttpRequest, meeting: Meeting) -> tuple[str, str] | None:
    """On the page of a meeting that has begun: the latest minutes of its board that still wait to be agreed at one."""
    if not keeps(request.user, meeting.board) or not can_be_minuted(meeting, context.now()):
        return None
    drafts = Meeting.objects.visible_to(request.user).filter(
        board=meeting.board_id,
        status=Meeting.Status.HELD,
        starts_at__lt=meeting.starts_at,
        minutes__status=Minutes.Status.DRAFT,
    )
    earlier = drafts.order_by("-starts_at").first()
    if earlier is None:
        return None
    step = reverse("admin:boards_meeting_step", args=[earlier.pk, "agree-minutes"])
    day = timezone.localtime(earlier.starts_at)
    return f"Agree the minutes of {day_in_words(day)}", f"{step}?agreed_at={meeting.reference}"


TOOLS = [
    _tool("Take minutes", "boards_meeting_minutes"),
    _tool("Attendance", "boards_meeting_attendance"),
    agree_tool,
]
