"""Signing in by a provider of identity: linked by oneself, written by an administrator, refused, signed out, gone."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.person import PATIENCE_MS, PHONE, Person
from tests.journeys.provider import ProviderProcess, be_known
from tests.journeys.server import HOUSE, Server, started

pytestmark = [pytest.mark.chromium, pytest.mark.journey]

BUTTON = "เข้าสู่ระบบด้วย บัญชีของหน่วยงาน"


@pytest.fixture
async def provider() -> AsyncIterator[ProviderProcess]:
    """The provider, not yet started."""
    one = ProviderProcess()
    yield one
    await one.stop()


@pytest.fixture
async def server(tmp_path: Path, provider: ProviderProcess) -> AsyncIterator[Server]:
    """A fresh server with its demo, which believes the provider."""
    one = Server(tmp_path / "house", settings=provider.settings(tmp_path / "house"))
    await provider.start(one.origin)
    async for each in started(one):
        yield each


async def by_password(person: Person, server: Server) -> None:
    await person.page.locator("[name=username]").fill(person.name)
    await person.page.locator("[name=password]").fill(server.password)
    await person.press("เข้าสู่ระบบ")


async def signs_out(person: Person) -> None:
    """Here, and on the provider's own page, which asks."""
    await person.press("ออกจากระบบ")
    await person.page.get_by_role("button", name="Yes, sign me out").click()
    await person.at("sign-in")


async def put_claim(server: Server, name: str, value: str) -> str:
    asked = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "meeting_server", "put-claim", name, "agency"),
        cwd=HOUSE,
        env=server.environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asked.communicate(f"{value}\n".encode())
    assert asked.returncode == 0, said.decode()
    return said.decode()


async def test_a_person_links_an_account_and_comes_in_by_it(server: Server, come: Come) -> None:
    wilai = await come("wilai")
    await wilai.page.goto(f"{server.origin}/sign-in")
    await expect(wilai.button(BUTTON)).to_be_visible(timeout=PATIENCE_MS)
    faults = await faults_of_screen(wilai, "sign-in")
    # The provider knows somebody whom nobody here has linked: no account is made, and it is said in words.
    await wilai.press(BUTTON)
    await be_known(wilai, "wilai.s")
    await wilai.at("sign-in")
    await wilai.see("ยังไม่มีบัญชีในระบบนี้ที่เชื่อมไว้")
    faults += await faults_of_screen(wilai, "sign-in")

    await by_password(wilai, server)
    await wilai.at("meetings")
    await wilai.page.get_by_role("link", name="บัญชีของท่าน").click()
    await wilai.see("ยังไม่ได้เชื่อม")
    faults += await faults_of_screen(wilai, "account")
    # The provider still knows this browser, and asks nothing more.
    await wilai.press("เชื่อม บัญชีของหน่วยงาน")
    await wilai.see("เชื่อมเมื่อ")

    await wilai.press("ออกจากระบบ")
    await wilai.at("sign-in")
    await wilai.press(BUTTON)
    await wilai.at("account")  # where one was
    await signs_out(wilai)

    await wilai.press(BUTTON)
    await be_known(wilai, "wilai.s")
    await wilai.at("meetings")
    await wilai.page.goto(f"{server.origin}/account")
    await wilai.press("เลิกเชื่อม… บัญชีของหน่วยงาน")
    await wilai.press("เลิกเชื่อมบัญชีนี้")
    await wilai.see("ยังไม่ได้เชื่อม")
    assert faults == []


async def test_an_administrator_writes_a_claim_and_the_link_to_the_meeting_is_kept(
    server: Server, come: Come, provider: ProviderProcess
) -> None:
    assert "นายธนา มั่นสมมติ" in await put_claim(server, "thana", "Thana.M@agency.example.go.th")
    thana = await come("thana", viewport=PHONE)
    await thana.page.goto(server.links["thana"])
    await thana.at("door")
    meeting = thana.page.url.rsplit("/", 1)[1]
    await thana.page.context.clear_cookies()

    await thana.page.goto(f"{server.origin}/meetings/{meeting}")
    await thana.at("sign-in")
    await expect(thana.button(BUTTON)).to_be_visible(timeout=PATIENCE_MS)
    faults = await faults_of_screen(thana, "sign-in")
    await thana.press(BUTTON)
    await be_known(thana, "thana.m")
    await thana.pass_the_door()
    await thana.page.goto(f"{server.origin}/account")
    await thana.see("เชื่อมเมื่อ")
    faults += await faults_of_screen(thana, "account")
    assert faults == []

    # The provider is gone: that is said, and the password is as good as before.
    await provider.stop()
    await thana.page.context.clear_cookies()
    await server.stop()
    await server.start()
    await thana.page.goto(f"{server.origin}/sign-in")
    await thana.press(BUTTON)
    await thana.see("ติดต่อผู้ให้บริการยืนยันตัวตนไม่ได้")
    await by_password(thana, server)
    await thana.at("meetings")
    assert "the secret of this client" not in server.log
    assert "thana.m" not in server.log.casefold()
