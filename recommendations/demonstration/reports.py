"""The demonstration's reports: made up from title to recommendation, so that no sourced record is moved by them.

Between them every step of a response and of a recommendation is taken, by those who may take it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from boards.models import Board, Organisation, Person
from oversight.plain_records import add_record
from recommendations import operations
from recommendations.demonstration.actions import At, Cast, File, In, Step
from recommendations.demonstration.meetings import CPPOG
from recommendations.models import Recommendation, Report
from recommendations.rules.closure import Outcome
from recommendations.rules.statutory import Basis
from recommendations.rules.vocabulary import Delivery, RecommendationType, Response

INSPECTORATE = "demonstration-inspectorate"
HERE = {"meeting": At("cppog today")}


@dataclass(frozen=True)
class Asked:
    """One recommendation: what it asks, and the steps taken since."""

    reference: str
    summary: str
    deadline: str
    steps: tuple[Step, ...]
    type: str = RecommendationType.RECOMMENDATION
    parent: str = ""


@dataclass(frozen=True)
class Published:
    """One report, so many days ago, with its recommendations; its own steps come after theirs."""

    reference: str
    title: str
    days_ago: int
    basis: str
    asked: tuple[Asked, ...]
    steps: tuple[Step, ...] = ()


def accepted(explanation: str) -> Step:
    return "secretariat", "respond", {"response": Response.ACCEPTED, "explanation": explanation}


def delivered(text: str, delivery: str = Delivery.REPORTED_COMPLETE) -> Step:
    return "mps.liaison", "report_delivery", {"delivery": delivery, "text": text}


def proposed(outcome: str, statement: str, **values: Any) -> Step:
    given = {"outcome": outcome, "statement": statement, "evidence": (), **values}
    return "mps.liaison", "propose_recommendation_closure", given


CHECKED = File("Outcome of the check", "What was found in twenty suites.")
BEGIN: Step = ("chair", "begin_review", {"note": "A sample of twenty suites is looked at."})
AGREE: Step = ("chair", "agree_recommendation_closure", HERE)

CUSTODY = Published(
    "demonstration-custody",
    "Children in custody overnight (made up for the demonstration)",
    40,
    Basis.S55,
    (
        Asked(
            "DEMO-C",
            "Children are held overnight without anybody checking why.",
            "",
            (),
            type=RecommendationType.CAUSE_OF_CONCERN,
        ),
        Asked(
            "DEMO-01",
            "Record for every child why they were held overnight.",
            "within six months",
            (
                accepted("The custody record has a field for it since spring."),
                delivered("Every record has the reason."),
                ("mps.liaison", "add_recommendation_evidence", {"evidence": CHECKED}),
                BEGIN,
                ("chair", "verify", HERE),
                proposed(Outcome.IMPLEMENTED, "Verified by a sample of twenty suites."),
                AGREE,
                (
                    "secretariat",
                    "record_publisher_status",
                    {"word": "being progressed", "on": In(0), "source": "https://register.example/status"},
                ),
            ),
            parent="DEMO-C",
        ),
        Asked(
            "DEMO-02",
            "Have an inspector review each such stay at six hours.",
            "within three months",
            (
                accepted("Inspectors review at six hours; a prompt was built."),
                ("mps.liaison", "comment_recommendation", {"comment": "The force agrees in full."}),
                delivered("The prompt is in use in all suites."),
                BEGIN,
            ),
            parent="DEMO-C",
        ),
        Asked(
            "DEMO-03",
            "Tell the appropriate adult within the hour.",
            "immediately",
            (
                accepted("A call list was made."),
                delivered("All suites have the list."),
                BEGIN,
                ("chair", "find_wanting", {**HERE, "reason": "Nine of twenty suites did not know the list."}),
                delivered("The list is being brought round again.", Delivery.IN_PROGRESS),
            ),
        ),
        Asked(
            "DEMO-04",
            "Build separate suites for children.",
            "",
            (
                (
                    "secretariat",
                    "respond",
                    {"response": Response.REJECTED, "explanation": "The estate does not allow it."},
                ),
                proposed(
                    Outcome.RISK_ACCEPTED,
                    "The risk is lived with until the estate is reviewed.",
                    risk_accepted_by="Deputy Mayor",
                    risk_accepted_until=In(20),
                    evidence=(File("Note on the estate", "Which suites could be divided."),),
                ),
                AGREE,
            ),
        ),
        Asked(
            "DEMO-05",
            "Publish the number of such stays each quarter.",
            "annually",
            (
                accepted("Figures come with the quarterly return."),
                proposed(
                    Outcome.NO_LONGER_APPLICABLE,
                    "The return was given up.",
                    evidence=(File("Letter on the return", "That the return ends."),),
                ),
                (
                    "chair",
                    "return_recommendation_closure",
                    {"reason": "The figures are wanted all the same."},
                ),
            ),
        ),
        Asked(
            "DEMO-06",
            "Train every custody sergeant again.",
            "before the new rota begins",
            (
                ("secretariat", "withdraw_recommendation", {"reason": "Taken for a finding."}),
                ("secretariat", "put_back_recommendation", {"note": "It is a recommendation."}),
            ),
        ),
    ),
    (
        ("secretariat", "invite_comments", {"invited_on": In(-38), "comments_due_on": In(-10)}),
        ("mps.liaison", "give_comments", {"comments": "The force accepts what was found."}),
        (
            "secretariat",
            "comment_report",
            {
                "comments": "MOPAC will follow this at every meeting of the group.",
                "reply": "Noted with thanks.",
            },
        ),
    ),
)
INVESTIGATION = Published(
    "demonstration-investigation",
    "Learning from an investigation (made up for the demonstration)",
    50,
    Basis.IOPC_28B,
    (Asked("DEMO-07", "Keep footage of custody for a year.", "", ()),),
    (
        (
            "secretariat",
            "ask_extension",
            {"applied_on": In(-20), "new_due_on": In(90), "reason": "Storage has to be bought first."},
        ),
        ("secretariat", "refuse_extension", {"answered_on": In(-15), "reason": "Too long: ask for less."}),
        (
            "secretariat",
            "ask_extension",
            {"applied_on": In(-10), "new_due_on": In(33), "reason": "Storage comes next month."},
        ),
        ("secretariat", "grant_extension", {"answered_on": In(-5)}),
    ),
)
LATE = Published(
    "demonstration-late",
    "A response that came late (made up for the demonstration)",
    100,
    Basis.S55,
    (
        Asked(
            "DEMO-08",
            "Name a chief officer for children in custody.",
            "",
            (
                accepted("An assistant commissioner was named."),
                proposed(
                    Outcome.NOT_IMPLEMENTED,
                    "The post was cut.",
                    evidence=(File("Structure of the command", "The posts that are left."),),
                ),
                AGREE,
                ("chair", "reopen_recommendation", {"reason": "The post was filled again."}),
            ),
        ),
    ),
    (
        (
            "secretariat",
            "publish_response",
            {"published_on": In(-50), "where": "https://register.example/draft", "copied_to": ""},
        ),
        ("secretariat", "withdraw_publication", {"reason": "That was the draft."}),
        (
            "secretariat",
            "publish_response",
            {
                "published_on": In(-38),
                "where": "https://register.example/response",
                "copied_to": "The inspectorate; the Home Secretary",
            },
        ),
    ),
)
REPORTS = (CUSTODY, INVESTIGATION, LATE)


@dataclass
class Library:
    """Records the reports and takes their steps, with the people, the meetings and the day of the demonstration."""

    cast: Cast
    people: dict[str, Person]
    today: date

    def fill(self) -> None:
        secretariat = self.people["secretariat"]
        publisher = Organisation.objects.filter(slug=INSPECTORATE).first() or add_record(
            Organisation(
                slug=INSPECTORATE,
                name="Demonstration inspectorate (illustrative)",
                kind=Organisation.Kind.INSPECTORATE,
            ),
            by=secretariat,
        )
        board = Board.objects.get(slug=CPPOG)
        force = Organisation.objects.get(slug="mps")
        for plan in REPORTS:
            report = self.record(plan, publisher, board, secretariat)
            for asked in plan.asked:
                self.take(self.enter(asked, report, board, force, secretariat), asked.steps)
            self.take(report, plan.steps)

    def record(self, plan: Published, publisher: Organisation, board: Board, by: Person) -> Report:
        report = Report(
            reference=plan.reference,
            title=plan.title,
            publisher=publisher,
            publisher_name=publisher.name,
            kind=Report.Kind.INSPECTION,
            published_on=self.today - timedelta(days=plan.days_ago),
            statutory_basis=plan.basis,
            recommendation_count=len(plan.asked),
            is_publishable=False,
            is_illustrative=True,
        )
        return operations.record_report(report, by=by, boards=[board])

    def enter(
        self, asked: Asked, report: Report, board: Board, force: Organisation, by: Person
    ) -> Recommendation:
        one = Recommendation(
            report=report,
            reference=asked.reference,
            type=asked.type,
            summary=asked.summary,
            deadline_text=asked.deadline,
            parent=Recommendation.objects.filter(reference=asked.parent).first(),
            lead_board=board,
            position=report.recommendations.count() + 1,
            is_publishable=False,
            is_illustrative=True,
        )
        return operations.record_recommendation(one, by=by, related={"addressed_to": [force]})

    def take(self, record: Report | Recommendation, steps: tuple[Step, ...]) -> None:
        for who, step, asked in steps:
            given = {name: self.cast.real(value) for name, value in asked.items()}
            getattr(operations, step)(record, by=self.people[who], **given)
