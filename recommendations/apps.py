"""The recommendations app, and what it offers to the frame (oversight/ports.py)."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.apps import AppConfig

from oversight.days import Bounds
from oversight.rights import AdminRights
from oversight.steps import Workflow


class RecommendationsConfig(AppConfig):
    name = "recommendations"
    verbose_name = "Reports, recommendations and actions"

    def admin_rights(self) -> dict[str, AdminRights]:
        from recommendations.rules.access import ADMIN_RIGHTS

        return ADMIN_RIGHTS

    def day_bounds(self) -> dict[str, Bounds]:
        from recommendations.rules.days import BOUNDS

        return BOUNDS

    def reminder_kinds(self) -> list[type]:
        from recommendations import due

        return [
            due.ActionsDue,
            due.ToVerify,
            due.RisksOfActions,
            due.RisksOfRecommendations,
            due.UpdatesDue,
            due.ClosuresOfActions,
            due.ClosuresOfRecommendations,
            due.DatesAsked,
            due.Undated,
            due.CommentsDue,
            due.ResponsesDue,
        ]

    def event_words(self) -> dict[str, str]:
        from recommendations.operations import sheets
        from recommendations.rules import action_workflow, recommendation_workflow

        return action_workflow.RECORDED | recommendation_workflow.RECORDED | sheets.DONE

    def workflows(self) -> tuple[Workflow, ...]:
        from recommendations.rules.action_workflow import ACTIONS
        from recommendations.rules.recommendation_workflow import RECOMMENDATIONS
        from recommendations.rules.response_workflow import RESPONSES

        return ACTIONS, RECOMMENDATIONS, RESPONSES

    def follows(self) -> dict[str, Callable[[Any, Any], None]]:
        from recommendations.operations import actions, need_to_know, updates

        return {
            "boards.Board": updates.follow_board,
            "boards.Meeting": actions.follow_meeting,
            "boards.Organisation": need_to_know.follow_organisation,
            "recommendations.Action": need_to_know.follow_action,
            "recommendations.Recommendation": need_to_know.follow_recommendation,
            "recommendations.Report": need_to_know.follow_report,
        }

    def holds_marked(self, board: Any) -> Iterator[bool]:
        from recommendations.operations import need_to_know

        return need_to_know.holds_marked(board)

    def answers_for_marked(self, person: Any) -> Iterator[str]:
        from recommendations.operations import need_to_know

        return need_to_know.answers_for_marked(person)

    def carried_with_items(self) -> tuple[str, ...]:
        return ("actions_concerned", "recommendations")

    def to_do(self, user: Any, today: date) -> Iterator[Any]:
        from recommendations.to_do import queues

        return queues(user, today)
