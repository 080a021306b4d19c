"""The profiles that there are, by name."""

from meeting_server.meeting.profile import Profile
from meeting_server.meeting.profiles.apa_2539 import APA_2539
from meeting_server.meeting.profiles.decree_2563 import DECREE_2563
from meeting_server.meeting.profiles.seed_2563 import SEED_2563

PROFILES = {each.name: each for each in (SEED_2563, DECREE_2563, APA_2539)}


def profile_of(name: str | None) -> Profile:
    """The profile of this name; what nobody knows any more is read by the first that there was."""
    return PROFILES.get(name or "", SEED_2563)
