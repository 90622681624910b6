"""What the cells of a spreadsheet name: boards, organisations, people, reports, recommendations, asked for once.

Only what the person may see is found; anything else is as unknown as what does not exist. Raises LookupError with the
end of a sentence.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any

from boards.models import Board, BoardName, FormerName, Organisation, Person
from recommendations.models import Recommendation, Report

# So many references are asked for in one query.
AT_A_TIME = 500

Named = dict[str, dict[Any, Any]]


class Lookups:
    """For one person, on one day, of one spreadsheet. `references` are those of recommendations that its cells name."""

    def __init__(self, user, today: date, references: Iterable[str] = ()):
        self.user, self.today = user, today
        self.references = set(references)
        # Recommendations that rows further up enter, by reference.
        self.entered: dict[str, Recommendation] = {}

    def board(self, text: str) -> Board:
        return _found(self._boards, text, "is not a board that you may see")

    def organisation(self, text: str) -> Organisation:
        return _found(self._organisations, text, "is not an organisation of the register")

    def person(self, text: str) -> Person:
        return _found(
            self._people,
            text,
            "is not a person of the register",
            "is the name of several people: give the e-mail address",
        )

    def report(self, text: str) -> Report:
        return _found(self._reports, text, "is not a report that you may see")

    def recommendation(self, text: str) -> Recommendation:
        key = _key(text)
        if key in self.entered:
            return self.entered[key]
        if key in self._recommendations:
            return self._recommendations[key]
        raise LookupError("is not a recommendation that you may see, nor one further up in this spreadsheet")

    def report_of(self, pk: int) -> Report:
        """The report with its boards, the same object for all its recommendations."""
        return self._reports_by_key[pk]

    @cached_property
    def _boards(self) -> Named:
        boards = {board.pk: board for board in Board.objects.visible_to(self.user, self.today)}
        former = BoardName.objects.filter(board__in=list(boards)).values_list("board", "name")
        return _named(
            [(board, (board.name, board.abbreviation, board.slug)) for board in boards.values()],
            [(boards[pk], name) for pk, name in former],
        )

    @cached_property
    def _organisations(self) -> Named:
        rows = {one.pk: one for one in Organisation.objects.visible_to(self.user)}
        former = FormerName.objects.values_list("organisation", "name")
        return _named(
            [(one, (one.name, one.short_name, one.slug)) for one in rows.values()],
            [(rows[pk], name) for pk, name in former if pk in rows],
        )

    @cached_property
    def _people(self) -> Named:
        people = Person.objects.filter(
            pk__in=Person.objects.visible_to(self.user, self.today).values("pk")
        ).select_related("organisation")
        return _named([(one, (one.email or "", one.name)) for one in people])

    @cached_property
    def _reports_by_key(self) -> dict[int, Report]:
        seen = Report.objects.visible_to(self.user, self.today).prefetch_related("boards")
        return {report.pk: report for report in seen}

    @cached_property
    def _reports(self) -> Named:
        return _named([(one, (one.reference, one.title)) for one in self._reports_by_key.values()])

    @cached_property
    def _recommendations(self) -> dict[str, Recommendation]:
        seen = Recommendation.objects.visible_to(self.user, self.today).entered()
        return {
            _key(one.reference): one
            for some in in_parts(self.references)
            for one in seen.filter(reference__in=some)
        }


def in_parts(references: Iterable[str]) -> Iterator[list[str]]:
    left = iter(sorted(references))
    while some := list(islice(left, AT_A_TIME)):
        yield some


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()


def _named(rows: Iterable[tuple[Any, Iterable[str]]], former: Iterable[tuple[Any, str]] = ()) -> Named:
    """Name -> those that bear it. A former name yields to a present one."""
    named: Named = defaultdict(dict)
    for row, names in rows:
        for name in names:
            if name:
                named[_key(name)][row.pk] = row
    for row, name in former:
        named.setdefault(_key(name), {row.pk: row})
    return named


def _found(
    named: Named, text: str, unknown: str, several: str = "is the name of several: give its reference"
) -> Any:
    found = list(named.get(_key(text), {}).values())
    if len(found) > 1:
        raise LookupError(several)
    if not found:
        raise LookupError(unknown)
    return found[0]
