"""The recommendations app."""

from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "recommendations"
    verbose_name = "Reports, recommendations and actions"

    def ready(self) -> None:
        from boards.operations import agenda, boards
        from oversight import events
        from recommendations.operations import sheets, updates
        from recommendations.rules import taking

        events.WORDS.update(taking.DONE)
        events.WORDS.update(sheets.DONE)
        agenda.CONCERNED.update({"recommendations", "actions_concerned"})
        boards.FOLLOWING.append(updates.follow_board)
