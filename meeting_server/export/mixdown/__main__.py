"""The mixer as a process: its plan on the first line of standard input, what it has done on standard output.

It ends when it is told to, and when whoever asked for the copy is gone: standard input is its life line.
"""

import errno
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Mapping

from av.error import FFmpegError

from meeting_server.export.mixdown.mix import DiskFull, mix
from meeting_server.export.mixdown.plan import read

_LEAST = 19  # the lowest right to the processor there is
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def main() -> int:
    """Mix; 1 when there is no copy."""
    os.nice(_LEAST)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then ends us.
    plan = read(json.loads(sys.stdin.buffer.readline()))
    threading.Thread(target=_watch, daemon=True).start()
    try:
        left_out = mix(plan, lambda done, of: _tell({"done": done, "of": of}))
    except DiskFull:
        _tell({"failed": "disk_full", "error": "the rest of the disk is for the record"})
        return 1
    except (FFmpegError, OSError) as failure:
        _tell({"failed": "disk_full" if failure.errno in _FULL else "broken", "error": repr(failure)})
        return 1
    except Exception:  # noqa: BLE001 - task root: the server's log must know why there is no copy
        _tell({"failed": "broken", "error": traceback.format_exc()})
        return 1
    _tell({"left_out": left_out})
    return 0


def _watch() -> None:
    """End this process when the other end of its input is closed."""
    # Past Python's own buffer: a thread that waits in there keeps the interpreter from ending well.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _tell(message: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
