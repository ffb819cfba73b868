"""A proxy before a PostgreSQL server that harms connections.

  postgresql_proxy.py LOG SOCKET lose-commit FILE  once FILE is there, passes the next COMMIT on and
                                                   drops its answer with the connection; removes FILE
  postgresql_proxy.py LOG SOCKET delay SECONDS     delays what goes each way
"""

import os
import select
import socket
import sys
import threading
import time

_, log, target, mode, amount = sys.argv
lock = threading.Lock()


def note(line):
    with lock, open(log, "a") as file:
        file.write('{"did": "%s"}\n' % line)


def loses(data):
    """Returns true if the client's data ends a transaction whose answer is to be lost."""
    with lock:
        if b"COMMIT\0" in data and os.path.exists(amount):
            os.unlink(amount)
            return True
    return False


def delayed(source, sink):
    queue, changed = [], threading.Condition()

    def write():
        while True:
            with changed:
                while not queue:
                    changed.wait()
                at, data = queue.pop(0)
            time.sleep(max(0, at - time.monotonic()))
            try:
                sink.sendall(data) if data else sink.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            if not data:
                return

    threading.Thread(target=write, daemon=True).start()
    while True:
        try:
            data = source.recv(1 << 20)
        except OSError:
            data = b""
        with changed:
            queue.append((time.monotonic() + float(amount), data))
            changed.notify()
        if not data:
            return


def serve(client):
    server = socket.socket(socket.AF_UNIX)
    server.connect(target)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if mode == "delay":
        threading.Thread(target=delayed, args=(server, client), daemon=True).start()
        return delayed(client, server)
    while True:
        ready, _, _ = select.select([client, server], [], [])
        for one in ready:
            data = one.recv(1 << 20)
            if not data:
                client.close(), server.close()
                return
            if one is server:
                client.sendall(data)
                continue
            server.sendall(data)
            if loses(data):
                server.recv(1 << 20)
                note("lost the answer to COMMIT")
                client.close(), server.close()
                return


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)


def accept():
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()


threading.Thread(target=accept, daemon=True).start()
sys.stdin.read()
