"""The kinds of record the data file holds, which columns it speaks of, and what stands or falls together."""

from dataclasses import dataclass
from typing import cast

from django.db import models

from boards.models import Board, BoardFact, BoardName, FormerName, Organisation
from recommendations.models import PublisherStatus, Recommendation, Report


@dataclass(frozen=True)
class Kind:
    """One list of the data file. A part's records stand inside those of the kind it is `part_of`."""

    name: str
    list_name: str
    model: type[models.Model]
    key: tuple[str, ...]
    fields: tuple[str, ...]
    # Columns that make sense only together: an edit to one keeps them all.
    bound: tuple[tuple[str, ...], ...] = ()
    part_of: str = ""
    # The column of a part that leads to the record it belongs to.
    owner: str = ""
    # What identifies the record in the database, where it was entered by hand before it was first loaded.
    found_by: tuple[str, ...] = ()

    def field(self, name: str) -> models.Field:
        return cast(models.Field, self.model._meta.get_field(name))

    def refers_to(self, name: str) -> "Kind":
        """The kind of the record or records that a column names."""
        related = self.field(name).related_model
        return next(kind for kind in KINDS if kind.model is related)

    def in_words(self, count: int) -> str:
        """Its name after a number: 1 board, 2 boards."""
        return self.name if count == 1 else self.list_name.replace("_", " ")

    @property
    def many(self) -> tuple[str, ...]:
        """The columns that name several records."""
        return tuple(name for name in self.fields if self.field(name).many_to_many)

    @property
    def referring(self) -> tuple[str, ...]:
        """The columns that name one other record."""
        return tuple(name for name in self.fields if self.field(name).many_to_one)

    def default(self, name: str):
        """What the column holds where the file says nothing: empty, unless the model has a default."""
        field = self.field(name)
        if field.many_to_many:
            return []
        value = field.get_default()
        return str(value) if isinstance(value, str) else value


ORGANISATION = Kind(
    name="organisation",
    list_name="organisations",
    model=Organisation,
    key=("slug",),
    found_by=("slug",),
    fields=(
        "slug",
        "name",
        "short_name",
        "kind",
        "purpose",
        "reports_to",
        "status_text",
        "note",
        "sources",
    ),
)
FORMER_NAME = Kind(
    name="former name",
    list_name="former_names",
    model=FormerName,
    key=("name",),
    found_by=("organisation", "name"),
    fields=("organisation", "name", "used_until", "source"),
    part_of="organisation",
    owner="organisation",
)
BOARD = Kind(
    name="board",
    list_name="boards",
    model=Board,
    key=("slug",),
    found_by=("slug",),
    fields=(
        "slug",
        "name",
        "abbreviation",
        "kind",
        "status",
        "reports_to",
        "reports_to_text",
        "chaired_by",
        "composition",
        "purpose",
        "functions",
        "cadence_text",
        "meetings_a_year",
        "is_open_to_public",
        "is_webcast",
        "quorum",
        "notice_days",
        "paper_days",
        "takes_decisions",
        "keeps_records",
        "is_restricted",
        "default_marking",
        "established_on",
        "note",
        "sources",
    ),
    bound=(("reports_to", "reports_to_text"), ("cadence_text", "meetings_a_year")),
)
BOARD_NAME = Kind(
    name="other name",
    list_name="other_names",
    model=BoardName,
    key=("name",),
    found_by=("board", "name"),
    fields=("board", "name", "source"),
    part_of="board",
    owner="board",
)
BOARD_FACT = Kind(
    name="fact",
    list_name="facts",
    model=BoardFact,
    key=("key",),
    found_by=("board", "text"),
    fields=("board", "text", "applies_to", "sources"),
    part_of="board",
    owner="board",
)
REPORT = Kind(
    name="report",
    list_name="reports",
    model=Report,
    key=("reference",),
    found_by=("reference",),
    fields=(
        "reference",
        "title",
        "publisher",
        "publisher_name",
        "kind",
        "subject",
        "published_on",
        "published_text",
        "recommendation_count",
        "recommendation_count_text",
        "statutory_basis",
        "term_text",
        "response_due_on",
        "boards",
        "follows",
        "note",
        "sources",
    ),
    bound=(
        ("published_on", "published_text", "statutory_basis", "term_text", "response_due_on"),
        ("recommendation_count", "recommendation_count_text"),
    ),
)
RECOMMENDATION = Kind(
    name="recommendation",
    list_name="recommendations",
    model=Recommendation,
    key=("reference",),
    found_by=("reference",),
    fields=(
        "reference",
        "report",
        "type",
        "parent",
        "limb",
        "position",
        "publisher_number",
        "publisher_number_standing",
        "publisher_identifier",
        "summary",
        "addressed_to",
        "addressed_to_text",
        "deadline_text",
        "deadline_basis",
        "deadline_on",
        "deadline_condition",
        "theme",
        "lead_board",
        "boards",
        "standing",
        "standing_note",
        "note",
        "sources",
    ),
    bound=(
        ("addressed_to", "addressed_to_text"),
        ("deadline_text", "deadline_basis", "deadline_on", "deadline_condition"),
        ("publisher_number", "publisher_number_standing"),
        ("parent", "limb"),
        ("standing", "standing_note"),
    ),
)
PUBLISHER_STATUS = Kind(
    name="publisher's status",
    list_name="publisher_statuses",
    model=PublisherStatus,
    key=("on", "word"),
    found_by=("recommendation", "on", "word"),
    fields=("recommendation", "word", "on", "source"),
    part_of="recommendation",
    owner="recommendation",
)

# In the order of loading: what is referred to comes first.
KINDS: tuple[Kind, ...] = (
    ORGANISATION,
    FORMER_NAME,
    BOARD,
    BOARD_NAME,
    BOARD_FACT,
    REPORT,
    RECOMMENDATION,
    PUBLISHER_STATUS,
)
LISTS: tuple[Kind, ...] = tuple(kind for kind in KINDS if not kind.part_of)


def parts_of(kind: Kind) -> tuple[Kind, ...]:
    return tuple(part for part in KINDS if part.part_of == kind.name)
