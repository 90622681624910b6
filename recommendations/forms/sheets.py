"""What the pages of an import ask for: the spreadsheet, then the column of the register for each of its columns."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.base import ContentFile, File
from django.utils.text import Truncator

from oversight.typed import NamedRecordField, TypedForm
from recommendations.models import Report, SheetImport
from recommendations.sheets.columns import Column
from recommendations.sheets.reading import MOST_ROWS
from recommendations.sheets.sheet_types import Kind

# Characters that can be pasted: what is more comes as a file.
LONGEST_PASTE = 1_000_000


class SheetForm(TypedForm):
    """A spreadsheet as a file, or its cells pasted."""

    kind = forms.ChoiceField(
        label="The spreadsheet holds", choices=SheetImport.Kind.choices, widget=forms.RadioSelect
    )
    report = NamedRecordField(
        label="Report",
        queryset=Report.objects.none(),
        required=False,
        to_field_name="reference",
        empty_label="As the spreadsheet says in its column “Report”",
        help_text="Of a spreadsheet of recommendations that are all of one report.",
    )
    file = forms.FileField(
        label="Spreadsheet",
        required=False,
        help_text=f"XLSX or CSV in UTF-8, up to 50 MB and {MOST_ROWS:,} rows. One row holds the headings.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    cells = forms.CharField(
        label="Or cells pasted from a spreadsheet",
        required=False,
        strip=False,
        max_length=LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 8, "cols": 80}),
        help_text="Copy the cells with their headings and paste them here.",
    )

    def __init__(self, *args: Any, user, **kwargs: Any):
        super().__init__(*args, **kwargs)
        reports: Any = self.fields["report"]
        reports.queryset = Report.objects.visible_to(user).order_by("title")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        has_cells = bool((given.get("cells") or "").strip())
        if not self.errors and has_cells == bool(given.get("file")):
            self.add_error("file", "Give a spreadsheet as a file, or paste its cells: one of the two.")
        if given.get("report") and given.get("kind") == SheetImport.Kind.ACTIONS:
            self.add_error("report", "A report is given for recommendations alone.")
        return given

    def sheet(self) -> File:
        given = self.cleaned_data
        if given["file"]:
            return given["file"]
        return ContentFile(given["cells"].encode(), "pasted.csv")


class WorksheetForm(TypedForm):
    worksheet = forms.ChoiceField(label="Worksheet", widget=forms.RadioSelect)

    def __init__(self, *args: Any, worksheets: Sequence[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["worksheet"]
        choice.choices = [(name, name) for name in worksheets]


class HeadingRowForm(TypedForm):
    """Which row holds the headings, of those at the top."""

    heading_row = forms.TypedChoiceField(label="Row of the headings", coerce=int)

    def __init__(self, *args: Any, rows: Mapping[int, Sequence[str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["heading_row"]
        choice.choices = [
            (number, Truncator(f"Row {number}: {', '.join(filter(None, texts))}").chars(80))
            for number, texts in rows.items()
        ]


class ColumnsForm(TypedForm):
    """For each column of the spreadsheet, which column of the register it is."""

    def __init__(
        self, *args: Any, kind: Kind, headings: Sequence[str], proposed: Sequence[str], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        choices = [("", "Leave out"), *((column.name, _called(column)) for column in kind.columns)]
        for place, heading in enumerate(headings):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=heading or "(no heading)",
                required=False,
                choices=choices,
                initial=proposed[place],
                widget=forms.Select(
                    attrs={"aria-label": f"Column of the register for “{heading or place + 1}”"}
                ),
            )

    def mapping(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.fields]

    def refuse(self, name: str | None, sentence: str) -> None:
        """Put what was refused beside the last of the columns it concerns."""
        chosen = [key for key, value in self.cleaned_data.items() if name and value == name]
        self.add_error(chosen[-1] if chosen else None, sentence)


def _called(column: Column) -> str:
    return f"{column.header} (not changed)" if column.shown else column.header
