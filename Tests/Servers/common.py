"""What the scripted servers share: they tell their port, keep a log, and end with their parent."""

import json
import os
import shutil
import sys
import threading


def announce(port, log=None):
    """Prints the port, then waits in the background for the parent to close our input.

    Then the folder of the log, which nobody reads any more, goes too.
    """
    print(port, flush=True)
    threading.Thread(target=_end_with_input, args=[log], daemon=True).start()


def _end_with_input(log):
    sys.stdin.buffer.read()
    if log:
        shutil.rmtree(os.path.dirname(log), ignore_errors=True)
    os._exit(0)


class Log:
    """One JSON object a line; each is in the file before the client hears an answer."""

    def __init__(self, path):
        self._file = open(path, "a", encoding="utf-8")
        self._lock = threading.Lock()

    def write(self, entry):
        with self._lock:
            self._file.write(json.dumps(entry) + "\n")
            self._file.flush()
