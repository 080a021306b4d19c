"""Pictures of every screen: a demo meeting is held in Chromium, and each screen is looked at and checked.

    python -m tests.screens.shoot [folder]        the pictures, build/screens if no folder is named

Every picture is taken on a laptop and on a phone, in Thai and in English; each screen must pass axe-core
(WCAG A and AA and best practice) and may not scroll sideways, at 320 pixels either. Ends with 1 on a fault.
"""

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
LAPTOP, PHONE, NARROW = (1366, 768), (390, 844), (320, 700)
PATIENCE_MS = 60_000
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--disable-background-timer-throttling",
    "--autoplay-policy=no-user-gesture-required",
)
_LINK = re.compile(r"^\s+(\w+)\s+(http\S+/demo/\S+)", re.MULTILINE)
# Behind the bar at the foot of a phone's screen: whoever scrolls has the whole of it.
_HALF_SEEN = "partially obscured"
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@dataclass(slots=True)
class Studio:
    """Where the pictures go, and what was found to be wrong."""

    folder: Path
    faults: list[str] = field(default_factory=list)
    taken: int = 0

    def shoot(self, page: Page, name: str, *, english: bool = True, whole: bool = False) -> None:
        """The screen as it stands, or the whole of its page, on a laptop and a phone, in Thai and in English."""
        for language in ("th", "en") if english else ("th",):
            page.bring_to_front()
            speak(page, language)
            for size, (width, height) in (("laptop", LAPTOP), ("phone", PHONE), ("narrow", NARROW)):
                page.set_viewport_size({"width": width, "height": height})
                page.evaluate("() => document.fonts.ready")
                self._check(page, f"{name}.{language}.{size}")
                if size != "narrow":
                    page.screenshot(path=self.folder / f"{name}.{language}.{size}.png", full_page=whole)
                    self.taken += 1
        speak(page, "th")
        page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})

    def _check(self, page: Page, name: str) -> None:
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            self.faults.append(f"{name}: scrolls sideways by {over} pixels")
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("rules => axe.run(document, rules)", _RULES)
        self.faults += [
            f"{name}: {each['id']}: {node['target']} {node['failureSummary']}"
            for each in found["violations"]
            for node in each["nodes"]
            if _HALF_SEEN not in node["failureSummary"]
        ]


def speak(page: Page, language: str) -> None:
    """Choose the language as another page of the same person would."""
    page.evaluate(
        """language => {
            localStorage.setItem("language", language);
            dispatchEvent(new StorageEvent("storage", { key: "language" }));
        }""",
        language,
    )


@contextmanager
def served() -> Iterator[dict[str, str]]:
    """A demo server of our own; the link of each person. MEETING_LINKS names what another one printed."""
    named = os.environ.get("MEETING_LINKS")
    if named:
        yield dict(_LINK.findall(Path(named).read_text(encoding="utf-8")))
        return
    with tempfile.TemporaryDirectory() as folder:
        settings = {"DATA_DIR": folder, "PORT": str(_free()), "MEDIA_PORT": str(_free())}
        server = subprocess.Popen(
            [sys.executable, "-m", "meeting_server", "run"],
            cwd=ROOT,
            env=os.environ | settings,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield _links(server)
        finally:
            server.terminate()
            server.wait(20)


def _links(server: "subprocess.Popen[str]") -> dict[str, str]:
    told = ""
    for line in server.stdout or ():
        told += line
        if line.startswith("Ctrl-C"):
            return dict(_LINK.findall(told))
    message = f"the server did not start:\n{told}"
    raise RuntimeError(message)


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def face(name: str, *, talks: bool) -> str:
    """The script that gives a page the camera and the microphone of this person."""
    drawing = base64.b64encode((HERE / "faces" / f"{name}.svg").read_bytes()).decode()
    script = (HERE / "camera.js").read_text(encoding="utf-8")
    return script.replace("__FACE__", f"data:image/svg+xml;base64,{drawing}").replace(
        "__TALKS__", json.dumps(talks)
    )


@dataclass(slots=True)
class Cast:
    """The people of the demo, each in a browser profile of their own."""

    browser: Browser
    links: dict[str, str]
    contexts: dict[str, BrowserContext] = field(default_factory=dict)

    def open(self, name: str, *, talks: bool = False) -> Page:
        """This person's page, at the door."""
        context = self.browser.new_context(
            viewport={"width": LAPTOP[0], "height": LAPTOP[1]},
            locale="th-TH",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(face(name, talks=talks))
        self.contexts[name] = context
        page = context.new_page()
        page.goto(self.links[name])
        return page

    def enter(self, name: str, *, talks: bool = False) -> Page:
        """This person's page, inside the room."""
        page = self.open(name, talks=talks)
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="เข้าห้องประชุม").first.click()
        page.locator("[data-screen=room]").wait_for()
        return page


def do(page: Page, deed: str) -> None:
    """Press the button that bears these words."""
    page.get_by_role("button", name=deed, exact=True).first.click()


def before(studio: Studio, cast: Cast) -> None:
    """The screens outside the room."""
    context = cast.browser.new_context(locale="th-TH", reduced_motion="reduce")
    page = context.new_page()
    page.goto(cast.links["veera"].partition("/demo/")[0] + "/sign-in")
    page.locator("[data-screen=sign-in]").wait_for()
    studio.shoot(page, "sign-in")
    context.close()
    page = cast.open("veera")
    page.locator("[data-screen=door]").wait_for()
    page.locator("video").wait_for()
    do(page, "ลองเครือข่าย")
    page.locator("[data-network=good]").wait_for()
    studio.shoot(page, "door")
    page.goto(page.url.partition("/meetings")[0] + "/meetings")
    page.locator("[data-screen=meetings] li").first.wait_for()
    studio.shoot(page, "meetings")
    page.get_by_role("link", name="เรียกประชุม").click()
    page.locator("form").wait_for()
    studio.shoot(page, "new-meeting")
    cast.contexts.pop("veera").close()


def house(studio: Studio, cast: Cast) -> None:
    """The pages of whoever sees to the register, and everybody's own account."""
    context = cast.browser.new_context(locale="th-TH", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(cast.links["chai"])
    start = page.url.partition("/meetings")[0]

    def at(path: str, screen: str) -> None:
        page.goto(start + path)
        page.locator(f"[data-screen={screen}] .card").first.wait_for()
        page.locator("[aria-busy=true]").first.wait_for(state="detached")

    for path, screen in (
        ("/committees", "committees"),
        ("/register/import", "import"),
        ("/agency", "agency"),
        ("/agency/texts", "texts"),
        ("/register", "register"),
    ):
        at(path, screen)
        studio.shoot(page, screen)
    page.get_by_role("button", name=re.compile("^แก้ไข")).first.click()
    studio.shoot(page, "register-person")
    at("/account", "account")
    studio.shoot(page, "account", whole=True)
    do(page, "เปิดการยืนยันสองชั้น")
    page.locator("[data-secret=totp]").wait_for()
    studio.shoot(page, "account-two-steps", whole=True)
    context.close()


def link(studio: Studio, cast: Cast) -> None:
    """A one-time link, from the list of who is missing to the page that it opens."""
    context = cast.browser.new_context(locale="th-TH", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(face("chai", talks=False))
    officer = context.new_page()
    officer.goto(cast.links["chai"])
    officer.get_by_role("checkbox").check()
    officer.get_by_role("button", name="เข้าห้องประชุม").first.click()
    officer.locator("[data-screen=room]").wait_for()
    officer.get_by_role("button", name=re.compile("^ออกลิงก์ครั้งเดียว…")).first.click()
    studio.shoot(officer, "link-issue")
    dialog = officer.get_by_role("dialog")
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("textbox").fill("โทรกลับหมายเลขในทะเบียน จำเสียงได้")
    dialog.get_by_role("button", name="ออกลิงก์", exact=True).click()
    address = officer.locator("[data-secret=link]").inner_text()
    studio.shoot(officer, "link-issued")
    dialog.get_by_role("button", name="ปิด", exact=True).last.click()
    officer.get_by_text("ออกลิงก์แล้ว รอเจ้าตัวเปิด").wait_for()
    studio.shoot(officer, "link-waits")
    other = cast.browser.new_context(locale="th-TH", reduced_motion="reduce")
    page = other.new_page()
    page.goto(address)
    page.get_by_role("button", name="เป็นข้าพเจ้า เข้าประชุม").wait_for()
    studio.shoot(page, "link")
    other.close()
    context.close()


def meeting(studio: Studio, cast: Cast) -> None:
    """The screens of a meeting, from the first who comes to the record."""
    chair = cast.enter("arunee")
    expect(chair.locator("[data-next]")).to_have_count(0)
    studio.shoot(chair, "no-quorum")
    people = {
        name: cast.enter(name, talks=name == "pimjai")
        for name in ("thana", "wilai", "kamala", "veera", "pimjai")
    }
    vouching(studio, cast, chair, people["thana"])
    link(studio, cast)
    do(chair, "อ่านแล้ว เปิดประชุม")
    for _ in range(3):
        do(chair, "อ่านแล้ว เปิดวาระ")
        do(chair, "อ่านแล้ว ปิดวาระ")
    do(chair, "อ่านแล้ว เปิดวาระ")
    thana, kamala = people["thana"], people["kamala"]
    kamala.get_by_role("button", name="ข้าพเจ้ามีส่วนได้เสียในวาระนี้").click()
    studio.shoot(kamala, "declare")
    do(kamala, "แจ้งประธาน")
    studio.shoot(kamala, "declared")
    chair.get_by_role("button", name="ระงับ…", exact=True).click()
    studio.shoot(chair, "recuse")
    do(chair, "อ่านแล้ว ระงับ")
    kamala.locator("[data-screen=suspended]").wait_for()
    studio.shoot(kamala, "suspended")
    pictures(chair, 4)
    studio.shoot(chair, "room-chair")
    studio.shoot(thana, "room-member")
    aside(studio, thana)
    sharing(studio, chair, people)
    second_device(studio, cast, thana)
    vote(studio, chair, people)
    do(chair, "อ่านแล้ว ปิดวาระ")
    kamala.locator("[data-screen=room]").wait_for()
    studio.shoot(kamala, "called-back")
    for _ in range(2):
        do(chair, "อ่านแล้ว เปิดวาระ")
        finish(chair)
    closing(studio, chair, people)


def vouching(studio: Studio, cast: Cast, chair: Page, member: Page) -> None:
    """Somebody who cannot sign in, from the meeting's link to the room and out of it again."""
    link = f"{chair.url}/visit"
    context = cast.browser.new_context(locale="th-TH", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(face("wilai", talks=False))
    guest = context.new_page()
    guest.goto(link)
    guest.locator("[data-screen=claim] form").wait_for()
    studio.shoot(guest, "claim")
    guest.get_by_role("textbox").fill("ชัย เพียรสมมติ")
    do(guest, "ไปตรวจเสียงและภาพ")
    guest.get_by_role("checkbox").check()
    studio.shoot(guest, "door-visitor", whole=True)
    guest.get_by_role("button", name="ไปรอให้ผู้อื่นรับรอง").first.click()
    guest.locator("[data-screen=unproven]").wait_for()
    studio.shoot(guest, "unproven")
    member.locator("[data-visitor]").wait_for()
    studio.shoot(member, "visitor-asks")
    studio.shoot(chair, "visitor-asks-chair")
    do(member, "ดูและฟัง")
    guest.locator("[data-watched=true]").wait_for()
    studio.shoot(guest, "unproven-watched")
    member.locator("[data-visitor]").get_by_role("checkbox").check()
    member.locator("[data-heard=true]").wait_for()
    studio.shoot(member, "visitor-heard")
    do(member, "รับรอง")
    guest.locator("[data-screen=room]").wait_for()
    do(chair, "รายชื่อ")
    studio.shoot(chair, "vouched-people")
    do(chair, "ยกเลิกการรับรอง…")
    studio.shoot(chair, "revoke")
    chair.get_by_label("เหตุผล").fill("จำคนผิด")
    chair.get_by_role("dialog").get_by_role("button", name="ยกเลิกการรับรอง").click()
    guest.locator("[data-before=revoked]").wait_for()
    studio.shoot(guest, "revoked")
    do(chair, "รายชื่อ")
    context.close()


def aside(studio: Studio, page: Page) -> None:
    """What stands beside the stage or over it."""
    do(page, "ข้อความ")
    page.get_by_role("textbox").fill("เอกสารหน้า ๔ ตัวเลขรวมไม่ตรงกับตาราง ขอให้ฝ่ายเลขานุการตรวจด้วย")
    do(page, "ส่งข้อความ")
    page.locator("ol li p").first.wait_for()
    studio.shoot(page, "chat")
    do(page, "รายชื่อ")
    studio.shoot(page, "people")
    do(page, "รายชื่อ")
    for deed, name in (("แจ้งเหตุ", "help"), ("เพิ่มเติม", "more"), ("ออกจากห้อง", "leave")):
        do(page, deed)
        studio.shoot(page, name)
        page.keyboard.press("Escape")
        page.locator("dialog").wait_for(state="detached")


def sharing(studio: Studio, chair: Page, people: dict[str, Page]) -> None:
    """A screen that is shared, as all three see it: who shares it, who presides, and a member."""
    thana, veera = people["thana"], people["veera"]
    do(veera, "นำเสนอ")
    veera.get_by_text("ทุกคนเห็นหน้าจอของท่านอยู่").wait_for()
    for page in (chair, thana):
        page.wait_for_function("() => document.querySelector('[data-shared] video')?.videoWidth > 2")
    studio.shoot(chair, "sharing-chair")
    studio.shoot(thana, "sharing-member")
    do(chair, "รายชื่อ")
    studio.shoot(chair, "sharing-people")
    do(chair, "รายชื่อ")
    veera.get_by_text("ทุกคนเห็นหน้าจอของท่านแล้ว").wait_for(state="detached")
    studio.shoot(veera, "sharing-own")
    do(chair, "ยุติการนำเสนอ")
    chair.locator("[data-shared]").wait_for(state="detached")


def second_device(studio: Studio, cast: Cast, first: Page) -> None:
    """The same person at another device: asked before anything moves, and told where the meeting is."""
    second = cast.open("thana")
    second.locator("[data-screen=open-elsewhere]").wait_for()
    studio.shoot(second, "open-elsewhere")
    do(second, "ย้ายมาใช้หน้านี้")
    second.locator("[data-screen=room]").wait_for()
    first.locator("[data-screen=superseded]").wait_for()
    studio.shoot(first, "superseded")
    do(first, "ใช้หน้านี้แทน")
    first.locator("[data-screen=room]").wait_for()
    second.context.close()


def finish(chair: Page) -> None:
    """Close the open item, without a resolution where there is none."""
    chair.get_by_role("button", name=re.compile("^(อ่านแล้ว ปิดวาระ|ปิดวาระโดยไม่มีมติ…)$")).click()
    sure = chair.get_by_role("dialog").get_by_role("button", name="ปิดวาระโดยไม่มีมติ")
    if sure.count():
        sure.click()


def vote(studio: Studio, chair: Page, people: dict[str, Page]) -> None:
    """An open vote, from the ballot to the result by name."""
    do(chair, "เปิดการลงคะแนน")
    thana = people["thana"]
    thana.get_by_role("radio").first.wait_for()
    studio.shoot(thana, "ballot")
    studio.shoot(people["pimjai"], "ballot-observer")
    thana.get_by_role("radio", name="เห็นชอบ", exact=True).check()
    thana.get_by_text("บันทึกแล้ว: เห็นชอบ").wait_for()
    studio.shoot(thana, "ballot-cast")
    people["veera"].get_by_role("radio", name="ไม่เห็นชอบ").check()
    chair.get_by_role("radio", name="เห็นชอบ", exact=True).check()
    studio.shoot(chair, "vote-chair")
    people["wilai"].get_by_role("radio", name="งดออกเสียง").check()
    chair.get_by_text("ลงคะแนนครบทุกคนแล้ว").wait_for()
    do(chair, "ปิดการลงคะแนน")
    chair.locator("table").wait_for()
    studio.shoot(chair, "result")
    do(chair, "อ่านแล้ว บันทึกมติ")


def closing(studio: Studio, chair: Page, people: dict[str, Page]) -> None:
    """The end of the meeting, and its record."""
    do(chair, "เลิกประชุม…")
    studio.shoot(chair, "close")
    do(chair, "อ่านแล้ว เลิกประชุม")
    thana, veera = people["thana"], people["veera"]
    thana.locator("[data-screen=closed]").wait_for()
    studio.shoot(thana, "closed")
    veera.get_by_role("link", name="ดูบันทึกการประชุม").click()
    veera.locator("[data-screen=record] li").first.wait_for()
    studio.shoot(veera, "record")
    watching(studio, veera)
    veera.get_by_role("button", name=re.compile("^เปิดคลิปของ")).first.click()
    veera.locator("[data-clips] video").evaluate("video => { video.currentTime = 1; }")
    studio.shoot(veera, "record-clip", whole=True)
    plays = veera.get_by_role("button", name=re.compile("^เปิดบันทึกของ"))
    if plays.count() > 0:
        plays.first.click()
        studio.shoot(veera, "record-play")


def watching(studio: Studio, page: Page) -> None:
    """The whole meeting played, and the copy of it being made and made."""
    page.locator("#whole").scroll_into_view_if_needed()
    page.get_by_role("button", name=re.compile("^พักการเข้าร่วม")).first.click()
    do(page, "เล่น")
    page.wait_for_function("() => [...document.querySelectorAll('audio')].some(sound => !sound.paused)")
    studio.shoot(page, "record-whole", whole=True)
    do(page, "หยุดชั่วคราว")
    do(page, "ทำสำเนารวม (ไม่ใช่หลักฐาน)")
    page.locator("progress").wait_for()
    studio.shoot(page, "record-copying", whole=True)
    page.get_by_role("link", name="รับสำเนารวม").wait_for()
    studio.shoot(page, "record-copy", whole=True)


def pictures(page: Page, count: int) -> None:
    """Wait until this many seats beside one's own show a moving picture."""
    page.wait_for_function(
        "count => [...document.querySelectorAll('[data-seat] video')].filter(v => v.videoWidth > 2).length > count",
        arg=count,
    )


def main() -> int:
    """All pictures; 1 when a screen has a fault."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build/screens"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    studio = Studio(folder)
    with served() as links, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        cast = Cast(browser, links)
        before(studio, cast)
        house(studio, cast)
        meeting(studio, cast)
        browser.close()
    for fault in studio.faults:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(f"{studio.taken} pictures in {folder}, {len(studio.faults)} faults\n")
    return 1 if studio.faults else 0


if __name__ == "__main__":
    sys.exit(main())
