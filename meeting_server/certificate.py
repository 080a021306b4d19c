"""The server's own certificate: an authority of this installation, and what it signs for this machine."""

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_LEAF_LIFE = timedelta(days=397)  # Browsers refuse anything longer.
_AUTHORITY_LIFE = timedelta(days=3650)
_RENEW_BEFORE = timedelta(days=30)
_CLOCK_ERROR = timedelta(hours=1)  # A phone's clock may be behind ours.

_AUTHORITY = "authority"
_LEAF = "server"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Where the files are, and the line by which a person recognises the authority."""

    certificate: Path  # PEM: the leaf, then the authority
    key: Path  # PEM, readable by the server only
    authority: Path  # PEM: what a browser is given to trust
    fingerprint: str  # SHA-256 of the authority, upper-case hex pairs with colons


@dataclass(frozen=True, slots=True)
class _Pair:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def ensure(folder: Path, names: Sequence[str], now: datetime) -> Certificate:
    """The certificate for these names and addresses, made or renewed where needed."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority = _read(folder, _AUTHORITY)
    if authority is None or _ends_within(authority, now, _LEAF_LIFE + _RENEW_BEFORE):
        authority = _make_authority(now)
        _write(folder, _AUTHORITY, authority)
    leaf = _read(folder, _LEAF)
    if leaf is None or _ends_within(leaf, now, _RENEW_BEFORE) or not _serves(leaf, names, authority):
        leaf = _make_leaf(authority, names, now)
        _write(folder, _LEAF, leaf, authority)
    digest = authority.certificate.fingerprint(hashes.SHA256())
    return Certificate(
        certificate=folder / f"{_LEAF}.pem",
        key=folder / f"{_LEAF}.key",
        authority=folder / f"{_AUTHORITY}.pem",
        fingerprint=digest.hex(":").upper(),
    )


def names_of_this_machine(*asked: str) -> tuple[str, ...]:
    """The names asked for, and the addresses this machine is known by in its network."""
    found = dict.fromkeys(name for name in asked if name)
    try:
        known = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except OSError:
        known = []
    for *_, address in known:
        if not ipaddress.ip_address(address[0]).is_loopback:
            found[str(address[0])] = None
    return tuple(found)


def _make_authority(now: datetime) -> _Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "meeting-server authority of this machine")])
    builder = (
        _builder(name, name, key, now, _AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
    )
    return _Pair(builder.sign(key, hashes.SHA256()), key)


def _make_leaf(authority: _Pair, names: Sequence[str], now: datetime) -> _Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "meeting-server")])
    issuer = authority.certificate.subject
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    signed_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    builder = (
        _builder(subject, issuer, key, now, _LEAF_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(usage, critical=False)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(signed_by, critical=False)
    )
    return _Pair(builder.sign(authority.key, hashes.SHA256()), key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    began = now - _CLOCK_ERROR
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name.rstrip("."))


def _serves(leaf: _Pair, names: Sequence[str], authority: _Pair) -> bool:
    if leaf.certificate.issuer != authority.certificate.subject:
        return False
    signed_by = leaf.certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    if signed_by != x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()):
        return False
    known = leaf.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return all(_general(name) in list(known) for name in names)


def _ends_within(pair: _Pair, now: datetime, span: timedelta) -> bool:
    return pair.certificate.not_valid_after_utc.astimezone(UTC) - now < span


def _read(folder: Path, stem: str) -> _Pair | None:
    try:
        certificate = x509.load_pem_x509_certificate((folder / f"{stem}.pem").read_bytes())
        key = serialization.load_pem_private_key((folder / f"{stem}.key").read_bytes(), password=None)
    except (OSError, ValueError):
        return None  # Missing or damaged: made anew.
    return _Pair(certificate, key) if isinstance(key, ec.EllipticCurvePrivateKey) else None


def _write(folder: Path, stem: str, pair: _Pair, *chain: _Pair) -> None:
    key = pair.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _replace(folder / f"{stem}.key", key, mode=0o600)
    pem = [each.certificate.public_bytes(serialization.Encoding.PEM) for each in (pair, *chain)]
    _replace(folder / f"{stem}.pem", b"".join(pem), mode=0o644)


def _replace(path: Path, content: bytes, mode: int) -> None:
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=mode)  # The key is never readable by others, not even for a moment.
    fresh.write_bytes(content)
    fresh.replace(path)
