"""Celery as it runs on a working day, this one or the next, at the present time of day: on others no digest leaves."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import time_machine
from celery.__main__ import main

from oversight.working_days import next_working_day

if __name__ == "__main__":
    now = datetime.now(UTC)
    today = now.astimezone(ZoneInfo("Europe/London")).date()
    if ahead := next_working_day(today) - today:
        time_machine.travel(now + ahead).start()
    main()
