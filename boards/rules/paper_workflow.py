"""The steps a paper takes, as one table. The only place that knows. That it is brought to a meeting is none of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from boards.rules import access
from boards.rules.papers import why_closed, withdrawn
from oversight.steps import Button, Step, Workflow, by_name


@dataclass(frozen=True, kw_only=True)
class PaperStep(Step):
    """A step of a paper that is not withdrawn."""

    # What it then is, in words; "" where it stays in circulation.
    target: str = ""
    # Only while its meeting takes papers.
    while_taken: bool = False

    @property
    def from_to(self) -> str:
        words = "In circulation" + (", while its meeting takes papers" if self.while_taken else "")
        return f"{words} → {self.target}" if self.target else words

    def why_not(self, paper: Any, now: datetime) -> str:
        return withdrawn(paper) or (why_closed(paper.meeting) if self.while_taken else "")


STEPS = by_name(
    PaperStep(
        name="add_version", label="New version", done="New version of the paper",
        asks="the file, and the day it came where that was before today", while_taken=True,
    ),
    # Possible at any time: what should never have been circulated may come to light late.
    PaperStep(
        name="withdraw_paper", label="Withdraw the paper", done="Paper withdrawn", asks="the reason",
        address="withdraw", button=Button.END, target="Withdrawn",
    ),
)  # fmt: skip

PAPERS = Workflow("paper", "a paper", STEPS, access.MAY_TAKE)

# What is recorded of a paper, apart from its steps -> what was done.
RECORDED: dict[str, str] = {"add_paper": "Paper added", "amend_paper": "Paper corrected"}
