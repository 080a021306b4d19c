"""One provider: where it is found, what it says of somebody who came back from it, and whether that is to be believed."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from ssl import SSLContext
from typing import Any

import httpx2
import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwk, jwt
from joserfc.errors import InvalidKeyIdError, JoseError

from meeting_server.accounts.providers import Provider, is_safe
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.services.ports import Clock
from meeting_server.services.providers import CameBack

PATIENCE = 4.5  # seconds for everything that is asked of a provider in one go
_KEPT = timedelta(hours=1)
_KEYS_KEPT_AT_LEAST = timedelta(seconds=30)  # so that made-up key ids do not have us ask and ask
_LEEWAY = 60  # seconds that its clock may differ from ours
# Only with a key of its own: never without any, never with the secret that we know too.
_ALGORITHMS = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "Ed25519",
    "EdDSA",
)
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_log = structlog.get_logger()

Told = Mapping[str, Any]  # JSON of a provider; every value that is used is looked at first


class Issuer:
    """What is asked of one provider, and kept of its answers."""

    def __init__(self, provider: Provider, clock: Clock, trust: SSLContext) -> None:
        self._provider = provider
        self._clock = clock
        self._trust = trust
        self._turn = asyncio.Lock()  # Whoever waits for it waits no longer than for the provider itself.
        self._metadata: tuple[datetime, Told] | None = None
        self._keys: tuple[datetime, jwk.KeySet] | None = None

    async def address(self, *, back: str, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes to be known by the provider; raises Refused(PROVIDER_UNAVAILABLE)."""
        async with self._asked():
            metadata = await self._found()
        asked = {"scope": " ".join(self._provider.scopes), "nonce": nonce}
        if self._provider.acr_values:
            asked["acr_values"] = " ".join(self._provider.acr_values)
        async with self._client(metadata, back) as client:
            url, _ = client.create_authorization_url(
                metadata["authorization_endpoint"], state=state, code_verifier=verifier, **asked
            )
        return str(url)

    async def claims(self, came: CameBack) -> Told:
        """What the provider says of whoever came back; raises Refused, PROVIDER_NOT_BELIEVED above all."""
        async with self._asked():
            metadata = await self._found()
            self._must_be_sent_by_it(came.iss, metadata)
            async with self._client(metadata, came.back) as client:
                token = await client.fetch_token(
                    metadata["token_endpoint"], code=came.code, code_verifier=came.verifier
                )
                claims = await self._verified(token, came.nonce, metadata)
                wanted, more = self._provider.claim, metadata.get("userinfo_endpoint")
                if not wanted or wanted in claims or not is_safe(more):
                    return claims
                told = _json(await client.get(more))
        if told.get("sub") != claims["sub"]:
            raise self._not_believed("userinfo")
        return {**told, **claims}

    async def farewell(self, back: str) -> str | None:
        """Where the browser goes to be signed out there too; None where the provider cannot, or is not there."""
        if not self._provider.sign_out:
            return None
        try:
            async with self._asked():
                end = (await self._found()).get("end_session_endpoint")
        except Refused:
            return None
        if not is_safe(end):
            return None
        asked = {"client_id": self._provider.client_id, "post_logout_redirect_uri": back}
        return str(httpx2.URL(str(end)).copy_merge_params(asked))

    @asynccontextmanager
    async def _asked(self) -> AsyncIterator[None]:
        """Whatever goes wrong on the way there and back is a refusal in words, and soon."""
        try:
            async with asyncio.timeout(PATIENCE):
                yield
        except (TimeoutError, httpx2.HTTPError, httpx2.InvalidURL) as failure:
            _log.warning("provider_unavailable", provider=self._provider.id, why=type(failure).__name__)
            raise Refused(Reason.PROVIDER_UNAVAILABLE) from failure
        except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as failure:
            raise self._not_believed(getattr(failure, "error", None) or type(failure).__name__) from failure

    def _not_believed(self, why: str) -> Refused:
        _log.warning("provider_not_believed", provider=self._provider.id, why=why)
        return Refused(Reason.PROVIDER_NOT_BELIEVED)

    def _client(self, metadata: Told, back: str) -> AsyncOAuth2Client:
        known = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return AsyncOAuth2Client(
            self._provider.client_id,
            self._provider.secret,
            token_endpoint_auth_method="client_secret_basic"
            if "client_secret_basic" in known
            else "client_secret_post",
            redirect_uri=back,
            code_challenge_method="S256",
            verify=self._trust,
            timeout=PATIENCE,
        )

    async def _get(self, address: str) -> Told:
        async with httpx2.AsyncClient(verify=self._trust, timeout=PATIENCE) as client:
            return _json(await client.get(address, headers={"Accept": "application/json"}))

    async def _found(self) -> Told:
        """What the provider publishes about itself, for an hour."""
        async with self._turn:
            if self._metadata is None or self._clock.now() - self._metadata[0] > _KEPT:
                told = await self._get(
                    f"{self._provider.issuer.rstrip('/')}/.well-known/openid-configuration"
                )
                if told.get("issuer") != self._provider.issuer:
                    raise self._not_believed("issuer")
                if not all(is_safe(told.get(name)) for name in _NEEDED):
                    raise self._not_believed("endpoints")
                self._metadata = self._clock.now(), told
            return self._metadata[1]

    async def _key_set(self, metadata: Told, *, afresh: bool = False) -> jwk.KeySet:
        async with self._turn:
            kept_for = _KEYS_KEPT_AT_LEAST if afresh else _KEPT
            if self._keys is None or self._clock.now() - self._keys[0] > kept_for:
                told = await self._get(metadata["jwks_uri"])
                usable = [
                    key
                    for key in told["keys"]
                    if key.get("kty") in ("RSA", "EC", "OKP") and key.get("use", "sig") == "sig"
                ]
                self._keys = self._clock.now(), jwk.KeySet.import_key_set({"keys": usable})
            return self._keys[1]

    def _must_be_sent_by_it(self, iss: str, metadata: Told) -> None:
        """Another provider's answer is never taken to this one."""
        must_say = metadata.get("authorization_response_iss_parameter_supported") is True
        if iss != self._provider.issuer and (iss or must_say):
            raise self._not_believed("iss")

    async def _verified(self, token: Told, nonce: str, metadata: Told) -> Told:
        """The claims of the ID token: signature, issuer, audience, times, nonce, and the access token beside it."""
        written = token["id_token"]
        try:
            read = jwt.decode(written, await self._key_set(metadata), algorithms=_ALGORITHMS)
        except InvalidKeyIdError:  # It may have new keys.
            read = jwt.decode(written, await self._key_set(metadata, afresh=True), algorithms=_ALGORITHMS)
        client = self._provider.client_id
        claims = CodeIDToken(
            read.claims,
            read.header,
            {
                "iss": {"essential": True, "value": self._provider.issuer},
                "aud": {"essential": True, "value": client},
            },
            {"nonce": nonce, "client_id": client, "access_token": token.get("access_token")},
        )
        claims.validate(int(self._clock.now().timestamp()), _LEEWAY)
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise self._not_believed("sub")
        return dict(claims)


def _json(answer: httpx2.Response) -> Told:
    answer.raise_for_status()
    told = answer.json()
    if not isinstance(told, dict):
        raise TypeError
    return told
