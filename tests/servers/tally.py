"""Prints where the time of bin/test went, its checks, the tests on each database, what was missing, and the counts.

The counts stand on the last line, alone: what runs the checks of a submission reads them there.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from tests.servers import durations

KINDS = ("postgresql", "sqlite")
# The checks that are runs of tests.
RUNS = {"tests on PostgreSQL": "postgresql", "tests on SQLite": "sqlite"}


def summary(checks: list[tuple[str, str]], tallies: dict[str, dict]) -> tuple[list[str], bool]:
    """The lines to print, and whether all is well. A database without a tally ran no test."""
    failed_checks = [name for outcome, name in checks if outcome != "passed"]
    lines = [f"{'database':<20}{'passed':>8}{'failed':>8}{'skipped':>9}"]
    missing: Counter[str] = Counter()
    for kind in KINDS:
        if tally := tallies.get(kind):
            missing.update(tally["missing"])
            counts = f"{tally['passed']:>8}{tally['failed']:>8}{tally['skipped']:>9}"
            lines.append(f"{tally['database']:<20}{counts}")
        else:
            lines.append(f"{kind:<20}    no test ran")
    lines += sorted({f"Doors asked by {tally['seed']}" for tally in tallies.values() if "seed" in tally})
    lines += [f"Skipped for want of {part}: {count}" for part, count in sorted(missing.items())]
    lines.append(
        f"Failed: {', '.join(failed_checks)}" if failed_checks else f"All {len(checks)} checks passed"
    )
    passed, failed, skipped = (
        sum(tally[key] for tally in tallies.values()) for key in ("passed", "failed", "skipped")
    )
    # A run of tests that failed is counted by its tests where it could count them.
    failed += sum(not tallies.get(RUNS.get(name, ""), {}).get("failed") for name in failed_checks)
    lines.append(f"{passed} passed, {failed} failed, {skipped} skipped")
    return lines, not failed and passed > 0


def main(folder: Path) -> int:
    checks = [tuple(line.split("\t", 1)) for line in (folder / "checks").read_text().splitlines()]
    tallies = {
        kind: json.loads(path.read_text()) for kind in KINDS if (path := folder / f"{kind}.json").exists()
    }
    lines, well = summary([(outcome, name) for outcome, name in checks], tallies)
    sys.stdout.write("\n" + "\n".join(durations.lines(tallies) + lines) + "\n")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
