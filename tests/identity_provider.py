"""A provider of identity on a port of this machine that says what a test has it say, true or false."""

import asyncio
import socket
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from joserfc import jwk, jwt

from meeting_server.accounts.providers import Provider

SECRET = "the secret of the client"
CLIENT = "meeting-server"


def _key(name: str) -> jwk.ECKey:
    return jwk.ECKey.generate_key("P-256", {"kid": name, "use": "sig"}, private=True)


@dataclass(slots=True)
class IdentityProvider:
    """It gives a code for whatever a browser was sent with, without asking anybody."""

    issuer: str = ""
    key: jwk.ECKey = field(default_factory=lambda: _key("first"))
    published: list[jwk.ECKey] = field(default_factory=list)
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "subject-1"})
    userinfo: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "ES256"})
    asked: list[str] = field(default_factory=list)
    silent: bool = False  # takes questions in and never answers
    broken: Response | None = None
    was_asked: asyncio.Event = field(default_factory=asyncio.Event)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def provider(self) -> Provider:
        """As it stands in our settings."""
        return Provider(
            id="agency",
            name_th="บัญชีของหน่วยงาน",
            name_en="Agency account",
            issuer=self.issuer,
            client_id=CLIENT,
            secret=SECRET,
            scopes=("openid", "email"),
            claim="email",
            acr_values=("urn:two",),
            two_factors=frozenset({"urn:two"}),
            sign_out=True,
        )

    def code_for(self, address: str) -> dict[str, str]:
        """What a browser that was sent to this address comes back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self._codes)}"
        self._codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    async def answer(self, request: Request) -> Response:
        """One question."""
        path = request.url.path
        self.asked.append(path)
        self.was_asked.set()
        if self.silent:
            await asyncio.Event().wait()
        if self.broken is not None:
            return self.broken
        if path == "/.well-known/openid-configuration":
            return JSONResponse(self._about())
        if path == "/jwks":
            return JSONResponse(
                {"keys": [key.as_dict(private=False) for key in self.published or [self.key]]}
            )
        if path == "/token":
            return self._token(await request.body(), request.headers.get("authorization", ""))
        if path == "/userinfo":
            return JSONResponse({"sub": self.claims["sub"], **self.userinfo})
        return Response(status_code=404)

    def _about(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "end_session_endpoint": f"{self.issuer}/end",
            "authorization_response_iss_parameter_supported": True,
            **self.metadata,
        }

    def _token(self, body: bytes, basic: str) -> Response:
        said = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        asked = self._codes.pop(said.get("code", ""), None)
        challenge = (
            urlsafe_b64encode(sha256(said.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        )
        if (
            asked is None
            or not basic.startswith("Basic ")
            or challenge != asked["code_challenge"]
            or said["redirect_uri"] != asked["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        now = int(time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 300,
            **self.claims,
        }
        header = {"kid": self.key.kid, **self.header}
        key: Any = jwk.OctKey.import_key(SECRET) if header["alg"].startswith("HS") else self.key
        signed = jwt.encode(
            header, {k: v for k, v in claims.items() if v is not None}, key, algorithms=[header["alg"]]
        )
        return JSONResponse({"access_token": "access", "token_type": "Bearer", "id_token": signed})


def other_key(name: str = "second") -> jwk.ECKey:
    """A key that it did not have before."""
    return _key(name)


@asynccontextmanager
async def standing() -> AsyncIterator[IdentityProvider]:
    """A provider that is there."""
    one, app = IdentityProvider(), FastAPI(openapi_url=None)
    catch: Callable[..., Awaitable[Response]] = one.answer
    app.add_api_route("/{path:path}", catch, methods=["GET", "POST"])
    own = socket.create_server(("127.0.0.1", 0))
    one.issuer = f"http://127.0.0.1:{own.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    serving = asyncio.create_task(server._serve([own]))
    try:
        yield one
    finally:
        one.silent = False
        server.should_exit = True
        await serving
