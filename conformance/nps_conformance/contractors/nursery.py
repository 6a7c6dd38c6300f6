"""The nursery: has imported what our contractors need, and forks a child for each start of one.

A start of a contractor costs more in imports than in work, and a plan starts hundreds. Requests
come over the Unix socket whose file descriptor is the only argument, one message each: a JSON
object of `module`, `arguments`, `cwd` and `env`, with four file descriptors: the child's standard
input, output and error, and a socket for words about it. There the child says `{"pid": N}` and
waits for a line; a closed socket tells it that it is not wanted any more. What it ends with it says
as `{"ending": N}`, and the nursery as `{"code": N}` when it has reaped it (negative: the signal).
The second word is the one that counts; the first is for a nursery that has died meanwhile.

The nursery ends when its socket closes, and leaves running children alone. It has no threads, and
holds no connection and no state that a child could share; `random` reseeds itself in a fork. Only
for Linux: it needs pidfds, and what macOS's frameworks do in a fork without exec is undefined.
"""

import atexit
import gc
import json
import os
import runpy
import selectors
import signal
import socket
import sys
import threading
from dataclasses import dataclass
from typing import Any, Final, Never

# Imported for the children. Not the packages' __main__: those they run themselves.
import nps_conformance.contractors.faulty._wire
import nps_conformance.contractors.reference.program  # noqa: F401 - see above

LARGEST: Final = 1 << 20  # bytes of a request; a Unix socket takes less
CANNOT_FLUSH: Final = 120  # the interpreter's own exit code for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a child has to do. `streams` are its standard input, output and error."""

    module: str
    arguments: list[str]
    cwd: str
    env: dict[str, str]
    streams: list[int]
    words: socket.socket

    def run(self) -> Never:
        """Become the program, as `python -P -m module arguments` would have."""
        self.words.set_inheritable(False)
        os.setsid()
        os.chdir(self.cwd)
        for number, stream in enumerate(self.streams):
            os.dup2(stream, number)
            os.close(stream)
        _say(self.words, pid=os.getpid())
        if not self.words.recv(1):
            os._exit(0)
        os.environ.update(self.env)
        sys.argv[1:] = self.arguments
        code = _main(self.module)
        _say(self.words, ending=code)
        if code < 0:  # an interrupted program ends by the signal itself
            signal.signal(-code, signal.SIG_DFL)
            os.kill(os.getpid(), -code)
        os._exit(code)


def _main(module: str) -> int:
    """Run a module as the program; its exit code. Nothing is left to be cleaned up or written."""
    code = 0
    try:
        # runpy's public function takes another way, and tracebacks would show it
        runpy._run_module_as_main(module)  # type: ignore[attr-defined]  # noqa: SLF001 - see above
    except SystemExit as end:
        code = _code(end.code)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - whatever ends a program
        own = error.__traceback__
        above = own.tb_next if own is not None else None
        sys.excepthook(type(error), error.with_traceback(above), above)
        code = -signal.SIGINT if isinstance(error, KeyboardInterrupt) else 1
    for each in threading.enumerate():
        if each is not threading.current_thread() and not each.daemon:
            each.join()
    atexit._run_exitfuncs()  # noqa: SLF001 - taking apart the modules would cost as much as a turn
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = CANNOT_FLUSH
    return code


def _code(given: object) -> int:
    """The exit code of a SystemExit, as the interpreter takes it."""
    if given is None:
        return 0
    if isinstance(given, int):
        return given & 0xFF
    sys.stderr.write(f"{given}\n")
    return 1


def _say(words: socket.socket, **word: int) -> None:
    words.sendall(json.dumps(word).encode() + b"\n")


def serve(control: socket.socket) -> Job | None:
    """Fork for each request; in a child its job, in the nursery None when the socket was closed."""
    living: dict[int, tuple[int, socket.socket]] = {}  # by pidfd
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is not control:
                    selector.unregister(key.fd)
                    pid, words = living.pop(key.fd)
                    os.close(key.fd)
                    _reap(pid, words)
                    continue
                request, streams, _, _ = socket.recv_fds(control, LARGEST, 4)
                if not request:
                    return None
                asked: dict[str, Any] = json.loads(request)
                words = socket.socket(fileno=streams.pop())
                pid = os.fork()
                if pid == 0:
                    for pidfd, (_, others) in living.items():
                        os.close(pidfd)
                        others.close()
                    return Job(**asked, streams=streams, words=words)
                for stream in streams:
                    os.close(stream)
                pidfd = os.pidfd_open(pid)
                living[pidfd] = (pid, words)
                selector.register(pidfd, selectors.EVENT_READ)


def _reap(pid: int, words: socket.socket) -> None:
    _, status = os.waitpid(pid, 0)
    with words:
        try:
            _say(words, code=os.waitstatus_to_exitcode(status))
        except OSError:  # nobody waits for it any more
            return


def main() -> None:
    """Serve the socket, and in each child do its job."""
    gc.freeze()  # children would copy every page that a collection touches
    with socket.socket(fileno=int(sys.argv[1])) as control:
        job = serve(control)
    if job is not None:
        job.run()


if __name__ == "__main__":
    main()
