"""The boards app, and what it offers to the frame (oversight/ports.py)."""

from django.apps import AppConfig

from oversight.rights import AdminRights
from oversight.steps import Workflow


class BoardsConfig(AppConfig):
    name = "boards"
    verbose_name = "Boards and people"

    def admin_rights(self) -> dict[str, AdminRights]:
        from boards.rules.access import ADMIN_RIGHTS

        return ADMIN_RIGHTS

    def ready(self) -> None:
        from boards import checks  # noqa: F401 - registers itself

    def reminder_kinds(self) -> list[type]:
        from boards import due

        return [due.PapersDue, due.PaperOfItem, due.MinutesDue, due.MinutesToAgree, due.SeatsEnding]

    def event_words(self) -> dict[str, str]:
        from boards.rules import agenda, meeting_workflow, minutes, paper_workflow

        return meeting_workflow.RECORDED | agenda.RECORDED | minutes.RECORDED | paper_workflow.RECORDED

    def workflows(self) -> tuple[Workflow, ...]:
        from boards.rules.item_workflow import ITEMS
        from boards.rules.meeting_workflow import MEETINGS
        from boards.rules.paper_workflow import PAPERS

        return MEETINGS, ITEMS, PAPERS
