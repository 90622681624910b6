"""The boards app."""

from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "boards"
    verbose_name = "Boards and people"

    def ready(self) -> None:
        from boards import checks  # noqa: F401 - registers itself
        from boards.rules import agenda, meeting_workflow, minutes, papers
        from oversight import events

        events.WORDS.update(meeting_workflow.DONE | agenda.DONE | minutes.RECORDED | papers.DONE)
