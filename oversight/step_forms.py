"""What every form of a step shares: it knows the record and the person, so that no choice shows what is hidden."""

from django import forms

from oversight.typed import TypedForm

# Characters: some three pages. What is longer belongs in a file; history keeps every word for good.
LONGEST_TEXT = 10_000


class StepForm(TypedForm):
    """Turns input into the keyword arguments of the operation of the same name; it decides nothing."""

    # Fields of which some are needed, though none by itself: no page calls them optional.
    asked_together: tuple[str, ...] = ()

    def __init__(self, *args, record, user, **kwargs):
        self.record = record
        self.user = user
        super().__init__(*args, **kwargs)

    def inputs(self) -> dict:
        """The operation's keyword arguments."""
        return self.cleaned_data


def text(label: str, rows: int = 4, *, required: bool = True, help_text: str = "") -> forms.CharField:
    """A text of some lines, bounded as every text of the register is."""
    return forms.CharField(
        label=label,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        required=required,
        help_text=help_text,
    )


class NoteForm(StepForm):
    note = text("Note", 3, required=False)


class ReasonForm(StepForm):
    reason = text("Reason")
