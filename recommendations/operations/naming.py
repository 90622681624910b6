"""Naming several records in a refusal, as far as the person refused may see them."""

from typing import Any

# So many are named; of the rest the number is said.
NAMED = 10


def named(records: Any, by) -> str:
    """“CP16-02, CP16-03 and 1 more”: in the order of the queryset, without those out of sight; "" for none."""
    count = records.count()
    if not count:
        return ""
    seen = list(records.visible_to(by).values_list("reference", flat=True)[:NAMED])
    more = count - len(seen)
    if not seen:
        return f"{count} that you may not see"
    return ", ".join(seen) + (f" and {more} more" if more else "")
