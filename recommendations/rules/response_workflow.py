"""The steps of the response to a report, as one table: comments invited and given, more time asked for, published.

Which of them apply follows from the statutory basis of the report (statutory.py; rules.md section 1).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from oversight.errors import RuleBroken
from oversight.steps import Button, Step, Workflow, by_name
from recommendations.rules import access, scopes, separation_of_duties
from recommendations.rules.statutory import CLOCKS


class Extension(StrEnum):
    """What a step needs of an application for more time."""

    NONE_OPEN = "none_open"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class ResponseStep(Step):
    """A step of the response: before its publication or after, and what it needs of the clock and of an extension."""

    after_publication: bool = False
    # Only where the law asks for the Commissioner's comments.
    with_comments: bool = False
    extension: Extension | None = None

    @property
    def from_to(self) -> str:
        words = ["Response published" if self.after_publication else "Response not published yet"]
        if self.with_comments:
            words.append("the law asks for the Commissioner’s comments")
        if self.extension is Extension.NONE_OPEN:
            words.append("the law allows more time, and none is being asked for")
        if self.extension is Extension.OPEN:
            words.append("more time is being asked for")
        return "; ".join(words)

    def why_not(self, report: Any, now: datetime) -> str:
        is_published = report.comments_published_on is not None
        clock = CLOCKS[report.statutory_basis]
        if is_published and not self.after_publication:
            return f"“{self.label}” is not possible: the response is recorded as published."
        if self.after_publication and not is_published:
            return f"“{self.label}” is not possible: no publication of the response is recorded."
        if self.with_comments and not clock.invites_comments:
            return "The Commissioner’s comments are invited under s.55 alone: this report is not under it."
        if self.extension is Extension.NONE_OPEN:
            if not clock.is_extendable:
                return f"The time for this response cannot be extended. Its basis: {clock.source}."
            if report.response_due_on is None:
                return "The response has no last day yet that could be extended."
            if report.has_extension_request:
                return "An application for more time is already waiting for its answer."
        if self.extension is Extension.OPEN and not report.has_extension_request:
            return "No application for more time is waiting for its answer."
        return ""


STEPS = by_name(
    ResponseStep(
        name="grant_extension", label="Record more time as granted", done="More time granted",
        asks="the last day that was granted, and when", button=Button.DECIDE, extension=Extension.OPEN,
    ),
    ResponseStep(
        name="refuse_extension", label="Record more time as refused", done="More time refused",
        asks="when it was refused, and the reason", button=Button.QUIET, extension=Extension.OPEN,
    ),
    ResponseStep(
        name="invite_comments", label="Invite the Commissioner’s comments",
        done="Commissioner’s comments invited", asks="the day they were invited, and the day set for them",
        awaited=lambda report: report.invited_on is None, with_comments=True,
    ),
    ResponseStep(
        name="give_comments", label="Record the Commissioner’s comments",
        done="Commissioner’s comments recorded", asks="the comments, and the day they were received",
        awaited=lambda report: report.comments_received_on is None and CLOCKS[report.statutory_basis].invites_comments,
    ),
    ResponseStep(
        name="comment_report", label="Write MOPAC’s comments", done="MOPAC’s comments written",
        asks="MOPAC’s own comments, and its reply to the Commissioner’s", address="comment",
        awaited=lambda report: not report.mopac_comments,
    ),
    ResponseStep(
        name="publish_response", label="Record the response as published", done="Response published",
        asks="the day and the address of its publication, and to whom copies were sent",
    ),
    ResponseStep(
        name="ask_extension", label="Apply for more time", done="More time applied for",
        asks="the day of the application, the new last day, and the reason", any_time=True,
        extension=Extension.NONE_OPEN,
    ),
    ResponseStep(
        name="withdraw_publication", label="Take the record of publication back",
        done="Record of publication taken back", asks="the reason", button=Button.END, after_publication=True,
    ),
)  # fmt: skip

RESPONSES = Workflow(
    "report", "the response to a report", STEPS, access.MAY_TAKE, separation_of_duties.BARS, scopes.SCOPES
)

# What a step alone changes -> the sentence where a correction tries to.
BY_STEPS_ALONE: dict[str, str] = {
    "invited_on": "The invitation is recorded by the step “Invite the Commissioner’s comments”.",
    "comments_due_on": "The day for the comments is set by the step “Invite the Commissioner’s comments”.",
    "commissioner_comments": "They are recorded by the step “Record the Commissioner’s comments”.",
    "comments_received_on": "It is recorded by the step “Record the Commissioner’s comments”.",
    "mopac_comments": "They are written by the step “Write MOPAC’s comments”.",
    "mopac_reply": "It is written by the step “Write MOPAC’s comments”.",
    "comments_published_on": "It is recorded by the step “Record the response as published”.",
    "comments_published_where": "It is recorded by the step “Record the response as published”.",
    "copied_to": "It is recorded by the step “Record the response as published”.",
}
# What the clock rests on: fixed once the response is published, so that late stays late.
CLOCK_RESTS_ON = ("published_on", "statutory_basis", "term_text", "response_due_on")


def require_by_steps(present, changes: Mapping[str, Any]) -> None:
    """Raise RuleBroken where a correction would change what a step alone changes, or move a clock that has ended."""
    for name, value in changes.items():
        if value == getattr(present, name):
            continue
        if name in BY_STEPS_ALONE:
            raise RuleBroken(BY_STEPS_ALONE[name], field=name)
        if name in CLOCK_RESTS_ON and present.comments_published_on is not None:
            raise RuleBroken(
                "The response is recorded as published: what its clock rests on no longer changes. Where it was "
                "recorded wrongly, take the record of publication back first.",
                field=name,
            )
