"""How fast a suspension bites: 30 seats in one meeting, each suspended in turn, from the order to the last packet.

The order is given to a room, whose log is on disk, and goes from there to a worker process as it does in a meeting; 30
synthetic seats send and receive by ICE, DTLS and SRTP, everybody is recorded, every line is probed without end, and all
of them ask again and again for what the suspended seat has sent, before the order and after it. Whoever is suspended
goes on sending and asking. When a packet came is the system's own time of its arrival at the receiver's port.
"""

import asyncio
import json
import statistics
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.campaigns.suspensions import campaign

RESULTS = Path(__file__).parent / "results" / "suspension.json"
SEATS = 30
ROUNDS = 5


def main() -> None:
    """Measure and write the results."""
    RESULTS.parent.mkdir(exist_ok=True)
    # Beside the results, because a temporary folder may lie in memory.
    with TemporaryDirectory(dir=RESULTS.parent) as folder:
        outcome = asyncio.run(campaign(Path(folder), SEATS, ROUNDS))
    for late in outcome.late:
        print(f"  {late}")
    differences = outcome.differences()
    assert not differences, f"the ledger and the receivers do not agree: {differences}"
    print(
        f"  {len(outcome.last_ms)} suspensions: the last packet after {statistics.median(outcome.last_ms):.1f} ms "
        f"(median), at most {max(outcome.last_ms):.1f} ms; {outcome.again} packets were sent again, "
        f"{outcome.padding} to probe; the ledger and the receivers agree on {outcome.ledger.total()} packets"
    )
    figures: dict[str, float] = {
        "last_packet_ms_p99": round(statistics.quantiles(outcome.last_ms, n=100)[98], 1),
        "violations": outcome.violations,
    }
    RESULTS.write_text(json.dumps({"figures": figures}, indent=2) + "\n")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
