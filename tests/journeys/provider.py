"""A provider of identity in a process of its own, and what a person does on its pages."""

import asyncio
import contextlib
import os
import shutil
import signal
from dataclasses import dataclass, field
from pathlib import Path

from tests.journeys.person import Person
from tests.journeys.server import free_port

SECRET = "the secret of this client"
_PROGRAM = Path(__file__).with_name("provider.mjs")
_SETTINGS = """
[agency]
name_th = "บัญชีของหน่วยงาน"
name_en = "Agency account"
issuer = "{issuer}"
client_id = "meeting-server"
secret_env = "AGENCY_SECRET"
scopes = ["openid", "email", "profile"]
claim = "email"
"""


@dataclass(slots=True)
class ProviderProcess:
    """`oidc-provider` on a port of this machine; to a browser another site than ours."""

    port: int = field(default_factory=free_port)
    _process: asyncio.subprocess.Process | None = None

    def settings(self, folder: Path) -> dict[str, str]:
        """What our server is told of it."""
        folder.mkdir(parents=True, exist_ok=True)
        written = folder / "providers.toml"
        written.write_text(_SETTINGS.format(issuer=f"http://127.0.0.1:{self.port}"), encoding="utf-8")
        return {"PROVIDERS": str(written), "AGENCY_SECRET": SECRET}

    async def start(self, origin: str) -> None:
        """Start it for a server at this origin, and wait until it is there."""
        node = shutil.which("node")
        assert node is not None
        self._process = await asyncio.create_subprocess_exec(
            *(node, str(_PROGRAM), str(self.port), origin, SECRET),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        assert self._process.stdout is not None
        async with asyncio.timeout(60):
            said = b""
            while b"there" not in said:
                line = await self._process.stdout.readline()
                assert line, "the provider ended before it was there"
                said += line

    async def stop(self) -> None:
        """End it."""
        if self._process is not None:
            # The program named node may be a small one that starts the real one: both end.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.communicate()
            self._process = None


async def be_known(person: Person, name: str) -> None:
    """Type a name on the provider's own page, and agree to what it tells."""
    page = person.page
    await page.locator("input[name=login]").fill(name)
    await page.locator("input[name=password]").fill("anything")
    await page.get_by_role("button", name="Sign-in").click()
    await page.get_by_role("button", name="Continue").click()
