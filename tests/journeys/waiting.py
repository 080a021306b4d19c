"""Waiting for states: every wait names what it waits for, and ends with those words when it was in vain."""

import asyncio
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import TypeVar

T = TypeVar("T")

# The machine may be busy: no promise of the product, only the end of a wait that would never end.
PATIENCE = 40.0
_PAUSE = 0.1


async def until(
    state: Callable[[], T | Awaitable[T]],
    what: str,
    *,
    patience: float = PATIENCE,
    otherwise: Callable[[], object] = lambda: "",
) -> T:
    """Look at a state again and again until it is true; `otherwise` tells what was there instead."""
    try:
        async with asyncio.timeout(patience):
            while True:
                seen = state()
                now = await seen if isawaitable(seen) else seen
                if now:
                    return now
                await asyncio.sleep(_PAUSE)
    except TimeoutError:
        raise AssertionError(f"waited {patience:.0f} s for {what}; {otherwise()}") from None
