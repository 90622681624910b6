"""What every step has in common, of a report, a recommendation or an action: its words and its name in addresses.

The steps themselves stand in three tables: action_workflow.py, recommendation_workflow.py and response_workflow.py.
Every name is given once among the three, so that one form, one operation and one line of access belong to it.

To add a step:

1. a row in its table: its words, from where, to where, and what it asks for;
2. who may take it, in access.py, and, where being tied to the thing is in the way, separation_of_duties.py;
3. an operation of its name, exported by recommendations.operations, and a form in recommendations.forms;
4. its expected rights in tests/doors/.

Buttons, desk tools, API addresses, events in words and the page "Who may do what" come by themselves.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step: its name in code, its words on a button, what is said once it is taken, and what it asks for."""

    name: str
    label: str
    done: str
    asks: str
    # Its name in addresses, where that is not the name itself.
    address: str = ""

    @property
    def slug(self) -> str:
        """The name in addresses: `propose-closure`."""
        return self.address or self.name.replace("_", "-")

    @property
    def from_to(self) -> str:
        """From where it can be taken and where it leads, in words."""
        raise NotImplementedError

    def why_not(self, record) -> str:
        """Why nobody can take it now, in a sentence; "" where the record stands as it should.

        The record is given as `for_steps` of its queryset fetches it.
        """
        raise NotImplementedError
