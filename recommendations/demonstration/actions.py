"""The demonstration's actions: every status and every turn an action can take, each reached by real steps."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from boards.models import Board, Organisation, Person
from oversight.markings import Marking
from recommendations import operations
from recommendations.demonstration.meetings import AP, BILD, CPPOG, KCSEB, OB, Calendar
from recommendations.models import Action, Evidence, Recommendation
from recommendations.rules.closure import Outcome
from recommendations.rules.due_dates import DueBasis
from recommendations.rules.vocabulary import Track


@dataclass(frozen=True)
class In:
    """A day, so many days from today."""

    days: int


@dataclass(frozen=True)
class At:
    """One of the demonstration's meetings."""

    key: str


@dataclass(frozen=True)
class Who:
    """One of the demonstration's people."""

    key: str


@dataclass(frozen=True)
class File:
    """Evidence: a small text file."""

    title: str
    shows: str


@dataclass(frozen=True)
class NextMeeting:
    """Due at the next meeting of a board."""

    board: str


Step = tuple[str, str, dict[str, Any]]  # who, step, what it asks for


@dataclass(frozen=True)
class Plan:
    """One action: where it was set, what it serves, when it is due, and the steps taken since."""

    board: str
    title: str
    complete_when: str
    recommendations: tuple[str, ...]
    set_at: tuple[str, str]
    due: In | NextMeeting | None
    steps: tuple[Step, ...] = ()
    organisation: str = "mps"
    owner: str = ""
    keeper: str = "secretariat"
    marking: str = Marking.OFFICIAL
    update_every_days: int | None = None


def progress(who: str, text: str, track: str = Track.ON_TRACK) -> Step:
    return who, "report_progress", {"text": text, "track": track}


def proposal(who: str, statement: str, *files: File, outcome: str = Outcome.IMPLEMENTED) -> Step:
    return who, "propose_closure", {"statement": statement, "evidence": files, "outcome": outcome}


def new_date(who: str, days: int, reason: str) -> Step:
    return who, "ask_due_date", {"new_due_on": In(days), "reason": reason}


TODAY = {"meeting": At("cppog today")}
BY_LETTER = {
    "out_of_meeting_on": In(0),
    "out_of_meeting_reason": "Settled by correspondence between meetings.",
}
DETENTION = ("cppog 3", "Detention of children")

PLANS: tuple[Plan, ...] = (
    Plan(
        CPPOG,
        "Write down who governs child protection in boroughs and specialist teams",
        "The statement of governance is in force and every borough has it.",
        ("CP16-01",),
        ("cppog 1", "Governance of child protection"),
        In(-14),
        (
            ("mps.owner", "start", {}),
            progress("mps.owner", "A draft went round; two units have not answered.", Track.AT_RISK),
        ),
        owner="mps.owner",
    ),
    Plan(
        CPPOG,
        "Bring in one procedure for children who go missing",
        "All boroughs work by the procedure, shown by a sample of fifty cases.",
        ("CP16-02",),
        ("cppog 1", "Children who go missing"),
        In(5),
        (
            (
                "secretariat",
                "hand_over",
                {"owner": Who("mps.owner"), "reason": "The force has named who does it."},
            ),
            progress("mps.owner", "Ten of twelve units have taken it up."),
            (
                "mps.owner",
                "add_evidence",
                {"evidence": File("Units that work by the procedure", "Ten units, with the day of each.")},
            ),
        ),
        update_every_days=30,
    ),
    Plan(
        CPPOG,
        "Brief front-line officers on the risks to children",
        "Nine in ten front-line officers have been briefed.",
        ("CP16-03",),
        ("cppog 2", "First response"),
        In(12),
        # No news of it since: its update is late while the action is not.
        update_every_days=14,
    ),
    Plan(
        CPPOG,
        "Name a manager for everybody who poses a high risk to children",
        "No person of high risk is without a named manager.",
        ("CP16-04",),
        ("cppog 2", "Quality of investigations"),
        In(-3),
        (progress("mps.liaison", "Recruitment has stopped; posts stay empty.", Track.OFF_TRACK),),
    ),
    Plan(
        CPPOG,
        "Bring the first-response checklist into use",
        "The checklist is used in all units and its use is checked monthly.",
        ("CP16-05",),
        ("cppog 2", "First response"),
        In(10),
        (
            progress("mps.owner", "The trial in two boroughs is over."),
            proposal(
                "mps.liaison",
                "All units use the checklist; the first monthly check is attached.",
                File("Monthly check of the checklist", "Use in every unit in the first month."),
            ),
        ),
        owner="mps.owner",
    ),
    Plan(
        CPPOG,
        "Look at fifty investigations and report what was found",
        "The report is before the group, with what is to change.",
        ("CP16-06",),
        ("cppog 2", "Quality of investigations"),
        In(20),
        (
            proposal(
                "mps.liaison",
                "Fifty cases were looked at.",
                File("List of cases looked at", "Case numbers, without findings."),
            ),
            (
                "chair",
                "return_closure",
                {"reason": "The list says which cases were seen, not what was found."},
            ),
            progress("mps.liaison", "The findings are being written."),
        ),
    ),
    Plan(
        CPPOG,
        "Set resources against the demand for child protection, unit by unit",
        "A table of posts and demand for every unit is before the group.",
        ("CP16-07",),
        ("cppog 1", "Governance of child protection"),
        In(2),
        (
            progress("mps.owner", "The figures of all units are in."),
            proposal(
                "mps.liaison",
                "The table covers every unit and came to the group as a paper.",
                File("Resources and demand by unit", "Posts and demand in every unit."),
            ),
            ("chair", "agree_closure", {**TODAY, "note": "Agreed; the group asked for a yearly repeat."}),
        ),
        owner="mps.owner",
    ),
    Plan(
        CPPOG,
        "Train custody staff on the needs of detained children",
        "All custody sergeants and detention officers have been trained.",
        ("CP16-08a", "CP16-08b"),
        DETENTION,
        In(4),
        (
            ("mps.owner", "start", {}),
            new_date("mps.owner", 45, "The trainer is away for a month."),
        ),
        owner="mps.owner",
    ),
    Plan(
        CPPOG,
        "Agree with boroughs how secure accommodation is found at night",
        "A protocol is signed by every borough.",
        ("CP16-08c",),
        DETENTION,
        In(1),
        (
            progress("mps.owner", "Twenty boroughs have signed.", Track.AT_RISK),
            new_date("mps.owner", 15, "Some boroughs sign after their next committee."),
            ("chair", "agree_due_date", TODAY),
            new_date("mps.owner", 40, "One committee was postponed."),
            ("chair", "agree_due_date", {**TODAY, "note": "For the last time."}),
        ),
        owner="mps.owner",
    ),
    Plan(
        CPPOG,
        "Report to the Oversight Board on detention certificates",
        "The share of certificates up to standard has been reported for a quarter.",
        ("CP16-08d",),
        DETENTION,
        NextMeeting(OB),
        owner="mps.owner",
    ),
    Plan(
        CPPOG,
        "Share the audit of safeguarding skills with internal audit",
        "Internal audit has the data and says that it can be used.",
        ("CP16-09",),
        ("cppog 3", "Skills of safeguarding staff"),
        In(27),
        (
            new_date("mps.liaison", 80, "The data has to be cleaned first."),
            ("secretariat", "decline_due_date", {"reason": "Clean it as you go: the date stands."}),
        ),
    ),
    Plan(
        OB,
        "Report on training and single points of contact for the Matrix",
        "Every unit has a point of contact and all users are trained.",
        ("GM-01",),
        ("ob 1", "Gangs Matrix: overhaul"),
        NextMeeting(OB),
        (progress("mps.liaison", "Points of contact are named; training goes on."),),
    ),
    Plan(
        OB,
        "Go through everybody in the lowest harm band of the Matrix",
        "Each entry was reviewed and those without evidence were removed.",
        ("GM-x2",),
        ("ob 1", "Gangs Matrix: overhaul"),
        In(-20),
        (
            proposal(
                "mps.liaison",
                "Every entry of the band was reviewed; the outcome is attached.",
                File("Outcome of the review", "Entries kept and removed, with reasons."),
            ),
            ("chair", "agree_closure", BY_LETTER),
        ),
    ),
    Plan(
        OB,
        "Design a form for the yearly report on the Matrix",
        "The form is agreed by the board.",
        ("GM-x3",),
        ("ob 1", "Gangs Matrix: overhaul"),
        In(30),
        (("chair", "cancel", {"reason": "The yearly report is to follow MOPAC's own form."}),),
    ),
    Plan(
        OB,
        "Say when the yearly review of the Matrix is made, and by whom",
        "The timetable is published.",
        ("GM-annual",),
        ("ob 1", "Gangs Matrix: overhaul"),
        In(35),
        organisation="mopac",
        owner="secretariat.colleague",
    ),
    Plan(
        OB,
        "Write joint guidelines on live facial recognition",
        "The guidelines are signed by the MPS and MOPAC.",
        ("LFR-C5",),
        ("ob 2", "Live facial recognition"),
        None,
        (("secretariat.colleague", "start", {"note": "A first meeting with the force was held."}),),
        organisation="mopac",
        owner="secretariat.colleague",
    ),
    Plan(
        OB,
        "Have the evidence on bias tested by somebody independent",
        "The independent test is before the board.",
        ("LFR-C2",),
        ("ob 2", "Live facial recognition"),
        In(50),
        owner="mps.owner",
        marking=Marking.OFFICIAL_SENSITIVE,
    ),
    Plan(
        OB,
        "Put the skills of all staff into one database",
        "The database holds nine in ten records and is governed from the centre.",
        ("PEEL-EFY-1",),
        ("ob 2", "PEEL: areas for improvement"),
        In(33),
        (
            proposal(
                "mps.liaison",
                "The database is in use.",
                File("Screens of the database", "The database with records of one unit."),
            ),
            ("chair", "agree_closure", BY_LETTER),
            ("secretariat", "reopen", {"reason": "A count showed that half the records are missing."}),
        ),
    ),
    Plan(
        OB,
        "Check how records of stop and search are supervised",
        "A sample from every unit shows supervision within two days.",
        ("PEEL-LEG-3",),
        ("ob 2", "PEEL: areas for improvement"),
        In(25),
        (progress("mps.owner", "Samples from half of the units are in."),),
        owner="mps.owner",
        update_every_days=30,
    ),
    Plan(
        AP,
        "Follow up the audit of workforce data",
        "Internal audit has reported on the follow-up.",
        ("PEEL-EFY-1",),
        ("ap 1", "Follow-up of internal audit"),
        In(60),
        organisation="dara",
    ),
    Plan(
        AP,
        "Follow up the audit of safeguarding skills",
        "Internal audit has reported on the follow-up.",
        ("CP16-09",),
        ("ap 1", "Follow-up of internal audit"),
        In(-1),
        (
            (
                "secretariat",
                "report_progress",
                {"text": "Fieldwork is over, said internal audit.", "track": Track.AT_RISK},
            ),
        ),
        organisation="dara",
    ),
    Plan(
        KCSEB,
        "Tell boroughs what supervision of stop and search shows",
        "Every borough has had the findings for its area.",
        ("PEEL-LEG-3",),
        ("kcseb 1", "Stop and search"),
        NextMeeting(KCSEB),
    ),
    Plan(
        BILD,
        "Brief the Deputy Mayor on capacity against abuse online",
        "The briefing was given.",
        ("CP19-01",),
        ("bilateral 1", "Abuse online"),
        In(-2),
        keeper="dmpc.staff",
        marking=Marking.OFFICIAL_SENSITIVE,
    ),
    Plan(
        BILD,
        "Name the chief officer who leads on electoral allegations",
        "The name is known to both sides.",
        ("LYN-e2",),
        ("bilateral 1", "Abuse online"),
        NextMeeting(BILD),
        keeper="dmpc.staff",
    ),
)


@dataclass
class Cast:
    """The people, the meetings and the day that the plans are carried out with."""

    people: dict[str, Person]
    calendar: Calendar
    today: date

    def carry_out(self) -> None:
        boards = {board.slug: board for board in Board.objects.all()}
        organisations = {organisation.slug: organisation for organisation in Organisation.objects.all()}
        for plan in PLANS:
            action = self._set(plan, boards, organisations)
            for who, step, asked in plan.steps:
                self._take(action, who, step, asked)

    def _set(self, plan: Plan, boards: dict[str, Board], organisations: dict[str, Organisation]) -> Action:
        item = self.calendar.item(*plan.set_at)
        if isinstance(plan.due, NextMeeting):
            due = {"due_basis": DueBasis.NEXT_MEETING, "due_meeting_of": boards[plan.due.board]}
        elif plan.due is None:
            due = {"due_basis": DueBasis.NONE}
        else:
            due = {"due_basis": DueBasis.DAY, "due_on": self.real(plan.due)}
        action = Action(
            title=plan.title,
            board=boards[plan.board],
            agenda_item=item,
            owner_organisation=organisations[plan.organisation],
            owner=self.people[plan.owner] if plan.owner else None,
            complete_when=plan.complete_when,
            set_on=timezone.localtime(item.meeting.starts_at).date(),
            update_every_days=plan.update_every_days,
            marking=plan.marking,
            is_illustrative=True,
            **due,
        )
        serves = Recommendation.objects.filter(reference__in=plan.recommendations)
        return operations.set_action(action, by=self.people[plan.keeper], recommendations=serves)

    def _take(self, action: Action, who: str, step: str, asked: dict[str, Any]) -> None:
        given = {name: self.real(value) for name, value in asked.items()}
        getattr(operations, step)(action, by=self.people[who], **given)

    def real(self, value: Any) -> Any:
        """A plan's days, meetings and files as real ones."""
        if isinstance(value, In):
            return self.today + timedelta(days=value.days)
        if isinstance(value, At):
            return self.calendar.meetings[value.key]
        if isinstance(value, Who):
            return self.people[value.key]
        if isinstance(value, File):
            text = f"{value.title}\n\n{value.shows}\n\nIllustrative.\n"
            name = f"{value.title.lower().replace(' ', '-')}.txt"
            return Evidence(title=value.title, shows=value.shows, file=ContentFile(text.encode(), name=name))
        if isinstance(value, tuple):
            return [self.real(one) for one in value]
        return value
