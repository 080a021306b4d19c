"""A passkey for tests, in plain Python: it answers what a browser would have a real one asked."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

Json = dict[str, Any]  # as browsers write it
PRESENT, VERIFIED, NEW = 0x01, 0x04, 0x40


@dataclass(slots=True)
class Authenticator:
    """One key; a counter of None stands still at zero, as with keys that are kept in step on several devices."""

    origin: str
    counter: int | None = 0
    flags: int = PRESENT | VERIFIED
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    holder: str | None = None

    def registers(self, question: Json) -> Json:
        """The answer to the question of registering."""
        self.holder = question["user"]["id"]
        attested = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + self._public()
        told = cbor2.dumps(
            {"fmt": "none", "attStmt": {}, "authData": self._says(question["rp"]["id"], NEW) + attested}
        )
        return self._answer(
            {
                "clientDataJSON": self._client("webauthn.create", question),
                "attestationObject": bytes_to_base64url(told),
            }
        )

    def signs(self, question: Json) -> Json:
        """The answer to the question of signing in."""
        if self.counter is not None:
            self.counter += 1
        client = self._client("webauthn.get", question)
        said = self._says(question["rpId"])
        signed = said + hashlib.sha256(self._client_bytes("webauthn.get", question)).digest()
        return self._answer(
            {
                "clientDataJSON": client,
                "authenticatorData": bytes_to_base64url(said),
                "signature": bytes_to_base64url(self.key.sign(signed, ec.ECDSA(SHA256()))),
                "userHandle": self.holder,
            }
        )

    def _says(self, name: str, more: int = 0) -> bytes:
        return (
            hashlib.sha256(name.encode()).digest()
            + bytes([self.flags | more])
            + (self.counter or 0).to_bytes(4, "big")
        )

    def _public(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        return cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        )

    def _client_bytes(self, kind: str, question: Json) -> bytes:
        said = {"type": kind, "challenge": question["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _client(self, kind: str, question: Json) -> str:
        return bytes_to_base64url(self._client_bytes(kind, question))

    def _answer(self, response: Json) -> Json:
        name = bytes_to_base64url(self.credential)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }
