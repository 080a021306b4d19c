"""What it costs to forward a packet, and how long it takes, beside Janus 1.1.2 under the same load in the same run.

Our relay runs in a process of its own, with real ICE, DTLS and SRTP, and everything it does meanwhile is in the
figures: timers, reports to every browser, transport-wide numbers and what browsers tell of them, the ledger. Janus
runs twice, as it comes and with `event_loops=1`. The servers share one core, the load has the other; they are
measured in turn. Then our worker alone has a hundred seats, and records them (`bench/relay/hall.py`).
"""

import asyncio
import json
import statistics
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bench.relay.hall import cores_recorded
from bench.relay.janus import Janus
from bench.relay.load import Load, Passed, Server, apart
from bench.relay.ours import Ours

RESULTS = Path(__file__).parents[1] / "results" / "relay.json"
# By receivers, forwarded packets a second: as many as a line is taken to carry to each before it has shown more.
RATES = {10: 6_000, 50: 20_000}
CAMERAS = {
    10: 1.0,
    50: 2.0,
}  # whose packets are timed: one with a server that has little to do, or two with a busy one
MOST_RECEIVERS = 200  # among whom the highest step is shared, so that each line carries it
SECONDS = 3.0
LATENCY_SECONDS = 5.0
RUNS = 5
MOST_LOST = 0.005
STEPS = tuple(range(40_000, 200_001, 10_000))
STEP_SECONDS = 2.0
TRIES = 5  # of each run and step: another's work on this machine is not the relay's limit
UNBOUNDED = 1 << 30
CONSENT = 3.0  # seconds

OURS, DEFAULT, BEST = "ours", "janus_default", "janus_best"
Figures = dict[str, float]


def servers(receivers: int) -> list[Callable[[], Server]]:
    """What is measured."""
    return [lambda: Ours(receivers), lambda: Janus(DEFAULT, 0), lambda: Janus(BEST, 1)]


async def all_joined(receivers: int, starts: Sequence[Callable[[], Server]]) -> list[Load]:
    """Every server with everybody connected; all of them stay up, so that they can take turns."""
    loads: list[Load] = []
    keeping = asyncio.create_task(keep(loads))
    try:
        for start in starts:
            loads.append(Load(start()))
            apart(loads[-1].server.pid)
            await loads[-1].join(receivers)
    except BaseException:
        close(loads)
        raise
    finally:
        keeping.cancel()
    assert len({load.speaker.profile for load in loads}) == 1, "they do not encrypt alike"
    return loads


async def keep(loads: Sequence[Load]) -> None:
    """Renew the consent of those who wait for the others."""
    while True:
        await asyncio.sleep(CONSENT)
        renew(loads)


def renew(loads: Sequence[Load]) -> None:
    """Everybody's consent."""
    for load in loads:
        load.renew()
        load.drain()


def close(loads: Sequence[Load]) -> None:
    """End them all."""
    for load in loads:
        load.close()


def cost(load: Load) -> float:
    """CPU microseconds per forwarded packet, in one run; one that lost too much says nothing, and is run again."""
    for _ in range(TRIES):
        passed: Passed = load.run(SECONDS, RATES[len(load.clients)])
        if not passed.arrived:
            continue
        print(
            f"  {len(load.clients)} receivers, {load.server.name}: {passed.each:.2f} µs of CPU per forwarded packet, "
            f"{passed.lost:.2%} lost",
            flush=True,
        )
        if passed.lost < MOST_LOST:
            return passed.each
    raise SystemExit(
        "Too much was lost for the figures to mean anything: is this machine busy with something else?"
    )


def latency(load: Load) -> float:
    """The p99 in microseconds, in one run."""
    receivers = len(load.clients)
    took = load.latency_us(LATENCY_SECONDS, CAMERAS[receivers])
    print(f"  {receivers} receivers, {load.server.name}: p99 {took:.0f} µs under way", flush=True)
    return took


def in_turn(loads: Sequence[Load], measure: Callable[[Load], float]) -> dict[str, float]:
    """The median of each server's runs; every round begins with another one."""
    runs: dict[str, list[float]] = {load.server.name: [] for load in loads}
    for number in range(RUNS):
        first = number % len(loads)
        for load in [*loads[first:], *loads[:first]]:
            renew(loads)
            runs[load.server.name].append(measure(load))
    return {name: statistics.median(figures) for name, figures in runs.items()}


def most_per_second() -> float:
    """The highest step at which less than 0.5 % is lost, the load not waiting for anybody."""
    (load,) = asyncio.run(all_joined(MOST_RECEIVERS, [lambda: Ours(MOST_RECEIVERS)]))
    try:
        return _highest(load)
    finally:
        load.close()


def _highest(load: Load) -> float:
    most = 0.0
    load.run(STEP_SECONDS, STEPS[0] // 2)
    for step in STEPS:
        lost = min(load.run(STEP_SECONDS, step, UNBOUNDED).lost for _ in range(TRIES))
        print(f"  {step} packets a second: {lost:.2%} lost", flush=True)
        if lost >= MOST_LOST:
            break
        most = step
    return most


def measured(receivers: int) -> Figures:
    """Everything that is measured with so many receivers."""
    loads = asyncio.run(all_joined(receivers, servers(receivers)))
    try:
        for load in loads:
            load.run(1.0, RATES[receivers])  # The first key frame, and everything that is done once.
        costs = in_turn(loads, cost)
        figures = {
            f"cpu_us_per_packet_{receivers}": round(costs[OURS], 2),
            f"cpu_ratio_to_janus_default_{receivers}": round(costs[OURS] / costs[DEFAULT], 3),
            f"cpu_ratio_to_janus_best_{receivers}": round(costs[OURS] / costs[BEST], 3),
        }
        took = in_turn(loads, latency)
        ratio = took[OURS] / min(took[DEFAULT], took[BEST])
        figures[f"latency_{'busy_' * (CAMERAS[receivers] > 1)}p99_ratio_to_janus"] = round(ratio, 3)
        return figures
    finally:
        close(loads)


def main() -> None:
    """Measure and write the results."""
    figures: Figures = {}
    RESULTS.parent.mkdir(exist_ok=True)
    steps: list[Callable[[], Figures]] = [partial(measured, receivers) for receivers in RATES]
    steps.append(lambda: {"packets_per_s_one_core": most_per_second()})
    steps.append(lambda: {"cores_100_seats_recorded": round(cores_recorded(), 3)})
    for step in steps:
        figures |= step()
        RESULTS.write_text(json.dumps({"figures": figures}, indent=2) + "\n")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
