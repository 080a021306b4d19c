"""Offers and answers: what browsers offer is understood, what they need is answered, all else is refused with a code."""

import random
import re

import pytest

from meeting_server.media.sdp import (
    LONGEST,
    Answering,
    BadOffer,
    Candidate,
    Offer,
    SlotNames,
    read_offer,
    write_answer,
)
from tests.media.offers import CHROMIUM, FIREFOX

TRACKS = {"0": "mic", "1": "camera"}
PRINT = "5F:0B:C2:F2:B8:C9:C1:2F:20:79:77:FD:9D:90:E4:94:96:8D:BD:E4:1B:AE:43:7E:45:35:F0:48:DA:AF:A8:6C"
OPUS = "stereo=0;useinbandfec=1;maxaveragebitrate=32000;usedtx=0"
SLOTS = {
    "2": SlotNames(ssrc=1_001, rtx=None, stream="slot-a"),
    "3": SlotNames(ssrc=2_001, rtx=2_002, stream="slot-v"),
}
UDP = Candidate("192.0.2.1", 40_000)
TCP = Candidate("192.0.2.1", 40_000, "tcp")
BROWSERS = pytest.mark.parametrize("sdp", [CHROMIUM, FIREFOX], ids=["chromium", "firefox"])


def _answering(*candidates: Candidate, slots: dict[str, SlotNames] = SLOTS) -> Answering:
    return Answering(
        ufrag="ourufrag",
        password="ourpasswordourpassword",
        fingerprint=PRINT,
        candidates=candidates or (UDP, TCP),
        slots=slots,
        version=3,
    )


def _answer(sdp: str, *candidates: Candidate, tracks: dict[str, str] = TRACKS) -> list[list[str]]:
    """The answer's lines: those of the session first, then each m-line's."""
    written = write_answer(read_offer(sdp, tracks), _answering(*candidates))
    assert written.endswith("\r\n")
    assert "\n" not in written.replace("\r\n", "")
    sections: list[list[str]] = [[]]
    for line in written.split("\r\n")[:-1]:
        assert re.fullmatch(r"[a-z]=.+", line)
        if line.startswith("m="):
            sections.append([])
        sections[-1].append(line)
    return sections


def _code(sdp: str, tracks: dict[str, str] = TRACKS) -> str:
    with pytest.raises(BadOffer) as refused:
        read_offer(sdp, tracks)
    return str(refused.value)


def _changed(pattern: str, becomes: str, sdp: str = CHROMIUM, *, count: int = 0) -> str:
    changed, times = re.subn(pattern, becomes, sdp, count=count, flags=re.MULTILINE)
    assert times
    return changed


# --- What is read ---


def test_what_chromium_offers_is_understood() -> None:
    offer = read_offer(CHROMIUM, TRACKS)
    assert (offer.ufrag, offer.fingerprint) == ("u8jz", PRINT)
    mic, camera, sound, pictures = offer.sections
    assert [each.mid for each in offer.sections] == ["0", "1", "2", "3"]
    assert (mic.sends, camera.sends, sound.is_slot, pictures.is_slot) == (True, True, True, True)
    assert (mic.source, camera.source, sound.source) == ("mic", "camera", None)
    assert (mic.payload_type, mic.rtx_type) == (111, None)
    assert (camera.payload_type, camera.rtx_type) == (96, 97)
    assert (mic.ids.level, mic.ids.twcc, mic.ids.mid) == (1, 3, 4)
    assert (camera.ids.rid, camera.ids.rrid, camera.ids.level) == (10, 11, 0)
    assert "nack" in mic.feedback[111]
    assert len(camera.ssrcs) == 2
    assert list(camera.repairs.items()) == [tuple(camera.ssrcs)]


def test_what_firefox_offers_is_understood() -> None:
    """Its m-lines after the first have port 0 and are meant for the bundle; its fingerprint stands once."""
    offer = read_offer(FIREFOX, TRACKS)
    assert (offer.ufrag, offer.fingerprint) == ("9d8f5435", PRINT)
    mic, camera, sound, pictures = offer.sections
    assert (mic.sends, camera.sends, sound.is_slot, pictures.is_slot) == (True, True, True, True)
    assert (camera.payload_type, camera.rtx_type) == (120, 124)
    assert (mic.ids.mid, camera.ids.mid, camera.ids.twcc) == (3, 3, 7)
    assert camera.repairs == {283_205_253: 2_093_179_361}


def test_line_ends_may_be_those_of_the_standard() -> None:
    assert read_offer(CHROMIUM.replace("\n", "\r\n"), TRACKS) == read_offer(CHROMIUM, TRACKS)


LAYERS = "a=rid:q send\na=rid:h send\na=rid:f send\na=simulcast:send {}\na=mid:1\n"


@pytest.mark.parametrize(
    ("listed", "order"),
    [("q;h;f", "q;h;f"), ("f;h;q", "f;h;q"), ("q;~h;f", "q;h;f"), ("q,h;f", "q;f")],
)
@BROWSERS
def test_a_camera_in_layers_is_taken_in_the_order_of_the_browser(sdp: str, listed: str, order: str) -> None:
    sdp = _changed(r"^a=mid:1\n", LAYERS.format(listed), sdp)
    taken = read_offer(sdp, TRACKS).sections[1].rids
    assert [rid for rid in taken if rid in order] == order.split(";")
    camera = _answer(sdp)[2]
    assert camera[-4:] == [*(f"a=rid:{rid} recv" for rid in taken), f"a=simulcast:recv {order}"]


def test_the_extensions_by_which_layers_name_themselves_are_kept() -> None:
    camera = _answer(CHROMIUM)[2]
    assert "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id" in camera
    assert "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id" in camera


@pytest.mark.parametrize("listed", ["q;h;x", "q;h\na=rid:q send"])
def test_layers_that_were_not_named_or_were_named_twice_are_refused(listed: str) -> None:
    assert _code(_changed(r"^a=mid:1\n", LAYERS.format(listed))) == "bad_rid"


# --- What is answered ---


@BROWSERS
def test_an_answer_says_that_we_wait_at_one_place_for_each_transport(sdp: str) -> None:
    session, *sections = _answer(sdp)
    assert session[:4] == ["v=0", "o=- 1 3 IN IP4 192.0.2.1", "s=-", "t=0 0"]
    assert "a=ice-lite" in session
    assert "a=group:BUNDLE 0 1 2 3" in session
    for section in sections:
        assert section[1] == "c=IN IP4 192.0.2.1"
        assert {"a=rtcp-mux", "a=ice-ufrag:ourufrag", "a=ice-pwd:ourpasswordourpassword"} <= set(section)
        assert {"a=setup:passive", f"a=fingerprint:sha-256 {PRINT}"} <= set(section)
        assert [line for line in section if "candidate" in line] == [
            "a=candidate:1 1 udp 2130706431 192.0.2.1 40000 typ host",
            "a=candidate:2 1 tcp 1671430143 192.0.2.1 40000 typ host tcptype passive",
            "a=end-of-candidates",
        ]


def test_only_opus_and_vp8_with_its_repair_are_kept_under_the_browsers_numbers() -> None:
    for sdp, opus, vp8, rtx in ((CHROMIUM, 111, 96, 97), (FIREFOX, 109, 120, 124)):
        _session, *sections = _answer(sdp)
        assert [section[0] for section in sections] == [
            f"m=audio 40000 UDP/TLS/RTP/SAVPF {opus}",
            f"m=video 40000 UDP/TLS/RTP/SAVPF {vp8} {rtx}",
        ] * 2
        for sound in sections[::2]:
            assert [line for line in sound if line.startswith(("a=rtpmap", "a=fmtp"))] == [
                f"a=rtpmap:{opus} opus/48000/2",
                f"a=fmtp:{opus} {OPUS}",
            ]
        for pictures in sections[1::2]:
            assert [line for line in pictures if line.startswith("a=rtpmap")] == [
                f"a=rtpmap:{vp8} VP8/90000",
                f"a=rtpmap:{rtx} rtx/90000",
            ]
            assert f"a=fmtp:{rtx} apt={vp8}" in pictures


def test_the_extensions_we_use_are_kept_under_the_browsers_numbers() -> None:
    _session, mic, camera, _sound, _pictures = _answer(CHROMIUM)
    assert [line.split()[0] for line in mic if line.startswith("a=extmap")] == [
        "a=extmap:1",
        "a=extmap:3",
        "a=extmap:4",
    ]
    assert [line.split()[0] for line in camera if line.startswith("a=extmap")] == [
        "a=extmap:3",
        "a=extmap:4",
        "a=extmap:10",
        "a=extmap:11",
    ]


def test_only_feedback_that_was_offered_and_is_given_is_answered() -> None:
    _session, mic, camera, sound, pictures = _answer(CHROMIUM)
    said = [
        [line.partition(" ")[2] for line in each if line.startswith("a=rtcp-fb")]
        for each in (mic, camera, sound, pictures)
    ]
    every = ["nack", "nack pli", "ccm fir", "transport-cc"]
    assert said == [["nack", "transport-cc"], every, ["transport-cc"], every]


@pytest.mark.parametrize("offer", [CHROMIUM, FIREFOX])
def test_both_browsers_tell_arrivals_of_what_they_receive(offer: str) -> None:
    read = read_offer(offer, TRACKS)
    slots = [section for section in read.sections if section.is_slot]
    assert len(slots) == 2
    assert all(section.tells_arrivals and section.ids.twcc for section in slots)
    deaf = read_offer(offer.replace(" transport-cc", " goog-remb"), TRACKS)
    assert not any(section.tells_arrivals for section in deaf.sections)


def test_a_slot_names_its_media_stream_before_the_one_that_repairs() -> None:
    _session, mic, camera, sound, pictures = _answer(CHROMIUM)
    assert "a=recvonly" in mic
    assert "a=recvonly" in camera
    assert sound[-2:] == ["a=msid:slot-a slot-a-audio", "a=ssrc:1001 cname:slot-a"]
    assert pictures[-4:] == [
        "a=msid:slot-v slot-v-video",
        "a=ssrc-group:FID 2001 2002",
        "a=ssrc:2001 cname:slot-v",
        "a=ssrc:2002 cname:slot-v",
    ]
    assert "a=sendonly" in sound
    assert "a=sendonly" in pictures


def test_a_browser_without_repair_gets_none() -> None:
    sdp = _changed(r"^a=(?:rtpmap|fmtp):97 .*\n", "")
    pictures = _answer(sdp)[4]
    assert pictures[0].endswith(" 96")
    assert [line for line in pictures if "2002" in line] == []


def test_an_ipv6_address_stands_in_a_line_of_its_family() -> None:
    session, *sections = _answer(CHROMIUM, Candidate("2001:db8::1", 40_000))
    assert session[1] == "o=- 1 3 IN IP6 2001:db8::1"
    for section in sections:
        assert section[1] == "c=IN IP6 2001:db8::1"
        assert "a=candidate:1 1 udp 2130706431 2001:db8::1 40000 typ host" in section


def test_several_addresses_stand_in_an_order() -> None:
    _session, mic, *_others = _answer(CHROMIUM, UDP, Candidate("2001:db8::1", 40_000))
    priorities = [int(line.split()[3]) for line in mic if line.startswith("a=candidate")]
    assert priorities == sorted(set(priorities), reverse=True)


def test_what_nobody_uses_now_stays_open() -> None:
    """A browser would never again send on an m-line that was refused."""
    sdp = _changed(r"^a=sendonly", "a=inactive", count=1)
    _session, mic, camera, sound, _pictures = _answer(sdp)
    assert mic[0] == "m=audio 40000 UDP/TLS/RTP/SAVPF 111"
    assert "a=inactive" in mic
    assert "a=recvonly" in camera
    written = write_answer(read_offer(CHROMIUM, {"1": "camera"}), _answering(slots={}))
    assert written.count("a=inactive") == 3
    assert "m=audio 0" not in written
    assert sound[-1].startswith("a=ssrc")


def test_an_m_line_that_the_browser_stopped_stays_stopped() -> None:
    first, rest = CHROMIUM.split("m=video", 1)
    stopped = "m=video 0 UDP/TLS/RTP/SAVPF 0\nc=IN IP4 0.0.0.0\na=mid:1\na=inactive\n"
    sdp = first + stopped + "m=audio" + rest.split("m=audio", 1)[1]
    for tracks in (TRACKS, {"0": "mic"}):
        session, _mic, camera, *_slots = _answer(sdp, tracks=tracks)
        assert camera == ["m=video 0 UDP/TLS/RTP/SAVPF 0", "c=IN IP4 192.0.2.1", "a=mid:1", "a=inactive"]
        assert "a=group:BUNDLE 0 2 3" in session
    nameless = _answer(sdp.replace("a=mid:1\n", ""), tracks={"0": "mic"})[2]
    assert nameless == ["m=video 0 UDP/TLS/RTP/SAVPF 0", "c=IN IP4 192.0.2.1", "a=inactive"]


@pytest.mark.parametrize("name", ["G722/8000", "opus/8000", "opus/48000"])
def test_sound_in_another_form_is_refused_on_its_line_alone(name: str) -> None:
    sdp = _changed(r"^a=rtpmap:111 .*", f"a=rtpmap:111 {name}", count=1)
    session, mic, *_others = _answer(sdp)
    assert mic[0] == "m=audio 0 UDP/TLS/RTP/SAVPF 111 63 9 0"
    assert "a=group:BUNDLE 1 2 3" in session


def test_a_channel_for_messages_is_refused_on_its_line_alone() -> None:
    channel = (
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\nc=IN IP4 0.0.0.0\na=mid:4\na=sctp-port:5000\n"
    )
    *_others, refused = _answer(CHROMIUM + channel)
    assert refused[0] == "m=application 0 UDP/DTLS/SCTP 0"


# --- What is refused ---


@pytest.mark.parametrize(
    ("code", "pattern", "becomes"),
    [
        ("malformed", r"^m=audio 9 .*", "m=audio"),
        ("malformed", r"^m=audio 9", "m=audio x"),
        ("malformed", r"^a=extmap:4 ", "a=extmap:x "),
        ("malformed", r"^a=extmap:4 .*", "a=extmap:"),
        ("malformed", r"^a=rtpmap:111 ", "a=rtpmap:128 "),
        ("malformed", r"^a=rtpmap:111 ", "a=rtpmap:-1 "),
        ("malformed", r"^a=ssrc:\d+", "a=ssrc:4294967296"),
        ("malformed", r"^a=ssrc-group:FID .*", "a=ssrc-group:FID 1"),
        ("malformed", r"^a=ssrc-group:FID .*", "a=ssrc-group:"),
        ("malformed", r"^a=mid:0", "a=mid:๐"),
        ("malformed", r"^a=mid:0", "a=mid:0\na=rid:q"),
        ("bad_mid", r"^a=mid:0", "a=mid:1"),
        ("bad_mid", r"^a=mid:0", "a=mid:" + "m" * 17),
        ("bad_mid", r"^a=mid:0", "a=mid:0 a"),
        ("bad_mid", r"^a=mid:0\n", ""),
        ("bad_rid", r"^a=mid:0", "a=mid:0\na=rid:q; send"),
        ("bad_rid", r"^a=mid:0", "a=mid:0\na=rid:a send\na=rid:b send\na=rid:c send\na=rid:d send"),
        ("no_ice", r"^a=ice-ufrag:.*\n", ""),
        ("no_ice", r"^a=ice-ufrag:.*", "a=ice-ufrag:a:b"),
        ("no_ice", r"^a=ice-pwd:.*", "a=ice-pwd:x"),
        ("no_fingerprint", r"^a=fingerprint:.*\n", ""),
        ("no_fingerprint", r"sha-256", "sha-1"),
        ("no_fingerprint", r":6C$", ""),
        ("bad_setup", r"actpass", "passive"),
        ("bad_extension", r"^a=extmap:4 ", "a=extmap:15 "),
        ("no_media", r"^m=(\w+) 9", r"m=\1 0"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_code(code: str, pattern: str, becomes: str) -> None:
    assert _code(_changed(pattern, becomes)) == code


def test_one_line_that_differs_is_not_one_connection() -> None:
    head, _, tail = CHROMIUM.rpartition("a=ice-ufrag:u8jz")
    assert _code(f"{head}a=ice-ufrag:other{tail}") == "not_bundled"
    head, _, tail = CHROMIUM.rpartition("5F:0B")
    assert _code(f"{head}00:00{tail}") == "not_bundled"


@pytest.mark.parametrize("sdp", ["", "v=0\n", "\0", "\ud800", "a" * 1_000])
def test_what_is_no_offer_is_refused(sdp: str) -> None:
    assert _code(sdp) in {"no_media", "malformed"}


@pytest.mark.parametrize(
    ("code", "tracks"),
    [
        ("bad_tracks", {"9": "mic"}),
        ("bad_tracks", {"9": "nothing"}),
        ("bad_tracks", {"0": "camera"}),
        ("bad_tracks", {"0": "nothing"}),
        ("track_twice", {"1": "camera", "3": "camera"}),
    ],
)
def test_tracks_that_the_offer_does_not_have_are_refused(code: str, tracks: dict[str, str]) -> None:
    assert _code(CHROMIUM, tracks) == code


def test_offers_have_limits() -> None:
    assert _code(CHROMIUM + "a" * LONGEST) == "too_long"
    assert read_offer(CHROMIUM + "a=x\n" * (2_000 - CHROMIUM.count("\n")), TRACKS).ufrag == "u8jz"
    assert _code(CHROMIUM + "a=x\n" * (2_001 - CHROMIUM.count("\n"))) == "too_many_lines"
    slot = "m=audio" + CHROMIUM.split("m=audio")[2].split("m=video")[0]
    many = CHROMIUM + "".join(slot.replace("a=mid:2", f"a=mid:s{n}") for n in range(37))
    assert _code(many) == "too_many_sections"
    assert len(read_offer(many[: many.rindex("m=audio")], TRACKS).sections) == 40


@BROWSERS
def test_an_offer_that_is_nearly_right_is_answered_or_refused(sdp: str) -> None:
    """Lines lost, doubled, moved and spoilt: never anything but an answer or a code."""
    chance, answered, codes = random.Random(9), 0, set[str]()
    for _ in range(1_500):
        lines = sdp.splitlines()
        for _change in range(chance.randrange(1, 6)):
            _spoil(lines, chance)
        try:
            offer = read_offer("\n".join(lines), TRACKS)
        except BadOffer as refused:
            codes.add(str(refused))
        else:
            answered += 1
            _must_be_ours(offer)
    assert answered > 200
    assert len(codes) > 5
    assert all(re.fullmatch(r"[a-z_]{6,20}", code) for code in codes)


def _spoil(lines: list[str], chance: random.Random) -> None:
    at = chance.randrange(len(lines)) if lines else 0
    match chance.randrange(6) if lines else 1:
        case 0:
            del lines[at]
        case 1:
            lines.insert(
                at, chance.choice(("m=", "a=", "a=ssrc", "a=rid:", "m=audio 9 x", "a=extmap:0 x", "\0"))
            )
        case 2:
            lines.insert(chance.randrange(len(lines)), lines[at])
        case 3:
            lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
        case 4:
            place = chance.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:place] + chr(chance.randrange(1, 0x250)) + lines[at][place + 1 :]
        case _:
            lines[at] = re.sub(r"\d+", lambda _: str(chance.choice((-1, 0, 15, 99_999, 1 << 40))), lines[at])


def _must_be_ours(offer: Offer) -> None:
    """Whatever was offered, we wait passively at our own address and take one codec a line."""
    lines = write_answer(offer, _answering()).split("\r\n")
    assert lines.count("a=setup:passive") == lines.count("a=end-of-candidates")
    assert sum(line.startswith("m=") for line in lines) == len(offer.sections)
    addressed = [line for line in lines if line.startswith(("c=", "a=candidate"))]
    assert all("192.0.2.1" in line for line in addressed)
    names = {line.partition(" ")[2].upper() for line in lines if line.startswith("a=rtpmap")}
    assert names <= {"OPUS/48000/2", "VP8/90000", "RTX/90000"}
