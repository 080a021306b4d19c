"""A member signs another device out from their account page: the meeting that it has open closes at once."""

import pytest
from playwright.async_api import expect

from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.person import PATIENCE_MS, PHONE
from tests.journeys.server import Server
from tests.journeys.test_passkeys import sign_in_by_password

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(240)]


async def test_a_device_that_was_left_behind_is_signed_out_from_another(server: Server, come: Come) -> None:
    left = await come("thana")
    await left.page.goto(server.links["thana"])
    await left.at("door")
    here = await come("thana", viewport=PHONE)
    await here.page.goto(f"{server.origin}/meetings")
    await sign_in_by_password(here, server)
    await here.page.get_by_role("link", name="บัญชีของท่าน").click()
    await here.see("อุปกรณ์ที่เข้าสู่ระบบอยู่")
    rows = here.page.locator("section[aria-labelledby=sessions] li")
    await expect(rows).to_have_count(2, timeout=PATIENCE_MS)
    assert await faults_of_screen(here, "account") == []
    await rows.get_by_role("button").click()
    await expect(rows).to_have_count(1, timeout=PATIENCE_MS)
    await left.see("ท่านออกจากระบบแล้ว")
