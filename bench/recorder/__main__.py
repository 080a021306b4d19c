"""What recording costs a packet, and what a worker that is killed takes with it."""

import asyncio
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from bench.recorder.cost import us_per_packet
from bench.recorder.killed import lost_s_on_kill

RESULTS = Path(__file__).parents[1] / "results" / "recorder.json"


def main() -> None:
    """Measure and write the results."""
    RESULTS.parent.mkdir(exist_ok=True)
    # Beside the results, because a temporary folder may lie in memory; and with a short name, because of sockets.
    with TemporaryDirectory(dir=RESULTS.parent, prefix="r") as folder:
        cost = uvloop.run(us_per_packet(Path(folder)))
        lost = asyncio.run(lost_s_on_kill(Path(folder)))
    figures = {"us_per_packet": round(cost, 2), "lost_s_on_kill": round(lost, 2)}
    RESULTS.write_text(json.dumps({"figures": figures}, indent=2) + "\n")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
