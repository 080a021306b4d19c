"""What cannot be meant ends a campaign in a sentence, and an interrupted one leaves no process behind."""

import asyncio
import contextlib
import signal
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from tests.campaigns import fuzz, soak
from tests.campaigns.served import HOUSE, until


@pytest.mark.parametrize(
    ("campaign", "arguments", "name"),
    [
        (soak, ["x"], "SEATS"),
        (soak, ["1"], "SEATS"),
        (soak, ["30", "0"], "MINUTES"),
        (soak, ["30", "nan"], "MINUTES"),
        (soak, ["30", "long"], "MINUTES"),
        (fuzz, ["50", "many"], "OFFERS"),
        (fuzz, ["-1"], "DATAGRAMS"),
    ],
)
def test_a_number_that_cannot_be_meant_is_refused(
    campaign: object, arguments: list[str], name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        campaign.main(arguments)  # type: ignore[attr-defined]
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith(f"{name} is '{arguments[-1]}': write a")


async def test_a_bench_that_is_none_is_told_with_those_that_are() -> None:
    command = ("make", "-s", "bench", "NAME=nope")
    process = await asyncio.create_subprocess_exec(*command, cwd=HOUSE, stdout=PIPE, stderr=PIPE)
    _, told = await process.communicate()
    assert process.returncode == 2
    assert (
        b"There is no bench nope. There are: audio documents door fanout log recorder relay suspension."
        in told
    )


def _of(parent: int) -> list[int]:
    """The processes below this one, at any depth."""
    children: list[int] = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # It has gone meanwhile.
        for task in Path(f"/proc/{parent}/task").iterdir():
            children += [int(pid) for pid in (task / "children").read_text().split()]
    return children + [each for child in children for each in _of(child)]


@pytest.mark.timeout(120)
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_an_interrupted_soak_ends_its_server_and_its_workers(how: signal.Signals) -> None:
    command = (sys.executable, "-m", "tests.campaigns.soak", "3", "5")
    process = await asyncio.create_subprocess_exec(*command, cwd=HOUSE, stderr=PIPE)
    started: list[int] = []

    def everyone() -> bool:
        started[:] = _of(process.pid)
        return len(started) >= 1 + soak.WORKERS

    try:
        await until(everyone)
    finally:
        process.send_signal(how)
        _, told = await process.communicate()
    assert process.returncode == 130
    assert b"It was interrupted" in told
    await until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in started))
