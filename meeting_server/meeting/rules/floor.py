"""Asking to speak and being asked to, and sharing a screen: one at a time (การจัดการสิทธิ, ข้อ ๑๐ (๒))."""

from collections.abc import Iterator
from dataclasses import dataclass

from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.floor import (
    FloorGiven,
    FloorTaken,
    HandEnding,
    HandLowered,
    HandRaised,
    MicrophonesReleased,
    MicrophonesSilenced,
    ScreenShared,
    ScreenShareEnded,
    ShareEnding,
    SharingAllowed,
    SharingTakenBack,
    TurnEnding,
    TurnTimed,
)
from meeting_server.meeting.facts.rights import RightGranted, SeatRight
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command, PresidingCommand, must_be_called, must_be_sitting
from meeting_server.meeting.rules.rights import must_not_be_taken
from meeting_server.meeting.state import Meeting


def has_by_office(meeting: Meeting, seat: Seat) -> bool:
    """Whether the seat may share a screen without being given the right: the secretary, and whoever presides."""
    return Right.SHARE in seat.rights or seat.id == meeting.presiding


def may_share(meeting: Meeting, seat: Seat) -> bool:
    """Whether the seat may share a screen."""
    return has_by_office(meeting, seat) or seat.id in meeting.floor.allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowSharing(PresidingCommand):
    """Let a seat share its screen, until the right is taken back."""

    seat: SeatId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """The right alone: what is shared now goes on."""
        must_be_called(meeting)
        actor.must_preside(meeting)
        _must_have_pictures(meeting)
        seat = _seat(meeting, self.seat)
        if Right.SEND_VIDEO not in seat.rights:
            # Whoever only watches is not heard either: that takes another role, and no order of the moment.
            raise Refused(Reason.CANNOT_SHARE, seat=seat.id)
        if may_share(meeting, seat):
            raise Refused(Reason.MAY_SHARE_ALREADY, seat=seat.id)
        yield SharingAllowed(seat=seat.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackSharing(PresidingCommand):
    """Take the right back that a seat was given, and its screen from the meeting with it."""

    seat: SeatId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """What an office carries cannot be taken back; the sharing itself can be ended."""
        must_be_called(meeting)
        actor.must_preside(meeting)
        seat = _seat(meeting, self.seat)
        if seat.id not in meeting.floor.allowed:
            raise Refused(Reason.SHARING_NOT_GIVEN, seat=seat.id)
        yield SharingTakenBack(seat=seat.id)
        if meeting.floor.sharing == seat.id:
            yield ScreenShareEnded(seat=seat.id, why=ShareEnding.ORDERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareScreen(Command):
    """Share one's screen."""

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """One at a time: who presides takes the place of another, everyone else waits until it is free.

        A screen whose page is gone holds the place for nobody: its capture went with the page.
        """
        must_be_called(meeting)
        seat = actor.must_be_inside(meeting)
        _must_have_pictures(meeting)
        if not may_share(meeting, seat) or seat.id in meeting.attendance.rooms:
            # Whoever sits before a room device has no place of their own from which anything is sent.
            raise Refused(Reason.NOT_ALLOWED)
        shared = meeting.floor.sharing
        if shared == seat.id:
            return
        if shared is not None:
            if seat.id != meeting.presiding and shared in meeting.attendance.present:
                raise Refused(Reason.SCREEN_SHARED, seat=shared)
            yield ScreenShareEnded(seat=shared, why=ShareEnding.TAKEN_OVER)
        yield ScreenShared(seat=seat.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSharing(Command):
    """Share one's own screen no more."""

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Only one's own; whoever presides ends that of others."""
        must_be_called(meeting)
        seat = actor.must_be_inside(meeting)
        if meeting.floor.sharing != seat.id:
            raise Refused(Reason.NOT_SHARING)
        yield ScreenShareEnded(seat=seat.id, why=ShareEnding.STOPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSharing(PresidingCommand):
    """End the sharing of a seat; the seat is named, so that no other is ended that has just begun."""

    seat: SeatId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """The right stays as it is."""
        must_be_called(meeting)
        actor.must_preside(meeting)
        _seat(meeting, self.seat)
        if meeting.floor.sharing != self.seat:
            raise Refused(Reason.NOT_SHARING)
        yield ScreenShareEnded(seat=self.seat, why=ShareEnding.ORDERED)


def queue(meeting: Meeting) -> tuple[SeatId, ...]:
    """Who asks to speak, the first first; whose line is down has kept their place, and is asked when they are back."""
    there = meeting.attendance.present
    return tuple(seat for seat in meeting.floor.hands if seat in there and seat != meeting.presiding)


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseHand(Command):
    """Ask to speak."""

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Nobody raises the hand of another: whoever presides may ask them to speak all the same."""
        must_be_sitting(meeting)
        seat = actor.must_have(meeting, Right.RAISE_HAND)
        if seat.id == meeting.presiding:
            raise Refused(Reason.PRESIDING_NEEDS_NO_FLOOR)
        if seat.id == meeting.floor.speaker:
            raise Refused(Reason.HAS_FLOOR)
        must_not_be_taken(meeting, seat.id, SeatRight.HAND)
        if seat.id not in meeting.floor.hands:
            yield HandRaised(seat=seat.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerHand(Command):
    """Ask no more."""

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Only one's own; whoever presides lowers that of others."""
        must_be_called(meeting)
        seat = actor.must_be_inside(meeting)
        if seat.id not in meeting.floor.hands:
            raise Refused(Reason.HAND_NOT_RAISED)
        yield HandLowered(seat=seat.id, why=HandEnding.OWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissHand(PresidingCommand):
    """Lower the hand of somebody who has said what they wished, or will not be asked."""

    seat: SeatId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """They may raise it again."""
        must_be_called(meeting)
        actor.must_preside(meeting)
        _seat(meeting, self.seat)
        if self.seat not in meeting.floor.hands:
            raise Refused(Reason.HAND_NOT_RAISED, seat=self.seat)
        yield HandLowered(seat=self.seat, why=HandEnding.ORDERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveFloor(PresidingCommand):
    """Ask somebody to speak, next in the queue or not, for so many minutes or without counting."""

    seat: SeatId
    minutes: int | None = None

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """One at a time: whoever spoke before has had their turn. Who is asked to speak may be heard."""
        must_be_sitting(meeting)
        actor.must_preside(meeting)
        seat = _seat(meeting, self.seat)
        _must_be_able_to_speak(meeting, seat)
        before = meeting.floor.speaker
        if before != seat.id:
            if before is not None:
                yield FloorTaken(seat=before, why=TurnEnding.PASSED_ON)
            if (seat.id, SeatRight.MICROPHONE) in meeting.rights.taken:
                yield RightGranted(seat=seat.id, right=SeatRight.MICROPHONE)
            yield FloorGiven(seat=seat.id)
        if self.minutes is not None:
            yield TurnTimed(seat=seat.id, minutes=self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeTurn(PresidingCommand):
    """Count so many minutes from now on for whoever has the floor."""

    minutes: int

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """What was counted before counts no more."""
        must_be_sitting(meeting)
        actor.must_preside(meeting)
        if meeting.floor.speaker is None:
            raise Refused(Reason.NOT_SPEAKING)
        yield TurnTimed(seat=meeting.floor.speaker, minutes=self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeFloor(PresidingCommand):
    """Take the floor back."""

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Nobody's microphone is touched by it."""
        must_be_called(meeting)
        actor.must_preside(meeting)
        if meeting.floor.speaker is None:
            raise Refused(Reason.NOT_SPEAKING)
        yield FloorTaken(seat=meeting.floor.speaker, why=TurnEnding.ORDERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class YieldFloor(Command):
    """Say that one has finished."""

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Only one's own turn."""
        must_be_called(meeting)
        seat = actor.must_be_inside(meeting)
        if meeting.floor.speaker != seat.id:
            raise Refused(Reason.NOT_SPEAKING)
        yield FloorTaken(seat=seat.id, why=TurnEnding.DONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceMicrophones(PresidingCommand):
    """Ask everybody else to turn their microphone off; with `held`, nobody is heard who is not given the floor."""

    held: bool = False

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """As often as it is wished: those who have turned theirs on meanwhile are asked again."""
        must_be_called(meeting)
        actor.must_preside(meeting)
        if meeting.floor.held:
            raise Refused(Reason.MICROPHONES_HELD)
        yield MicrophonesSilenced(held=self.held)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseMicrophones(PresidingCommand):
    """Let everybody turn their microphone on again."""

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Nobody's is turned on by it."""
        must_be_called(meeting)
        actor.must_preside(meeting)
        if not meeting.floor.held:
            raise Refused(Reason.MICROPHONES_NOT_HELD)
        yield MicrophonesReleased()


def _must_be_able_to_speak(meeting: Meeting, seat: Seat) -> None:
    if seat.id == meeting.presiding:
        raise Refused(Reason.PRESIDING_NEEDS_NO_FLOOR)
    if Right.RAISE_HAND not in seat.rights:
        raise Refused(Reason.CANNOT_SPEAK, seat=seat.id)
    if seat.id in meeting.suspensions:
        raise Refused(Reason.ALREADY_SUSPENDED, seat=seat.id)
    if seat.id not in meeting.attendance.present:
        raise Refused(Reason.NOT_PRESENT, seat=seat.id)


def _seat(meeting: Meeting, seat: SeatId) -> Seat:
    found = meeting.calling.seats.get(seat)
    if found is None:
        raise Refused(Reason.UNKNOWN_SEAT)
    return found


def _must_have_pictures(meeting: Meeting) -> None:
    called = meeting.calling.called
    if called is not None and called.sound_only:
        raise Refused(Reason.SOUND_ONLY)
