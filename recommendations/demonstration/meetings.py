"""The demonstration's meetings: held, today's and coming, with agendas, attendance, minutes, papers, a decision."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from boards.models import AgendaItem, Attendance, Board, Decision, ItemOutcome, Meeting, Organisation, Person
from boards.operations import (
    add_item,
    add_paper,
    agree_minutes,
    amend_item,
    arrange_meeting,
    issue_agenda,
    record_attendance,
    record_decision,
    save_minutes,
)
from boards.operations.attendance import Row
from boards.operations.minutes import OPENING, NewOutcome, Typed
from boards.rules.minutes import revision
from oversight import context
from oversight.documents import typeset
from oversight.markings import Marking
from oversight.working_days import is_working_day

OPENING_MINUTES, ITEM_MINUTES = 20, 30


@dataclass(frozen=True)
class Item:
    title: str
    kind: str = AgendaItem.Kind.DISCUSSION
    minute: str = ""


@dataclass(frozen=True)
class Sitting:
    """A meeting, so many days from today (weekends are passed over). The keeper arranges and minutes it."""

    key: str
    board: str
    days: int
    keeper: str = "secretariat"
    items: tuple[Item, ...] = ()
    present: tuple[str, ...] = ()
    apologies: tuple[str, ...] = ()
    is_proposed: bool = False
    marking: str = Marking.OFFICIAL


CPPOG, OB, KCSEB, AP, BILD = (
    "child-protection-og",
    "oversight-board",
    "knife-crime-exec",
    "audit-panel",
    "bilateral-dmpc",
)
AROUND_THE_TABLE = ("chair", "member", "secretariat", "mps.liaison")

# In order of time for each board.
SITTINGS: tuple[Sitting, ...] = (
    Sitting(
        "cppog 1",
        CPPOG,
        -98,
        items=(
            Item("Governance of child protection", minute="The force set out who answers for what."),
            Item("Children who go missing", minute="One procedure for all boroughs was asked for."),
        ),
        present=AROUND_THE_TABLE,
    ),
    Sitting(
        "cppog 2",
        CPPOG,
        -56,
        items=(
            Item("First response", minute="A checklist is being tried in two boroughs."),
            Item("Quality of investigations", minute="The group wanted to see cases, not totals."),
        ),
        present=("chair", "secretariat", "mps.liaison"),
        apologies=("member",),
    ),
    Sitting(
        "cppog 3",
        CPPOG,
        -21,
        items=(
            Item("Detention of children", minute="The five limbs are followed one by one."),
            Item("Skills of safeguarding staff", minute="The audit is to be shared with internal audit."),
        ),
        present=AROUND_THE_TABLE,
    ),
    Sitting(
        "cppog today",
        CPPOG,
        0,
        items=(Item("Quality of investigations: cases seen"), Item("Resources for child protection")),
    ),
    Sitting("cppog next", CPPOG, 28, items=(Item("Detention of children"),)),
    Sitting("cppog later", CPPOG, 56, is_proposed=True),
    Sitting(
        "ob 1",
        OB,
        -75,
        items=(
            Item("Gangs Matrix: overhaul", minute="Progress was reported on each recommendation held."),
            Item("Business plan: progress and risk", AgendaItem.Kind.INFORMATION, "Noted."),
        ),
        present=("chair", "secretariat", "mps.liaison"),
    ),
    Sitting(
        "ob 2",
        OB,
        -40,
        items=(
            Item("Live facial recognition", minute="The five conditions were gone through."),
            Item(
                "PEEL: areas for improvement",
                AgendaItem.Kind.DECISION_ADVICE,
                "Advice was given; the decision is the Deputy Mayor's.",
            ),
        ),
        present=("chair", "secretariat"),
        apologies=("mps.liaison",),
    ),
    Sitting("ob next", OB, 9, items=(Item("Gangs Matrix: overhaul"), Item("PEEL: areas for improvement"))),
    Sitting("ob later", OB, 44, is_proposed=True),
    Sitting(
        "kcseb 1",
        KCSEB,
        -35,
        items=(Item("Stop and search", minute="Supervision of records was asked about."),),
        present=("chair", "secretariat", "mps.liaison"),
    ),
    Sitting("kcseb next", KCSEB, 21, items=(Item("Stop and search"),)),
    Sitting(
        "ap 1",
        AP,
        -84,
        items=(Item("Follow-up of internal audit", minute="Two follow-ups were agreed."),),
        present=("secretariat", "auditor"),
    ),
    Sitting("ap next", AP, 14, items=(Item("Follow-up of internal audit"),)),
    Sitting(
        "bilateral 1",
        BILD,
        -28,
        keeper="dmpc.staff",
        items=(Item("Abuse online", minute="A briefing was asked for."),),
        present=("chair", "dmpc.staff"),
        marking=Marking.OFFICIAL_SENSITIVE,
    ),
    Sitting("bilateral next", BILD, 7, keeper="dmpc.staff", marking=Marking.OFFICIAL_SENSITIVE),
)


# Meeting, title, item.
PAPERS = (
    ("cppog next", "Cases of detention, borough by borough", "Detention of children"),
    ("cppog today", "Fifty investigations seen", "Quality of investigations: cases seen"),
)


@dataclass
class Calendar:
    """The meetings as arranged, by key."""

    people: dict[str, Person]
    today: date
    meetings: dict[str, Meeting] = field(default_factory=dict)

    def day(self, days: int) -> date:
        """So many days from today, moved away from today to a working day."""
        day = self.today + timedelta(days=days)
        while days and not is_working_day(day):
            day += timedelta(days=1 if days > 0 else -1)
        return day

    def arrange(self) -> None:
        """Arrange every sitting, write up those held, issue the agendas of those to come."""
        boards = {board.slug: board for board in Board.objects.all()}
        for sitting in SITTINGS:
            self._arrange(sitting, boards[sitting.board])
        self._bring_papers()
        self._decide()

    def _arrange(self, sitting: Sitting, board: Board) -> None:
        keeper = self.people[sitting.keeper]
        held = sitting.days < 0
        at = timezone.make_aware(datetime.combine(self.day(sitting.days), time(10)))
        if not sitting.days:  # today's has begun, whenever the demonstration is made
            at = min(at, timezone.localtime(context.now()).replace(minute=0, second=0, microsecond=0))
        status = Meeting.Status.PROPOSED if sitting.is_proposed else Meeting.Status.CONFIRMED
        meeting = Meeting(
            board=board,
            starts_at=at,
            ends_at=at + timedelta(hours=2),
            place="City Hall",
            status=Meeting.Status.HELD if held else status,
            chaired_by=self.people["chair"] if held and "chair" in sitting.present else None,
            marking=sitting.marking,
            is_illustrative=True,
        )
        self.meetings[sitting.key] = arrange_meeting(meeting, by=keeper)
        for item in sitting.items:
            add_item(
                AgendaItem(
                    meeting=meeting,
                    title=item.title,
                    kind=item.kind,
                    minutes_allotted=ITEM_MINUTES,
                    marking=sitting.marking,
                ),
                by=keeper,
            )
        opening = meeting.agenda_items.get(is_minutes_and_actions=True)
        amend_item(opening, by=keeper, changes={"minutes_allotted": OPENING_MINUTES})
        if held:
            self._write_up(sitting, meeting, keeper)
        elif sitting.items and sitting.days:
            issue_agenda(meeting, by=keeper)

    def _write_up(self, sitting: Sitting, meeting: Meeting, keeper: Person) -> None:
        rows = [Row(self.people[name], Attendance.Kind.PRESENT) for name in sitting.present]
        rows += [Row(self.people[name], Attendance.Kind.APOLOGIES) for name in sitting.apologies]
        record_attendance(meeting, by=keeper, rows=rows)
        said = {item.title: item.minute for item in sitting.items}
        texts = {OPENING: "The chair opened the meeting. These minutes are illustrative."}
        items = list(meeting.agenda_items.all())
        for item in items:
            texts[f"item-{item.pk}"] = said.get(item.title, "The actions of the board were gone through.")
        nothing = revision("")
        save_minutes(
            meeting,
            by=keeper,
            texts={key: Typed(text, opened_on=nothing) for key, text in texts.items()},
            taken={item.pk: True for item in items},
            new_outcomes=[
                NewOutcome(item.pk, ItemOutcome.Kind.DECISION_ADVICE, "The board advised in favour.")
                for item in items
                if item.kind == AgendaItem.Kind.DECISION_ADVICE
            ],
        )

    def agree_minutes(self) -> None:
        """Minutes are draft until a later meeting of the same board agrees them (rules.md section 9)."""
        held = [sitting for sitting in SITTINGS if sitting.days < 0]
        for sitting in held:
            later = [other for other in held if other.board == sitting.board and other.days > sitting.days]
            if later:
                agree_minutes(
                    self.meetings[sitting.key],
                    by=self.people[sitting.keeper],
                    agreed_at=self.meetings[later[0].key],
                )

    def item(self, key: str, title: str) -> AgendaItem:
        return self.meetings[key].agenda_items.get(title=title)

    def _bring_papers(self) -> None:
        """To the next meeting in time; to today's, which has begun, late."""
        for key, title, item in PAPERS:
            meeting = self.meetings[key]
            content = typeset(
                "illustrative",
                {
                    "title": title,
                    "text": f"An illustrative paper for the {meeting.board}. It shows how a paper is filed, "
                    "superseded and bound into a pack; nothing in it is a fact.",
                    "marking": Marking.OFFICIAL,
                    "board": meeting.board.name,
                },
            )
            add_paper(
                meeting,
                by=self.people["secretariat"],
                title=title,
                file=ContentFile(content, name=f"{title}.pdf"),
                agenda_item=self.item(key, item),
                author=Organisation.objects.get(slug="mps"),
                is_illustrative=True,
            )

    def _decide(self) -> None:
        """The Oversight Board takes no formal decisions: this one is the Deputy Mayor's, of the same day."""
        item = self.item("ob 2", "PEEL: areas for improvement")
        record_decision(
            Decision(
                reference="ILLUSTRATIVE-DECISION-1",
                title="Money for one database of workforce skills",
                board=item.meeting.board,
                agenda_item=item,
                decision_maker_text="Deputy Mayor for Policing and Crime",
                decided_on=timezone.localtime(item.meeting.starts_at).date(),
                text="The business case for one database of workforce skills is approved.",
                reasons="An area for improvement asks for it. This record is illustrative.",
                is_illustrative=True,
            ),
            by=self.people["secretariat"],
        )
