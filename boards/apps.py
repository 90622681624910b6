"""The boards app, and what it offers to the frame (oversight/ports.py)."""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import AppConfig

from oversight.days import Bounds
from oversight.rights import AdminRights
from oversight.steps import Workflow
from oversight.working_days import Entered


class BoardsConfig(AppConfig):
    name = "boards"
    verbose_name = "Boards and people"

    def admin_rights(self) -> dict[str, AdminRights]:
        from boards.rules.access import ADMIN_RIGHTS

        return ADMIN_RIGHTS

    def bank_holidays(self) -> Iterator[Entered]:
        from boards.models import BankHoliday

        for one in BankHoliday.objects.filter(is_withdrawn=False):
            yield Entered(one.day, one.name, one.known_from)

    def day_bounds(self) -> dict[str, Bounds]:
        from boards.rules.days import BOUNDS

        return BOUNDS

    def ready(self) -> None:
        from boards import checks  # noqa: F401 - registers itself

    def reminder_kinds(self) -> list[type]:
        from boards import due

        return [due.PapersDue, due.PaperOfItem, due.MinutesDue, due.MinutesToAgree, due.SeatsEnding]

    def event_words(self) -> dict[str, str]:
        from boards.rules import access, agenda, bank_holidays, meeting_workflow, minutes, paper_workflow

        of_meetings = meeting_workflow.RECORDED | agenda.RECORDED | minutes.RECORDED
        return of_meetings | paper_workflow.RECORDED | bank_holidays.RECORDED | access.RECORDED

    def workflows(self) -> tuple[Workflow, ...]:
        from boards.rules.item_workflow import ITEMS
        from boards.rules.meeting_workflow import MEETINGS
        from boards.rules.paper_workflow import PAPERS

        return MEETINGS, ITEMS, PAPERS

    def follows(self) -> dict[str, Callable[[Any, Any], None]]:
        from boards.operations import need_to_know

        return {
            "boards.Meeting": need_to_know.follow_meeting,
            "boards.AgendaItem": need_to_know.follow_item,
            "boards.Paper": need_to_know.follow_paper,
            "boards.Decision": need_to_know.follow_decision,
            "boards.Membership": need_to_know.follow_membership,
            "boards.Person": need_to_know.follow_person,
        }

    def holds_marked(self, board: Any) -> Iterator[bool]:
        from boards.operations import need_to_know

        return need_to_know.holds_marked(board)

    def answers_for_marked(self, person: Any) -> Iterator[str]:
        from boards.operations import need_to_know

        return need_to_know.answers_for_marked(person)
