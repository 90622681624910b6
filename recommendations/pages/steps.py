"""The page of one step of a report, a recommendation or an action."""

from functools import cached_property
from typing import Any

from oversight.documents.words import day
from oversight.pages import StepPage
from recommendations import operations
from recommendations.forms import STEP_FORMS
from recommendations.models import Action, Evidence, Recommendation, Report
from recommendations.rules import due_dates, statutory
from recommendations.rules.action_workflow import ACTIONS
from recommendations.rules.closure import Decision
from recommendations.rules.recommendation_workflow import RECOMMENDATIONS
from recommendations.rules.response_workflow import RESPONSES


def _first_open(requests: Any) -> Any:
    return requests.filter(decision=Decision.OPEN).first()


class LineStep(StepPage):
    """Of a report, a recommendation or an action."""

    operations, forms = operations, STEP_FORMS


class ProposedStep(LineStep):
    """Of what can be proposed for closure."""

    @cached_property
    def proposal(self) -> Any:
        named = ("proposed_by", "superseded_by", "superseded_by_action")
        return _first_open(self.record.closure_requests.select_related(*named))

    def proposed(self) -> list[tuple[str, str]]:
        one = self.proposal
        if one is None:
            return []
        outcome = one.get_outcome_display()
        if successor := one.superseded_by or one.superseded_by_action:
            seen = type(successor).objects.visible_to(self.request.user, self.today)
            if seen.filter(pk=successor.pk).exists():
                outcome += f" by {successor.reference}"
        if one.risk_accepted_until:
            outcome += f" by {one.risk_accepted_by} until {day(one.risk_accepted_until)}"
        return [
            ("Proposed", f"{outcome}, by {one.proposed_by.name} on {day(one.proposed_at)}"),
            ("Statement", one.statement),
        ]

    def get_context_data(self, **kwargs: Any) -> dict:
        seen = Evidence.objects.visible_to(self.request.user, self.today)
        held = seen.filter(closure_requests=self.proposal).for_lists() if self.proposal else []
        return super().get_context_data(proposed_evidence=held, **kwargs)


class ActionStep(ProposedStep):
    model, workflow = Action, ACTIONS
    section = "actions"

    def facts(self) -> list[tuple[str, str]]:
        action = self.record
        near = due_dates.in_words(action.due_on, action.is_open, self.today)
        due = f"{day(action.due_on)}. {near}" if action.due_on else "No date"
        asked = _first_open(action.due_date_requests.select_related("asked_by"))
        return [
            ("Action", action.title),
            ("Complete when", action.complete_when),
            *self.proposed(),
            ("Owner", ", ".join(str(each) for each in (action.owner, action.owner_organisation) if each)),
            ("Due", due),
            *(
                [("Date asked for", f"{day(asked.new_due_on)}, by {asked.asked_by.name}: {asked.reason}")]
                if asked
                else []
            ),
        ]


class RecommendationStep(ProposedStep):
    model, workflow = Recommendation, RECOMMENDATIONS
    section = "recommendations"

    def facts(self) -> list[tuple[str, str]]:
        one = self.record
        statuses = (one.get_response_display(), one.get_delivery_display(), one.get_verification_display())
        named = zip(("Response", "Delivery", "Verification"), statuses, strict=True)
        return [
            ("What it asks", one.summary),
            ("Report", one.report.title),
            ("Deadline", one.deadline_text or "Not recorded"),
            *((name, status or "Not recorded") for name, status in named),
            *self.proposed(),
        ]


class ReportStep(LineStep):
    model, workflow = Report, RESPONSES
    section = "reports"

    def facts(self) -> list[tuple[str, str]]:
        report = self.record
        clock = statutory.in_words(report.statutory_basis, report.published_on, report.term_text)
        facts = [
            ("Report", report.title),
            ("Last day", f"{day(report.response_due_on)}. {clock}" if report.response_due_on else clock),
        ]
        if extension := _first_open(report.extensions.select_related("asked_by")):
            facts.append(
                (
                    "More time applied for",
                    f"Until {day(extension.new_due_on)}, on {day(extension.applied_on)}: {extension.reason}",
                )
            )
        if self.step.name == "publish_response":
            lacking = operations.unexplained(report, self.request.user)
            facts.append(("Lacking their explanation", lacking or "None"))
            if statutory.CLOCKS[report.statutory_basis].invites_comments:
                received = "None recorded"
                if report.commissioner_comments:
                    received = day(report.comments_received_on) or "Not recorded"
                facts.append(("Commissioner’s comments invited", day(report.invited_on) or "Not recorded"))
                facts.append(("Commissioner’s comments received", received))
        return facts
