"""What falls due on reports: the Commissioner's comments by the day MOPAC set, and the response by its last day.

The clocks are the law's, or the notice's own (rules/statutory.py; rules.md section 1): sent whatever people chose,
and on no board's schedule but the default.
"""

from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from boards.due.backlog import entered_in_time
from boards.due.base import BoardKind
from boards.due.recipients import BoardAt, Oversight, secretary
from boards.models import Organisation
from boards.rules.access import under
from oversight.reminders.recipients import OWNER, REACHABLE, One, Recipients, Several
from recommendations.models import Report
from recommendations.rules import statutory
from recommendations.rules.due_dates import in_words
from recommendations.rules.reminders import COMMENTS_DUE, RESPONSE_DUE

OVERSEE = BoardAt("boards", {"board__reports": OuterRef("pk")})


def lead(organisations: QuerySet[Organisation]) -> Subquery:
    """The lead of the first of these organisations that has one who can be reached."""
    reachable = organisations.filter(under("lead", REACHABLE)).order_by("pk")
    return Subquery(reachable.values("lead")[:1], output_field=BigIntegerField())


class OfReports(BoardKind):
    """Reports of which something is awaited, under one heading: their boards may be hidden from each other."""

    model = Report
    # Several boards may oversee a report: none of them has its schedule.
    board = ""
    is_statutory = True

    def recorder(self) -> Any:
        """Who keeps the record of the response: of the secretaries of the boards that oversee the report the one who
        has sat longest; where there is none, the lead of the local policing body, whose duty it is."""
        policing_body = Organisation.objects.filter(kind=Organisation.Kind.POLICING_BODY)
        keeps = secretary(self.today, **OVERSEE.of)
        return Coalesce(keeps, lead(policing_body), output_field=BigIntegerField())

    def group(self, record: Any) -> str:
        return "Responses to reports"

    def title(self, record: Any) -> str:
        return record.title


class CommentsDue(OfReports):
    """Reports on which the Commissioner's comments were invited and have not come.

    Asked of the lead of the force that the recommendations are addressed to, and of those who record them.
    """

    name, called = "comments_due", "Commissioner’s comments asked for"
    asks = "Comments of the Commissioner"
    due_on = F("comments_due_on")
    schedule = COMMENTS_DUE
    day_called, late_called = "the day set for the comments", "past the day set for the comments"

    def rows(self) -> QuerySet[Any]:
        return entered_in_time(Report.objects.filter(statutory.comments_awaited()), self.due_on)

    def recipients(self) -> tuple[Recipients, ...]:
        force = Organisation.objects.filter(kind=Organisation.Kind.FORCE)
        addressed = force.filter(recommendations__report=OuterRef("pk"))
        return (Several(OWNER, self.recorder(), lead(addressed)), Oversight(self.today, OVERSEE))

    def state(self, record: Any) -> str:
        late = statutory.days_late(record.comments_due_on, None, self.today)
        return (
            _past(late, "day set for them")
            if late
            else f"{in_words(record.comments_due_on, True, self.today)}."
        )


class ResponsesDue(OfReports):
    """Reports whose response is not recorded as published, or as given where the law asks for no more."""

    name, called = "response_due", "Responses to reports"
    asks = "Publish the response"
    due_on = F("response_due_on")
    schedule = RESPONSE_DUE
    day_called, late_called = "the last day for the response", "past the last day for the response"

    def rows(self) -> QuerySet[Any]:
        return entered_in_time(Report.objects.filter(statutory.response_awaited()), self.due_on)

    def recipients(self) -> tuple[Recipients, ...]:
        return (One(OWNER, self.recorder()), Oversight(self.today, OVERSEE))

    def state(self, record: Any) -> str:
        clock = statutory.CLOCKS[record.statutory_basis]
        met = "published" if clock.is_met_by_publication else "given"
        late = statutory.days_late(record.response_due_on, None, self.today)
        near = _past(late, "last day") if late else f"{in_words(record.response_due_on, True, self.today)}."
        said = [near, f"It is not recorded as {met}."]
        if clock.invites_comments and record.comments_received_on is None:
            said.append(
                f"The Commissioner’s comments {'have not come' if record.invited_on else 'are not invited yet'}."
            )
        return " ".join(said)


def _past(days: int, what: str) -> str:
    return f"{days} day{'s' if days > 1 else ''} past the {what}."
