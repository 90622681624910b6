"""The tables of steps, as tests go over all of them."""

from types import SimpleNamespace
from typing import Any

from boards import operations as boards
from boards.forms import STEP_FORMS as BOARD_FORMS
from oversight import ports
from oversight.step_forms import StepForm
from oversight.steps import Step, Workflow
from recommendations import operations as recommendations
from recommendations.forms import STEP_FORMS as LINE_FORMS

# Kind of record, by the name of its model.
WORKFLOWS: dict[str, Workflow] = {workflow.kind: workflow for workflow in ports.workflows()}
TABLES: dict[str, dict[str, Step]] = {kind: dict(workflow.steps) for kind, workflow in WORKFLOWS.items()}
# The kinds that stand on the line from report to closure; the others are of boards.
OF_THE_LINE = ("action", "recommendation", "report")


def workflow_of(kind) -> Workflow:
    """That of a kind of record, given as its model or as one of it."""
    return WORKFLOWS[kind._meta.model_name]


def operations_of(kind: str) -> Any:
    return recommendations if kind in OF_THE_LINE else boards


def forms_of(kind: str) -> dict[str, type[StepForm]]:
    return LINE_FORMS if kind in OF_THE_LINE else BOARD_FORMS


def stands(kind: str = "action", **columns) -> SimpleNamespace:
    """A record of this kind as far as the rules look at it."""
    return SimpleNamespace(_meta=SimpleNamespace(verbose_name=kind), **{"withdrawn_on": None} | columns)
