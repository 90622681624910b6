"""A process that sweeps or delivers as at each moment it reads from its input, and says when it is done."""

import sys
from datetime import datetime

import django
import time_machine


def main() -> None:
    django.setup()
    from oversight.reminders.deliver import deliver
    from oversight.reminders.sweep import sweep

    for line in sys.stdin:
        what, moment = line.split()
        with time_machine.travel(datetime.fromisoformat(moment)):
            {"sweep": sweep, "deliver": deliver}[what]()
        print("done", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
