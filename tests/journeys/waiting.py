"""Waiting for states: every wait names what it waits for, and ends with those words when it was in vain."""

import asyncio
from collections.abc import Callable
from inspect import isawaitable

# The machine may be busy: no promise of the product, only the end of a wait that would never end.
PATIENCE = 60.0
_PAUSE = 0.1


async def until(
    state: Callable[[], object],
    what: str,
    *,
    patience: float = PATIENCE,
    otherwise: Callable[[], object] = lambda: "",
) -> None:
    """Look at a state, awaited if need be, until it is true; `otherwise` tells what was there instead."""
    try:
        async with asyncio.timeout(patience):
            while True:
                seen = state()
                if await seen if isawaitable(seen) else seen:
                    return
                await asyncio.sleep(_PAUSE)
    except TimeoutError:
        raise AssertionError(f"waited {patience:.0f} s for {what}; {otherwise()}") from None
