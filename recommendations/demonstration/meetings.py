"""The demonstration's meetings: held, today's and coming, with agendas, attendance, minutes, papers, a decision."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from boards.models import (
    AgendaItem,
    Attendance,
    Board,
    Decision,
    Meeting,
    Minutes,
    Organisation,
    Paper,
    PaperVersion,
    Person,
)
from boards.operations import add_item, amend_item, arrange_meeting, record_decision
from oversight.markings import Marking
from oversight.records import add_record, amend_record

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


@dataclass
class Calendar:
    """The meetings as arranged, by key."""

    people: dict[str, Person]
    today: date
    meetings: dict[str, Meeting] = field(default_factory=dict)

    def day(self, days: int) -> date:
        """So many days from today, moved away from today where it falls on a weekend."""
        day = self.today + timedelta(days=days)
        while days and day.weekday() >= 5:
            day += timedelta(days=1 if days > 0 else -1)
        return day

    def arrange(self) -> None:
        """Arrange every sitting, write up those held, and agree their minutes at the next one held."""
        boards = {board.slug: board for board in Board.objects.all()}
        for sitting in SITTINGS:
            self._arrange(sitting, boards[sitting.board])
        self._agree_minutes()
        self._bring_papers()
        self._decide()

    def _arrange(self, sitting: Sitting, board: Board) -> None:
        keeper = self.people[sitting.keeper]
        held = sitting.days < 0
        at = timezone.make_aware(datetime.combine(self.day(sitting.days), time(10)))
        if not sitting.days:  # today's has begun, whenever the demonstration is made
            at = min(at, timezone.localtime().replace(minute=0, second=0, microsecond=0))
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
                    status=AgendaItem.Status.TAKEN if held else AgendaItem.Status.PLANNED,
                    minute=item.minute if held else "",
                    marking=sitting.marking,
                ),
                by=keeper,
            )
        opening = meeting.agenda_items.get(is_minutes_and_actions=True)
        amend_item(opening, by=keeper, changes={"minutes_allotted": OPENING_MINUTES})
        if held:
            minuted = {
                "status": AgendaItem.Status.TAKEN,
                "minute": "The actions of the board were gone through.",
            }
            amend_record(opening, by=keeper, changes=minuted)
            self._write_up(sitting, meeting, keeper)

    def _write_up(self, sitting: Sitting, meeting: Meeting, keeper: Person) -> None:
        kinds = dict.fromkeys(sitting.present, Attendance.Kind.PRESENT)
        kinds |= dict.fromkeys(sitting.apologies, Attendance.Kind.APOLOGIES)
        for name, kind in kinds.items():
            add_record(
                Attendance(meeting=meeting, person=self.people[name], kind=kind), by=keeper, about=meeting
            )

    def _agree_minutes(self) -> None:
        """Minutes are draft until a later meeting of the same board agrees them (rules.md section 9)."""
        held = [sitting for sitting in SITTINGS if sitting.days < 0]
        for sitting in held:
            later = [other for other in held if other.board == sitting.board and other.days > sitting.days]
            agreed_at = self.meetings[later[0].key] if later else None
            add_record(
                Minutes(
                    meeting=self.meetings[sitting.key],
                    opening="The chair opened the meeting. These minutes are illustrative.",
                    status=Minutes.Status.AGREED if agreed_at else Minutes.Status.DRAFT,
                    agreed_at_meeting=agreed_at,
                ),
                by=self.people[sitting.keeper],
                about=self.meetings[sitting.key],
            )

    def item(self, key: str, title: str) -> AgendaItem:
        return self.meetings[key].agenda_items.get(title=title)

    def _bring_papers(self) -> None:
        for key, title, item, late in (
            ("cppog today", "Fifty investigations seen", "Quality of investigations: cases seen", False),
            ("cppog today", "Resources set against demand", "Resources for child protection", True),
        ):
            self._bring_paper(self.item(key, item), title, late)

    def _bring_paper(self, item: AgendaItem, title: str, late: bool) -> None:
        keeper = self.people["secretariat"]
        paper = Paper(
            meeting=item.meeting,
            agenda_item=item,
            title=title,
            author=Organisation.objects.get(slug="mps"),
            is_illustrative=True,
        )
        add_record(paper, by=keeper, about=item.meeting)
        content = f"{title}\n\nAn illustrative paper for {item.meeting.board}.\n".encode()
        add_record(
            PaperVersion(
                paper=paper,
                file=ContentFile(content, name="illustrative-paper.txt"),
                file_name=f"{title}.txt",
                content_type="text/plain",
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
                received_at=timezone.now(),
                is_late=late,
                by=keeper,
            ),
            by=keeper,
            about=item.meeting,
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
