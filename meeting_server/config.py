"""The settings of the server: read once from the environment, refused in words when they cannot be meant."""

import difflib
import ipaddress
import os
import re
import shlex
import shutil
import socket
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

from meeting_server.accounts.providers import Provider, Unmeant, provider_of
from meeting_server.meeting.profile import Profile
from meeting_server.meeting.profiles import agency_own
from meeting_server.meeting.roles import Role

DEMO_AGENCY = "สำนักงานพัฒนาบริการตัวอย่าง"

_NAME = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*\.?")
_TURN_URL = re.compile(
    r"turns?:(?P<host>[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?(?:\?transport=(?:udp|tcp))?"
)
_SHORTEST_SECRET = 16
_HIGHEST_PORT = 65_535
_MOST_WORKERS = 64
_MOST_MBIT = 1_000_000
_MOST_RESERVE = 1 << 20  # MiB: a terabyte
_MOST_DOCUMENT = 2_000  # MiB
_ALIKE = 0.85  # of 1: a name this near to one of ours is taken for it misspelt
_LOOPBACK = "127.0.0.1"
_EVERYWHERE = "0.0.0.0"  # noqa: S104 - asked for by setting HOST
_SCHEMES = ("sqlite", "postgresql", "postgres")
_YES = {"on", "yes", "true", "1"}
_NO = {"off", "no", "false", "0"}


class SettingRefused(Exception):  # noqa: N818 - a sentence for the person who starts the server
    """A setting cannot be meant as it stands; the message says which, and what to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set, under the lower-case names of the environment's variables."""

    host: str  # a name or address of this machine; empty: this machine only, plain http
    port: int
    data_dir: Path  # absolute
    database_url: str
    media_port: int  # each media worker takes one UDP and one TCP port: this one, the next, …
    media_workers: int  # how many media workers share the meetings
    disk_reserve: (
        int  # MiB that are set aside for the database and the ledgers, and given up when the disk fills
    )
    media_address: tuple[str, ...]  # the IPv4 and IPv6 addresses that browsers send media to
    media_bind: tuple[str, ...]  # the addresses that media is received on: one of each family
    uplink_mbit: float | None  # what this machine can send to browsers, in Mbit/s; None: not known
    turn_urls: tuple[
        str, ...
    ]  # turn: and turns: addresses told to browsers; none: they come directly or not at all
    turn_secret: str = field(repr=False)  # shared with the TURN server; credentials are made of it
    turn_address: tuple[str, ...]  # the addresses from which the TURN server relays to us
    trusted_proxies: tuple[str, ...]  # addresses or networks whose X-Forwarded-… lines are believed
    providers: tuple[Provider, ...]  # by whom people may sign in, besides passwords
    two_factors_for: frozenset[Role]  # who signs in by two factors, in every meeting that is called
    agency_profile: Profile | None  # the rules that the agency lays down itself, stricter than those of ours
    document_most: int  # MiB of one document
    document_scan: tuple[str, ...]  # the command that looks a document through for viruses; empty: none does
    agency: str  # its official name; empty where an administrator gives it
    demo: bool

    @property
    def secure(self) -> bool:
        """Whether the server speaks https with its own certificate."""
        return bool(self.host)

    @property
    def listen(self) -> tuple[str, ...]:
        """The addresses to listen on; both loopbacks when only this machine is meant."""
        if not self.host:
            return (_LOOPBACK, "::1")
        return (self.host,) if _is_address(self.host) else (_EVERYWHERE,)

    @property
    def kept_free(self) -> int:
        """Bytes of the disk that pictures never fill: the reserve, and twice as much (1 GiB where there is none)."""
        return 3 * self.disk_reserve << 20 or 1 << 30

    @property
    def name(self) -> str:
        """The name that stands in addresses people are given."""
        if self.host in (_EVERYWHERE, "::"):
            return self.media_address[0]
        return self.host or "localhost"

    @property
    def origin(self) -> str:
        """Where the pages are, without a slash at the end."""
        scheme, usual = ("https", 443) if self.secure else ("http", 80)
        name = f"[{self.name}]" if ":" in self.name else self.name
        return f"{scheme}://{name}" + ("" if self.port == usual else f":{self.port}")

    @property
    def keys(self) -> Path:
        """The folder of keys, readable by the server only."""
        return self.data_dir / "keys"


def read(environment: Mapping[str, str]) -> Settings:
    """The settings of this environment; raises SettingRefused with a sentence."""
    asked = {name: value.strip() for name, value in environment.items()}
    host = _host(asked.get("HOST", ""))
    port = _port("PORT", asked.get("PORT") or "8080", lowest=1)
    media_port = _port("MEDIA_PORT", asked.get("MEDIA_PORT") or "40000", lowest=1024)
    workers = _workers(asked.get("MEDIA_WORKERS", ""))
    _must_not_meet(port, media_port, workers)
    media_address = _media_address(asked.get("MEDIA_ADDRESS", ""), host)
    turn_urls = _turn_urls(asked.get("TURN_URLS", ""))
    data_dir = Path(asked.get("DATA_DIR") or "recordings").expanduser().absolute()
    return Settings(
        host=host,
        port=port,
        data_dir=data_dir,
        database_url=_database(asked.get("DATABASE_URL", ""), data_dir),
        media_port=media_port,
        media_workers=workers,
        disk_reserve=_reserve(asked.get("DISK_RESERVE") or "512"),
        media_address=media_address,
        media_bind=_media_bind(asked.get("MEDIA_BIND", ""), host, media_address),
        uplink_mbit=_uplink(asked.get("UPLINK_MBIT", "")),
        turn_urls=turn_urls,
        turn_secret=_turn_secret(asked.get("TURN_SECRET", ""), turn_urls),
        turn_address=_turn_address(asked.get("TURN_ADDRESS", ""), turn_urls),
        trusted_proxies=_proxies(asked.get("TRUSTED_PROXIES", "")),
        providers=_providers(asked.get("PROVIDERS", ""), environment),
        agency_profile=_agency_profile(asked.get("AGENCY_PROFILE", "")),
        two_factors_for=_roles(asked.get("TWO_FACTORS_FOR", "")),
        document_most=_document_most(asked.get("DOCUMENT_MOST") or "50"),
        document_scan=_document_scan(asked.get("DOCUMENT_SCAN", "")),
        agency=asked.get("AGENCY", ""),
        demo=_switch("DEMO", asked.get("DEMO") or "on"),
    )


def doubts(environment: Mapping[str, str]) -> list[str]:
    """A sentence for each name in this environment that is nearly one of ours, and so sets nothing.

    Names of one word (HOST, PORT) stand near too many that other programs read; only those of several count.
    """
    known = {each.name.upper() for each in fields(Settings)}
    several = sorted(name for name in known if "_" in name)
    return [
        f"{name} is no setting of this server and sets nothing: is {near[0]} meant?"
        for name in sorted(environment.keys() - known)
        if (near := difflib.get_close_matches(name.upper(), several, 1, _ALIKE))
    ]


def make_folder(folder: Path) -> None:
    """Make a folder in DATA_DIR, or DATA_DIR itself, where there is none; raises SettingRefused with a sentence."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as failure:
        raise SettingRefused(
            f"The folder {folder} cannot be made ({failure.strerror}): set DATA_DIR to a folder of yours."
        ) from failure


def route_address() -> str | None:
    """The IPv4 address by which this machine reaches others; None without a route. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address: str = probe.getsockname()[0]
        return address


def _host(asked: str) -> str:
    if asked in ("", "localhost", _LOOPBACK, "::1"):
        return ""
    if _is_address(asked) or _NAME.fullmatch(asked):
        return asked
    raise SettingRefused(
        f"HOST is '{asked}': write a name or address of this machine alone, such as HOST=meet.example.go.th, "
        "without http:// and without a port."
    )


def _port(name: str, asked: str, lowest: int) -> int:
    if not asked.isascii() or not asked.isdigit() or not lowest <= int(asked) <= _HIGHEST_PORT:
        raise SettingRefused(f"{name} is '{asked}': write a number from {lowest} to {_HIGHEST_PORT}.")
    return int(asked)


def _must_not_meet(port: int, media_port: int, workers: int) -> None:
    last = media_port + workers - 1
    if port == media_port:
        raise SettingRefused(f"PORT and MEDIA_PORT are both {port}: give one of them another number.")
    if media_port < port <= last:
        raise SettingRefused(
            f"The media workers take the ports {media_port} to {last}, and PORT is {port}: "
            "give one of them another number."
        )
    if last > _HIGHEST_PORT:
        raise SettingRefused(
            f"{workers} media workers from MEDIA_PORT {media_port} on need ports above {_HIGHEST_PORT}: "
            "write a lower MEDIA_PORT, or fewer with MEDIA_WORKERS."
        )


def _workers(asked: str) -> int:
    """One core is left to the server itself."""
    if not asked:
        return max(1, len(os.sched_getaffinity(0)) - 1)
    if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked) <= _MOST_WORKERS:
        raise SettingRefused(f"MEDIA_WORKERS is '{asked}': write a number from 1 to {_MOST_WORKERS}.")
    return int(asked)


def _reserve(asked: str) -> int:
    if not asked.isascii() or not asked.isdigit() or int(asked) > _MOST_RESERVE:
        raise SettingRefused(
            f"DISK_RESERVE is '{asked}': write how many MiB to set aside, from 0 to {_MOST_RESERVE}."
        )
    return int(asked)


def _document_most(asked: str) -> int:
    if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked) <= _MOST_DOCUMENT:
        raise SettingRefused(
            f"DOCUMENT_MOST is '{asked}': write how many MiB a document may have, from 1 to {_MOST_DOCUMENT}."
        )
    return int(asked)


def _document_scan(asked: str) -> tuple[str, ...]:
    try:
        command = tuple(shlex.split(asked))
    except ValueError:
        command = ("",)
    if command and shutil.which(command[0]) is None:
        raise SettingRefused(
            f"DOCUMENT_SCAN is '{asked}': write a command that is there, reads a file on its standard input and ends "
            "with 0 where it is clean, such as clamdscan --no-summary -."
        )
    return command


def _database(asked: str, data_dir: Path) -> str:
    if not asked:
        return f"sqlite:///{data_dir / 'meetings.sqlite'}"
    if "://" not in asked or asked.split("://", 1)[0].split("+", 1)[0] not in _SCHEMES:
        # The value may hold a password, so it is not repeated.
        raise SettingRefused(
            "DATABASE_URL must begin with sqlite:/// or postgresql://, "
            "for example postgresql://meetings@db.example.go.th/meetings."
        )
    return asked


def _media_address(asked: str, host: str) -> tuple[str, ...]:
    addresses = _list(asked)
    for address in addresses:
        if "%" in address:
            raise SettingRefused(
                f"MEDIA_ADDRESS is '{asked}': an address with % is known on this machine's own network alone; "
                "write one that browsers can reach, such as 2001:db8::7."
            )
        if not _is_address(address) or ipaddress.ip_address(address).is_unspecified:
            raise SettingRefused(
                f"MEDIA_ADDRESS is '{asked}': write the IP address that browsers can reach, "
                "or several with commas between, such as 203.0.113.7, 2001:db8::7."
            )
    if addresses:
        return addresses
    if not host:
        return (_LOOPBACK,)
    if _is_address(host) and not ipaddress.ip_address(host).is_unspecified:
        return (host,)
    found = route_address()
    if found is None:
        raise SettingRefused(
            "This machine has no route to others, so its address is not known: "
            "set MEDIA_ADDRESS to the IP address that browsers can reach."
        )
    return (found,)


def _media_bind(asked: str, host: str, addresses: Sequence[str]) -> tuple[str, ...]:
    """Where media is received: as said, or on HOST, or everywhere, for each family that browsers are told of."""
    binds = _list(asked)
    if not all(map(_is_address, binds)) or len(set(map(_is_ipv6, binds))) < len(binds):
        raise SettingRefused(
            f"MEDIA_BIND is '{asked}': write an IP address of this machine, or 0.0.0.0; "
            "an IPv6 one may stand beside it, with a comma between."
        )
    told = sorted(set(map(_is_ipv6, addresses)))
    if not binds:
        return tuple(_bind_of(host, is_ipv6=each) for each in told)
    for is_ipv6 in told:
        if is_ipv6 not in map(_is_ipv6, binds):
            family, example = ("IPv6", "::") if is_ipv6 else ("IPv4", _EVERYWHERE)
            raise SettingRefused(
                f"MEDIA_ADDRESS names an {family} address, and MEDIA_BIND has none: add {example} to MEDIA_BIND."
            )
    return binds


def _bind_of(host: str, *, is_ipv6: bool) -> str:
    if not host:
        return "::1" if is_ipv6 else _LOOPBACK
    if _is_address(host) and _is_ipv6(host) is is_ipv6:
        return host
    return "::" if is_ipv6 else _EVERYWHERE


def _is_ipv6(address: str) -> bool:
    return ":" in address


def _uplink(asked: str) -> float | None:
    if not asked:
        return None
    if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked) <= _MOST_MBIT:
        raise SettingRefused(f"UPLINK_MBIT is '{asked}': write a number of Mbit/s from 1 to {_MOST_MBIT}.")
    return float(asked)


def _turn_urls(asked: str) -> tuple[str, ...]:
    urls = _list(asked)
    for url in urls:
        if not _TURN_URL.fullmatch(url):
            raise SettingRefused(
                f"TURN_URLS names '{url}': write addresses of a TURN server with commas between, "
                "such as turn:turn.example.go.th:3478?transport=udp, turns:turn.example.go.th:443?transport=tcp."
            )
    return urls


def _turn_secret(asked: str, urls: Sequence[str]) -> str:
    """The value is never repeated: whoever knows it can use the TURN server."""
    if urls and len(asked) < _SHORTEST_SECRET:
        raise SettingRefused(
            f"TURN_URLS needs TURN_SECRET: write the static-auth-secret of the TURN server, "
            f"{_SHORTEST_SECRET} characters or more."
        )
    if asked and not urls:
        raise SettingRefused("TURN_SECRET stands without TURN_URLS: set both, or neither.")
    return asked


def _turn_address(asked: str, urls: Sequence[str]) -> tuple[str, ...]:
    """Where it is not said, the server relays from the address by which it is named."""
    named = (_TURN_URL.fullmatch(url) for url in urls)
    addresses = _list(asked) or tuple(dict.fromkeys(each["host"].strip("[]") for each in named if each))
    for address in addresses:
        if not _is_address(address):
            raise SettingRefused(
                "TURN_ADDRESS must name the IP address from which the TURN server relays, "
                f"or several with commas between; '{address}' is none."
            )
    # As the system writes them, so that they can be compared with where packets come from.
    return tuple(str(ipaddress.ip_address(address)) for address in addresses)


def _list(asked: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in asked.split(",") if part.strip())


def _proxies(asked: str) -> tuple[str, ...]:
    proxies = _list(asked)
    for proxy in proxies:
        try:
            ipaddress.ip_network(proxy)
        except ValueError:
            raise SettingRefused(
                f"TRUSTED_PROXIES names '{proxy}': write addresses or networks with commas between, "
                "such as 10.0.0.5, 10.1.0.0/16."
            ) from None
    return proxies


def _providers(asked: str, environment: Mapping[str, str]) -> tuple[Provider, ...]:
    """The providers of identity of a file; a secret stands in none of the sentences."""
    if not asked:
        return ()

    def secret_of(kind: str, place: str) -> str:
        if kind == "secret_env":
            return environment.get(place, "")
        return (Path(asked).expanduser().parent / Path(place).expanduser()).read_text(encoding="utf-8")

    try:
        tables = tomllib.loads(Path(asked).expanduser().read_text(encoding="utf-8"))
        found = tuple(_provider(name, table, secret_of) for name, table in tables.items())
    except OSError as failure:
        raise SettingRefused(
            f"PROVIDERS: {failure.filename} cannot be read ({failure.strerror}): name a file that this account may read."
        ) from failure
    except (Unmeant, ValueError) as failure:
        raise SettingRefused(f"PROVIDERS, in {asked}: {failure}") from failure
    if len({each.issuer for each in found}) < len(found):
        raise SettingRefused(f"PROVIDERS, in {asked}: two have the same issuer; leave one of them.")
    return found


def _agency_profile(asked: str) -> Profile | None:
    """The agency's own rules, of a file."""
    if not asked:
        return None
    try:
        return agency_own.own_profile(tomllib.loads(Path(asked).expanduser().read_text(encoding="utf-8")))
    except OSError as failure:
        raise SettingRefused(
            f"AGENCY_PROFILE: {asked} cannot be read ({failure.strerror}): name a file that this account may read."
        ) from failure
    except ValueError as failure:
        raise SettingRefused(f"AGENCY_PROFILE, in {asked}: {failure}") from failure


def _provider(name: str, table: object, secret_of: Callable[[str, str], str]) -> Provider:
    if not isinstance(table, dict):
        raise Unmeant(f"'{name}' stands outside of a provider: begin with a line such as [thaid].")
    return provider_of(name, table, secret_of)


def _roles(asked: str) -> frozenset[Role]:
    roles = _list(asked)
    for each in roles:
        if each not in list(Role):
            raise SettingRefused(
                f"TWO_FACTORS_FOR names '{each}': write roles with commas between, of {', '.join(Role)}."
            )
    return frozenset(Role(each) for each in roles)


def _switch(name: str, asked: str) -> bool:
    if asked.lower() in _YES | _NO:
        return asked.lower() in _YES
    raise SettingRefused(f"{name} is '{asked}': write on or off.")


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
