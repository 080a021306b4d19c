"""What becomes of the clips of visitors; only the machine speaks here (ข้อ ๙)."""

from collections.abc import Iterator
from dataclasses import dataclass

from meeting_server.meeting.facts.clip import ClipDiscarded, ClipKept, ClipLost
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.recording import Segment
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.state import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleClips(Command):
    """All the files of clips that are on the disk, sealed, each with its clip's number.

    `writing` are the clips of which more may come. The recorder tells it whole every time: whatever is missing from
    it and should be there is lost.
    """

    files: tuple[tuple[int, Segment], ...]
    writing: frozenset[int]

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Kept where somebody was vouched for upon it; nothing is said as long as that may still come."""
        actor.must_be_system()
        if any(segment.seat not in meeting.calling.seats for _, segment in self.files):
            raise Refused(Reason.UNKNOWN_SEAT)
        clips = meeting.clips
        running = {clip.number for clip in clips.running(meeting.identity.watching)}
        found: dict[int, list[Segment]] = {}
        for number, segment in self.files:
            is_ours = number <= clips.count  # Else it is of a log that this one does not know of.
            is_known = segment.file in clips.kept | clips.discarded
            if is_ours and not is_known and number not in self.writing | running:
                found.setdefault(number, []).append(segment)
        for number, segments in sorted(found.items()):
            if number in clips.vouched:
                seat, voucher = clips.vouched[number]
                yield ClipKept(clip=number, seat=seat, voucher=voucher, files=tuple(segments))
            else:
                files = tuple(segment.file for segment in segments)
                yield ClipDiscarded(clip=number, seat=segments[0].seat, files=files)
        for number, (seat, voucher) in clips.vouched.items():
            if number not in self.writing | running | clips.settled | found.keys():
                yield ClipLost(clip=number, seat=seat, voucher=voucher)
