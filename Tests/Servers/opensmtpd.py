"""OpenSMTPD on a port of its own, delivering into a Maildir; prints the path of each mail.

Takes mail for duebell.example, and for lost.example, which it cannot deliver and sends back. Ends,
and stops the server, when its input closes.
"""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

# Whoever started us may have signals blocked, which we and the server would inherit.
signal.pthread_sigmask(signal.SIG_SETMASK, [])

folder = tempfile.mkdtemp(prefix="duebell-smtpd-")
os.chmod(folder, 0o755)
maildir = os.path.join(folder, "Maildir")
os.mkdir(maildir)
os.chmod(maildir, 0o777)

with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]

path = os.path.join(folder, "smtpd.conf")
with open(path, "w") as file:
    file.write(
        f"""
listen on 127.0.0.1 port {port}
table boxes {{ "@" = "nobody" }}
action "keep" maildir "{maildir}" virtual <boxes>
action "lose" mda "/bin/false" virtual <boxes>
match from any for domain "duebell.example" action "keep"
match from any for domain "lost.example" action "lose"
"""
    )
os.chmod(path, 0o600)


def start():
    return subprocess.Popen(
        ["/usr/sbin/smtpd", "-d", "-f", path],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=open(os.path.join(folder, "log"), "a"),
    )


server = start()
# However this script ends, no server is left behind.
atexit.register(lambda: server.terminate())


def end():
    server.terminate()
    try:
        server.wait(5)
    except subprocess.TimeoutExpired:
        server.kill()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def end_with_input():
    sys.stdin.buffer.read()
    end()


signal.signal(signal.SIGTERM, lambda *_: end())
threading.Thread(target=end_with_input, daemon=True).start()

# There is one control socket a machine: another OpenSMTPD that is just ending keeps ours away.
patience = time.monotonic() + 30
while True:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        break
    except OSError:
        time.sleep(0.02)
    if server.poll() is not None:
        if time.monotonic() > patience:
            sys.exit(open(os.path.join(folder, "log")).read())
        time.sleep(0.5)
        server = start()
print(port, flush=True)

new = os.path.join(maildir, "new")
seen = set()
while True:
    time.sleep(0.02)
    for name in sorted(os.listdir(new)) if os.path.isdir(new) else []:
        if name not in seen:
            seen.add(name)
            print(os.path.join(new, name), flush=True)
