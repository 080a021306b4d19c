"""The profiles that there are, by name."""

from meeting_server.meeting.profile import Profile
from meeting_server.meeting.profiles.seed_2563 import SEED_2563

PROFILES = {SEED_2563.name: SEED_2563}


def profile_of(name: str | None) -> Profile:
    """The profile of this name; what nobody knows any more is read by the first that there was."""
    return PROFILES.get(name or "", SEED_2563)
