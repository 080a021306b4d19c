"""Room on the disk: how much is left for recordings, and a reserve that is given up before the database starves.

The reserve lies in the data folder, since there lie the database, the ledgers and the journals. It is set aside, not
written, so that having it takes no time. A disk that cannot set space aside has none.
"""

import contextlib
import os
import shutil
from enum import IntEnum
from pathlib import Path

NAME = "reserve"


class Room(IntEnum):
    """What may be written, the more the higher."""

    NONE = 0  # what is left belongs to the database and the journals
    SOUND = 1
    ALL = 2


class Reserve:
    """Looks at the free space; `low` and `last` are bytes under which pictures, and then sound, are given up.

    While the reserve is given up it counts as missing, so that giving it up is not mistaken for a disk that has room
    again; and a bound that was crossed counts a quarter higher until it is left behind.
    """

    def __init__(self, folder: Path, *, size: int, low: int, last: int) -> None:
        self._folder = folder
        self._path = folder / NAME
        self._size = size
        self._low, self._last = low, last
        self.room = Room.ALL

    def look(self) -> Room:
        """How much room there is now; gives the reserve up or sets it aside anew. Raises OSError."""
        free = shutil.disk_usage(self._folder).free
        held = self._path.stat().st_size if self._path.exists() else 0
        low, last = (
            bound + bound // 4 if self.room <= under else bound
            for bound, under in ((self._low, Room.SOUND), (self._last, Room.NONE))
        )
        if free - max(0, self._size - held) >= low:
            self.room = Room.ALL
            if held < self._size:
                self._set_aside()
            return self.room
        # Another worker on the same disk may have been quicker.
        self._path.unlink(missing_ok=True)
        self.room = Room.SOUND if free + held >= last else Room.NONE
        return self.room

    def _set_aside(self) -> None:
        file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(file, 0, self._size)
        except OSError:
            # Half a reserve would be taken for a whole one's beginning.
            with contextlib.suppress(OSError):
                self._path.unlink()
        finally:
            os.close(file)
