"""The program for shells that call it often: each call is a fork of one process in which every module is loaded.

As a script it is that process (`serve` and the path of its socket), or a call (`call`, the path and the arguments).
"""

import json
import os
import socket
import sys
from contextlib import suppress


def serve(path: str) -> None:
    """Answer calls until stdin ends."""
    import gc
    import select
    from importlib import import_module
    from pkgutil import walk_packages

    import atp_tui.cli
    import atp_tui.rerun

    # Whatever loads Textual is not loaded: that reads its settings from the environment of the call.
    for package in (atp_tui.cli, atp_tui.rerun):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    gc.collect()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"{path}.new")
        listening.listen(64)
        os.rename(f"{path}.new", path)  # noqa: PTH104 - a call knows by its path that it is listening
        while listening in select.select([listening, sys.stdin], [], [])[0]:
            calling = listening.accept()[0]
            with calling, suppress(ChildProcessError):
                if not os.fork():
                    _answer(calling)
                while os.waitpid(-1, os.WNOHANG)[0]:
                    continue


def _answer(calling: socket.socket) -> None:
    """Run the program in a child with the streams of the caller, and send its exit code."""
    with calling, calling.makefile("rb") as request:
        streams = socket.recv_fds(calling, 1, 3)[1]
        arguments, folder, environment = json.loads(request.readline())
        child = os.fork()
        if not child:
            calling.close()
            for descriptor, stream in enumerate(streams):
                os.dup2(stream, descriptor)
                os.close(stream)
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(environment)
            _run(arguments)
        calling.sendall(bytes([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) % 256]))
    os._exit(0)


def _run(arguments: list[str]) -> None:
    from atp_tui.cli import main

    code: object = 1
    try:
        main(arguments)
    except SystemExit as left:
        code = left.code
    finally:
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 0)


def call(path: str, arguments: list[str]) -> int:
    """Return the exit code of the program with these arguments and the streams of this process."""
    with socket.socket(socket.AF_UNIX) as calling:
        calling.connect(path)
        socket.send_fds(calling, [b"\0"], [0, 1, 2])
        calling.sendall(json.dumps([arguments, os.getcwd(), dict(os.environ)]).encode() + b"\n")  # noqa: PTH109
        return calling.recv(1)[0]


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    else:
        sys.exit(call(sys.argv[2], sys.argv[3:]))
