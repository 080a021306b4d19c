"""Offers read and answers written (RFC 8829, 9429): the browser alone offers, and what is answered is little and fixed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from meeting_server.media.rtp import LEVEL_URI, MID_URI, RID_URI, RRID_URI, TWCC_URI, ExtensionIds

LONGEST = 64 * 1024
_MOST_LINES = 2_000
_MOST_SECTIONS = 40
_OPUS = "stereo=0;useinbandfec=1;maxaveragebitrate=32000;usedtx=0"
_CODECS = {"audio": "OPUS/48000/2", "video": "VP8/90000"}
_RTX = "RTX/90000"
_FEEDBACK = ("nack", "nack pli", "ccm fir", "transport-cc")
_EXTENSIONS = (MID_URI, RID_URI, RRID_URI, LEVEL_URI, TWCC_URI)
_SOURCES = {"mic": "audio", "camera": "video", "screen": "video"}
_WORD = re.compile(r"[A-Za-z0-9+/]{4,256}")
_RID = re.compile(r"[A-Za-z0-9_-]{1,16}")
_MID = re.compile(r"[!#-'*+.0-9A-Z^-~-]{1,16}")
_FINGERPRINT = re.compile(r"[0-9A-F]{2}(:[0-9A-F]{2}){31}")
_HIGHEST_TYPE = 127
_ONE_BYTE_IDS = range(1, 15)
_HIGHEST_SSRC = 0xFFFFFFFF
_MOST_RIDS = 3

Kind = Literal["audio", "video"]


class BadOffer(Exception):  # noqa: N818 - says what the offer is
    """An offer that cannot be answered; the message is a short code for the record, never for people."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address of ours that browsers can reach."""

    address: str
    port: int
    transport: Literal["udp", "tcp"] = "udp"


@dataclass(frozen=True, slots=True)
class SlotNames:
    """The streams of a downstream slot; they never change, whoever fills it."""

    ssrc: int
    rtx: int | None
    stream: str


@dataclass(slots=True, kw_only=True)
class Section:
    """One m-line of an offer; `payload_type` is None when nothing in it can be answered."""

    kind: str
    port: int = 9
    is_bundle_only: bool = False
    mid: str = ""
    direction: str = "sendrecv"
    protocol: str = ""
    offered: list[int] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    formats: dict[int, str] = field(default_factory=dict)
    feedback: dict[int, list[str]] = field(default_factory=dict)
    extensions: dict[str, int] = field(default_factory=dict)
    ssrcs: list[int] = field(default_factory=list)
    repairs: dict[int, int] = field(default_factory=dict)  # media stream → its retransmissions
    rids: list[str] = field(default_factory=list)  # in the order in which the browser lists its layers
    simulcast: list[str] = field(default_factory=list)
    ufrag: str = ""
    password: str = ""
    setup: str = ""
    fingerprint: str = ""
    payload_type: int | None = None
    rtx_type: int | None = None
    source: str | None = None  # what the page says it sends here

    @property
    def ids(self) -> ExtensionIds:
        """The extension ids of this m-line."""
        named = self.extensions.get
        return ExtensionIds(
            mid=named(MID_URI, 0),
            rid=named(RID_URI, 0),
            rrid=named(RRID_URI, 0),
            level=named(LEVEL_URI, 0),
            twcc=named(TWCC_URI, 0),
        )

    @property
    def tells_arrivals(self) -> bool:
        """Whether the browser says of every packet that it gets here when it came."""
        feedback = self.feedback.get(self.payload_type, ()) if self.payload_type is not None else ()
        return TWCC_URI in self.extensions and "transport-cc" in feedback

    @property
    def is_rejected(self) -> bool:
        """Whether the browser has stopped this m-line for good (RFC 9143 §6)."""
        return self.port == 0 and not self.is_bundle_only

    @property
    def is_slot(self) -> bool:
        """Whether the browser wants to receive here."""
        return self.direction == "recvonly" and self.payload_type is not None

    @property
    def sends(self) -> bool:
        """Whether the browser sends here."""
        return self.direction == "sendonly" and self.payload_type is not None and self.source is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A browser's offer, checked."""

    sections: tuple[Section, ...]
    ufrag: str
    fingerprint: str


def read_offer(sdp: str, tracks: Mapping[str, str]) -> Offer:
    """The offer of a browser; `tracks` says what each sending m-line carries (mic, camera, screen).

    Raises BadOffer.
    """
    if len(sdp) > LONGEST:
        raise BadOffer("too_long")
    if not sdp.isascii():  # Digits and line ends of other scripts would be taken for ours.
        raise BadOffer("malformed")
    lines = sdp.splitlines()
    if len(lines) > _MOST_LINES:
        raise BadOffer("too_many_lines")
    try:
        sections = _sections(lines)
    except (ValueError, IndexError) as malformed:
        raise BadOffer("malformed") from malformed
    live = [section for section in sections if not section.is_rejected]
    if not live:
        raise BadOffer("no_media")
    if len(sections) > _MOST_SECTIONS:
        raise BadOffer("too_many_sections")
    _must_be_one_transport(live)
    _must_be_whole(sections)
    _must_match(sections, tracks)
    for section in live:
        section.rids.sort(key=lambda rid: [*section.simulcast, rid].index(rid))
        _choose(section)
        section.source = tracks.get(section.mid)
    return Offer(sections=tuple(sections), ufrag=live[0].ufrag, fingerprint=live[0].fingerprint)


def _sections(lines: Sequence[str]) -> list[Section]:
    session = Section(kind="session")
    sections: list[Section] = []
    for raw in lines:
        line = raw.strip()
        if line.startswith("m="):
            sections.append(_begin(line, session))
        elif line.startswith("a="):
            key, _, value = line[2:].partition(":")
            _attribute(sections[-1] if sections else session, key, value)
    return sections


def _begin(line: str, session: Section) -> Section:
    kind, port, protocol, *types = line[2:].split()
    return Section(
        kind=kind,
        port=int(port.partition("/")[0]),
        protocol=protocol,
        offered=[_type(each) for each in types] if kind in _CODECS else [],
        ufrag=session.ufrag,
        password=session.password,
        setup=session.setup,
        fingerprint=session.fingerprint,
    )


def _attribute(section: Section, key: str, value: str) -> None:
    match key:
        case "mid":
            section.mid = value
        case "sendrecv" | "sendonly" | "recvonly" | "inactive":
            section.direction = key
        case "bundle-only":
            section.is_bundle_only = True
        case "rtpmap":
            number, _, name = value.partition(" ")
            section.names[_type(number)] = name
        case "fmtp":
            number, _, form = value.partition(" ")
            section.formats[_type(number)] = form
        case "rtcp-fb":
            number, _, wanted = value.partition(" ")
            if number != "*":
                section.feedback.setdefault(_type(number), []).append(wanted)
        case "extmap":
            number, uri = value.split()[:2]
            section.extensions[uri] = int(number.partition("/")[0])
        case "ssrc" | "ssrc-group" | "rid" | "simulcast":
            _stream(section, key, value)
        case "ice-ufrag":
            section.ufrag = value
        case "ice-pwd":
            section.password = value
        case "setup":
            section.setup = value
        case "fingerprint":
            algorithm, _, digest = value.partition(" ")
            if algorithm.lower() == "sha-256":
                section.fingerprint = digest.strip().upper()


def _stream(section: Section, key: str, value: str) -> None:
    words = value.split()
    if key == "ssrc":
        ssrc = _ssrc(words[0])
        if ssrc not in section.ssrcs:
            section.ssrcs.append(ssrc)
    elif key == "ssrc-group" and words[0] == "FID":
        section.repairs[_ssrc(words[1])] = _ssrc(words[2])
    elif key == "rid" and words[1] == "send":
        section.rids.append(words[0])
    elif key == "simulcast" and words[0] == "send":
        # Of alternatives (,) the first counts; a layer may be paused (~) and come later (RFC 8853 §5.1).
        section.simulcast = [layer.partition(",")[0].lstrip("~") for layer in words[1].split(";")]


def _type(text: str) -> int:
    number = int(text)
    if not 0 <= number <= _HIGHEST_TYPE:
        raise ValueError
    return number


def _ssrc(text: str) -> int:
    number = int(text)
    if not 0 <= number <= _HIGHEST_SSRC:
        raise ValueError
    return number


def _must_be_one_transport(live: Sequence[Section]) -> None:
    """The first m-line says how to connect; the others say the same or nothing (RFC 9143 §7.1.3)."""
    first = live[0]
    if not _WORD.fullmatch(first.ufrag) or not _WORD.fullmatch(first.password):
        raise BadOffer("no_ice")
    if not _FINGERPRINT.fullmatch(first.fingerprint):
        raise BadOffer("no_fingerprint")
    if any(s.ufrag not in ("", first.ufrag) or s.fingerprint not in ("", first.fingerprint) for s in live):
        raise BadOffer("not_bundled")
    if first.setup not in ("actpass", "active"):
        raise BadOffer("bad_setup")


def _must_be_whole(sections: Sequence[Section]) -> None:
    mids = [section.mid for section in sections if section.mid or not section.is_rejected]
    if len(set(mids)) != len(mids) or not all(_MID.fullmatch(mid) for mid in mids):
        raise BadOffer("bad_mid")
    if any(len(set(s.rids)) != len(s.rids) or not all(map(_RID.fullmatch, s.rids)) for s in sections):
        raise BadOffer("bad_rid")
    if any(len(s.rids) > _MOST_RIDS or not set(s.simulcast) <= set(s.rids) for s in sections):
        raise BadOffer("bad_rid")
    if any(
        number not in _ONE_BYTE_IDS
        for s in sections
        for uri, number in s.extensions.items()
        if uri in _EXTENSIONS
    ):
        raise BadOffer("bad_extension")


def _must_match(sections: Sequence[Section], tracks: Mapping[str, str]) -> None:
    kinds = {section.mid: section.kind for section in sections}
    if any(mid not in kinds or kinds[mid] != _SOURCES.get(source) for mid, source in tracks.items()):
        raise BadOffer("bad_tracks")
    if len(set(tracks.values())) != len(tracks):
        raise BadOffer("track_twice")


def _choose(section: Section) -> None:
    """The one codec we forward, as this browser numbers it, and its retransmissions."""
    wanted = _CODECS.get(section.kind)
    for number in section.offered:
        if section.names.get(number, "").upper() == wanted:
            section.payload_type = number
            break
    if section.payload_type is None or section.kind == "audio":
        return
    for number in section.offered:
        if section.names.get(number, "").upper() == _RTX:
            words = section.formats.get(number, "").replace(" ", "").split(";")
            if f"apt={section.payload_type}" in words:
                section.rtx_type = number


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """What is ours in an answer."""

    ufrag: str
    password: str
    fingerprint: str
    candidates: Sequence[Candidate]
    slots: Mapping[str, SlotNames]  # by mid
    version: int


def write_answer(offer: Offer, ours: Answering) -> str:
    """The answer: Opus and VP8 with their retransmissions, one candidate per transport, nothing else.

    An m-line that nobody uses now stays open: a browser would never send on one that was refused.
    """
    first = ours.candidates[0]
    network = "IN IP6" if ":" in first.address else "IN IP4"
    taken = [section.mid for section in offer.sections if section.payload_type is not None]
    lines = [
        "v=0",
        f"o=- 1 {ours.version} {network} {first.address}",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        f"a=group:BUNDLE {' '.join(taken)}",
        "a=msid-semantic: WMS *",
    ]
    for section in offer.sections:
        if section.payload_type is not None:
            lines += _taken(section, _direction(section, ours), ours, network)
        else:
            types = " ".join(map(str, section.offered)) or "0"
            lines += [f"m={section.kind} 0 {section.protocol} {types}", f"c={network} {first.address}"]
            lines += [*([f"a=mid:{section.mid}"] if section.mid else []), "a=inactive"]
    return "\r\n".join(lines) + "\r\n"


def _direction(section: Section, ours: Answering) -> str:
    if section.sends:
        return "recvonly"
    if section.is_slot and section.mid in ours.slots:
        return "sendonly"
    return "inactive"


def _taken(section: Section, direction: str, ours: Answering, network: str) -> list[str]:
    first = ours.candidates[0]
    types = [number for number in (section.payload_type, section.rtx_type) if number is not None]
    lines = [
        f"m={section.kind} {first.port} {section.protocol} {' '.join(map(str, types))}",
        f"c={network} {first.address}",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        f"a=mid:{section.mid}",
        f"a={direction}",
        f"a=ice-ufrag:{ours.ufrag}",
        f"a=ice-pwd:{ours.password}",
        "a=setup:passive",
        f"a=fingerprint:sha-256 {ours.fingerprint}",
        *(_candidate(number, each) for number, each in enumerate(ours.candidates, 1)),
        "a=end-of-candidates",
    ]
    lines += [f"a=extmap:{n} {uri}" for uri, n in section.extensions.items() if uri in _EXTENSIONS]
    lines += _codec(section, types)
    if direction == "sendonly":
        lines += _streams(section, ours.slots[section.mid])
    elif direction == "recvonly" and section.rids:
        lines += [f"a=rid:{rid} recv" for rid in section.rids]
        if section.simulcast:
            lines.append(f"a=simulcast:recv {';'.join(section.simulcast)}")
    return lines


def _codec(section: Section, types: Sequence[int]) -> list[str]:
    lines = []
    for number in types:
        lines.append(f"a=rtpmap:{number} {section.names[number]}")
        if section.kind == "audio":
            lines.append(f"a=fmtp:{number} {_OPUS}")
        elif number in section.formats:
            lines.append(f"a=fmtp:{number} {section.formats[number]}")
        offered = section.feedback.get(number, ())
        lines += [f"a=rtcp-fb:{number} {each}" for each in _FEEDBACK if each in offered]
    return lines


def _streams(section: Section, slot: SlotNames) -> list[str]:
    """The media stream stands before its retransmissions: some clients read the order, not the group."""
    lines = [f"a=msid:{slot.stream} {slot.stream}-{section.kind}"]
    if slot.rtx is not None and section.rtx_type is not None:
        lines.append(f"a=ssrc-group:FID {slot.ssrc} {slot.rtx}")
        return [*lines, f"a=ssrc:{slot.ssrc} cname:{slot.stream}", f"a=ssrc:{slot.rtx} cname:{slot.stream}"]
    return [*lines, f"a=ssrc:{slot.ssrc} cname:{slot.stream}"]


def _candidate(number: int, each: Candidate) -> str:
    below = 256 * (number - 1)  # the local preference falls with each (RFC 8445 §5.1.2.1)
    if each.transport == "tcp":
        return f"a=candidate:{number} 1 tcp {1671430399 - below} {each.address} {each.port} typ host tcptype passive"
    return f"a=candidate:{number} 1 udp {2130706431 - below} {each.address} {each.port} typ host"
