"""The boards app, and what it offers to the frame (oversight/ports.py)."""

from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "boards"
    verbose_name = "Boards and people"

    def ready(self) -> None:
        from boards import checks  # noqa: F401 - registers itself

    def event_words(self) -> dict[str, str]:
        from boards.rules import agenda, meeting_workflow, minutes, papers

        return meeting_workflow.DONE | agenda.DONE | minutes.RECORDED | papers.DONE
