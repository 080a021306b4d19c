"""Whether a screen can be used by everybody: axe-core's rules, no sideways scrolling, and a keyboard that reaches all."""

from playwright.async_api import Locator

from tests.journeys.person import Person
from tests.journeys.server import HOUSE

_AXE = HOUSE / "web" / "node_modules" / "axe-core" / "axe.min.js"
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_RUN = """async (rules) => (await axe.run(document, rules)).violations.flatMap(({ id, nodes }) =>
  nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`))"""


async def faults_of_screen(person: Person, screen: str) -> list[str]:
    """What is wrong with the screen that this person looks at."""
    await person.at(screen)
    page = person.page
    await page.locator("main:not([aria-busy=true])").wait_for()
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_AXE.read_text(encoding="utf-8"))
    faults = [f"{screen} of {person.name}: {fault}" for fault in await page.evaluate(_RUN, _RULES)]
    over = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if over > 0:
        faults.append(f"{screen} of {person.name} scrolls sideways by {over} pixels")
    return faults


async def tab_to(person: Person, target: Locator) -> None:
    """Press Tab until the focus is there."""
    for _ in range(60):
        if await target.evaluate("element => element === document.activeElement"):
            return
        await person.page.keyboard.press("Tab")
    focused = await person.page.evaluate("document.activeElement.outerHTML")
    raise AssertionError(f"Tab never comes to {target}; it is at {focused}")
