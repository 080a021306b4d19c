"""The server's own certificate: made once, renewed in time, and accepted for every name it is for."""

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.verification import PolicyBuilder, Store

from meeting_server.certificate import Certificate, ensure, names_of_this_machine

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
NAMES = ("meet.example.go.th", "192.0.2.7")


def leaf_of(made: Certificate) -> x509.Certificate:
    return x509.load_pem_x509_certificates(made.certificate.read_bytes())[0]


def verified(made: Certificate, name: str, at: datetime) -> bool:
    trusted = Store(x509.load_pem_x509_certificates(made.authority.read_bytes()))
    policy = PolicyBuilder().store(trusted).time(at).build_server_verifier(x509.DNSName(name))
    return bool(policy.verify(leaf_of(made), []))


def test_a_browser_that_trusts_the_authority_accepts_the_name(tmp_path: Path) -> None:
    assert verified(ensure(tmp_path, NAMES, NOW), "meet.example.go.th", NOW)


def test_it_is_for_every_name_and_address(tmp_path: Path) -> None:
    leaf = leaf_of(ensure(tmp_path, NAMES, NOW))
    known = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert known.get_values_for_type(x509.DNSName) == ["meet.example.go.th"]
    assert [str(address) for address in known.get_values_for_type(x509.IPAddress)] == ["192.0.2.7"]


def test_it_lives_no_longer_than_browsers_allow(tmp_path: Path) -> None:
    leaf = leaf_of(ensure(tmp_path, NAMES, NOW))
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= timedelta(days=397)


def test_its_keys_are_for_the_server_alone(tmp_path: Path) -> None:
    made = ensure(tmp_path / "keys", NAMES, NOW)
    keys = [made.key, made.authority.with_suffix(".key")]
    assert [stat.S_IMODE(key.stat().st_mode) for key in keys] == [0o600, 0o600]
    assert stat.S_IMODE(made.key.parent.stat().st_mode) == 0o700


def test_python_can_serve_with_it(tmp_path: Path) -> None:
    made = ensure(tmp_path, NAMES, NOW)
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(made.certificate, made.key)


def test_a_second_start_keeps_it(tmp_path: Path) -> None:
    first = leaf_of(ensure(tmp_path, NAMES, NOW))
    assert leaf_of(ensure(tmp_path, NAMES, NOW + timedelta(days=300))) == first


def test_it_is_renewed_by_the_same_authority_when_its_end_is_near(tmp_path: Path) -> None:
    first = ensure(tmp_path, NAMES, NOW)
    old = leaf_of(first)
    later = NOW + timedelta(days=370)
    second = ensure(tmp_path, NAMES, later)
    assert leaf_of(second) != old
    assert second.fingerprint == first.fingerprint
    assert verified(second, "meet.example.go.th", later + timedelta(days=390))


def test_a_new_name_gets_a_new_one(tmp_path: Path) -> None:
    ensure(tmp_path, NAMES, NOW)
    assert verified(ensure(tmp_path, ("room.example.go.th",), NOW), "room.example.go.th", NOW)


def test_a_damaged_key_is_replaced(tmp_path: Path) -> None:
    made = ensure(tmp_path, NAMES, NOW)
    made.key.write_text("half a ke")
    assert verified(ensure(tmp_path, NAMES, NOW), "meet.example.go.th", NOW)


def test_a_lost_authority_is_made_anew_with_what_it_signed(tmp_path: Path) -> None:
    first = ensure(tmp_path, NAMES, NOW)
    first.authority.unlink()
    second = ensure(tmp_path, NAMES, NOW)
    assert second.fingerprint != first.fingerprint
    assert verified(second, "meet.example.go.th", NOW)


def test_an_authority_near_its_end_makes_way(tmp_path: Path) -> None:
    first = ensure(tmp_path, NAMES, NOW)
    assert ensure(tmp_path, NAMES, NOW + timedelta(days=3300)).fingerprint != first.fingerprint


def test_the_fingerprint_is_what_a_browser_shows(tmp_path: Path) -> None:
    made = ensure(tmp_path, NAMES, NOW)
    authority = x509.load_pem_x509_certificate(made.authority.read_bytes())
    assert bytes.fromhex(made.fingerprint.replace(":", "")) == authority.fingerprint(hashes.SHA256())


def test_this_machine_is_known_by_what_was_asked_and_no_loopback() -> None:
    names = names_of_this_machine("meet.example.go.th", "192.0.2.7", "", "192.0.2.7")
    assert names[:2] == NAMES
    assert not any(name.startswith("127.") for name in names)
