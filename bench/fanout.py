"""How soon a change reaches everybody, and by how many bytes: pages at a server's process on this machine.

The server is the app as it is served, with its relay and SQLite; the pages are one other process, which shares the
cores with it, decompresses every view and notes when it came. Members raise a hand and take it down in turn, and one
change in seven is a message; each change is timed from the press to its arrival at each page. The bytes are those that
come from the sockets, their frames with them.
"""

import asyncio
import json
import statistics
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.campaigns.pages import Told, gathering

RESULTS = Path(__file__).parent / "results" / "fanout.json"
RUNS = 5
CHANGES = 60


async def measure(seats: int, runs: int) -> list[Told]:
    """A meeting of so many seats."""
    with TemporaryDirectory(dir=RESULTS.parent) as folder:
        async with gathering(Path(folder), seats) as pages:
            return [await pages.change(CHANGES) for _ in range(runs)]


def main() -> None:
    """Measure and write the results."""
    RESULTS.parent.mkdir(exist_ok=True)
    hundred, thirty = asyncio.run(measure(100, RUNS)), asyncio.run(measure(30, RUNS))
    p99 = [statistics.quantiles(run.took_ms, n=100)[98] for run in hundred]
    for run, each in zip(hundred, p99, strict=True):
        print(
            f"  100 seats: {len(run.took_ms)} arrivals, half within {statistics.median(run.took_ms):.0f} ms, 99 of 100 "
            f"within {each:.0f} ms; {run.bytes_per_change:.0f} bytes for a view of {run.letters:,} characters"
        )
    for run in thirty:
        print(f"  30 seats: {run.bytes_per_change:.0f} bytes for a view of {run.letters:,} characters")
    assert all(run.compressed for run in (*hundred, *thirty)), "a line was not compressed"
    figures = {
        "view_p99_ms_100_seats": round(statistics.median(p99), 1),
        "bytes_per_change_30_seats": round(statistics.median(run.bytes_per_change for run in thirty)),
    }
    RESULTS.write_text(json.dumps({"figures": figures}, indent=2) + "\n")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
