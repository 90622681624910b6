"""What an app offers to the frame: methods of its AppConfig, in its apps.py, asked when they are needed.

Nothing is registered at import. The ports, each left out by an app that has nothing to offer:

- `admin_rights()`: name of a model of the app -> who opens and changes its records in the admin (rights.py);
- `workflows()`: the tables of steps of its records (steps.py), in the order in which they are shown;
- `health()`: what `/readyz` says of the app, by name;
- `event_words()`: step -> what was done, for what is recorded of the app's records apart from those steps;
- `follows()`: label of a model -> what follows from each of its Events (see `followers`);
- `holds_marked(board)`: whether the app holds anything of the board that is marked above OFFICIAL, kind by kind;
- `answers_for_marked(person)`: what of that the person answers for, in sentences;
- `carried_with_items()`: the relations of an agenda item that go along when it is carried over;
- `bank_holidays()`: those entered on top of the package's (working_days.py);
- `day_bounds()`: “app.Model.column” -> the bounds of such days (oversight/days.py);
- `to_do(user, today)`: the queues of what waits for this person, for the index of the admin.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from django.apps import apps

from oversight.days import Bounds
from oversight.steps import Workflow


def offered(port: str, *given: Any) -> Iterator[Any]:
    """What each app gives that has this port, in the order of INSTALLED_APPS."""
    for config in apps.get_app_configs():
        if method := getattr(config, port, None):
            yield method(*given)


@cache
def workflows() -> tuple[Workflow, ...]:
    """The tables of steps of all apps."""
    return tuple(workflow for of_app in offered("workflows") for workflow in of_app)


@cache
def event_words() -> dict[str, str]:
    """Step -> what was done, of all apps."""
    tables = (*offered("event_words"), *(workflow.done for workflow in workflows()))
    return {step: words for table in tables for step, words in table.items()}


@cache
def day_bounds() -> dict[str, Bounds]:
    """“app.Model.column” -> the bounds of its days, of all apps."""
    return {name: bounds for of_app in offered("day_bounds") for name, bounds in of_app.items()}


@cache
def followers(label: str) -> tuple[Callable[[Any, Any], None], ...]:
    """What follows from an Event about a record of this model: functions of the record and the Event.

    `record_event` calls them inside the transaction of the change, so that what follows stands or falls with it.
    """
    return tuple(of_app[label] for of_app in offered("follows") if label in of_app)
