"""The service as its user runs it: it finds a port, says where it is, drops who dawdles, and stops when told to."""

from __future__ import annotations

import errno
import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

import pytest

from service import serve
from service.settings import PROGRAM_VERSION, is_loopback
from tests.child import PATIENCE, ROOT, Here, Running, free_port, serving

KEEP_ALIVE = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
LAST = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
SOON = serve.HEADER_DEADLINE_MS / 1000 * 0.8  # seconds: sooner than any connection is dropped
SMALL = """
import sys
from service import serve
from service.app import create_app
from service.settings import Settings
from service.versions import Fixed
from tests.worlds import two_squares
serve.HEADER_DEADLINE_MS = {deadline}
app = create_app(Settings(versions=Fixed(two_squares([(0.5, 0.5)]))))
app.state.settings.versions.latest().once(("collection", "sites"), lambda: None)
print("http://127.0.0.1:{port}/", file=sys.stderr, flush=True)
serve.run(app, host="127.0.0.1", port={port})
"""


@contextmanager
def small(*, deadline=10_000):
    """Run the service on a small world; its collections are broken on purpose."""
    code = SMALL.format(deadline=deadline, port=free_port())
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            yield Running(process)
        finally:
            if process.poll() is None:
                process.kill()


@pytest.fixture(scope="module")
def running():
    with serving() as service:
        yield service


def test_it_says_what_it_is_and_where(running):
    lines = running.said.splitlines()
    assert lines[0].startswith(f"Sarhad {PROGRAM_VERSION}, version 1 (")
    assert "6,595 incidents of 2 sources" in lines[0]
    assert lines[-1] == f"Open http://127.0.0.1:{running.port}/ in a browser; stop with Ctrl-C."


@pytest.mark.parametrize(
    "path",
    ["/", "/choropleth.json", "/choropleth.geojson", "/facets.json", "/collections/sites/items", "/static/app.js"],
)
def test_it_answers(running, path):
    assert running.ask(path).status == 200


def test_it_answers_compressed_and_from_what_a_client_has(running):
    whole = running.ask("/choropleth.json", accept_encoding="gzip")
    assert whole.json()["total"] == 6416
    again = running.ask("/choropleth.json", accept_encoding="gzip", if_none_match=whole.header("etag"))
    assert (again.status, again.body) == (304, b"")


def test_head_has_a_length_and_no_body(running):
    head = running.ask("/choropleth.json", method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert int(head.header("content-length")) > 1000


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", 421),
        (b"GET /healthz HTTP/1.0\r\n\r\n", 421),
        (b"GET /healthz HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n", 421),
        (b"GET http://localhost/healthz HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n", 421),
        (b"GET /healthz HTTP/1.1\r\nHost: example.org\r\nHost: localhost\r\nConnection: close\r\n\r\n", 421),
        (b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi", 405),
        (b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 405),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi", 413),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n" + LAST, 413),
        (b"GET /%ED%A0%80 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 404),
        (b"GET /static/..%2f..%2fsarhad.py HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 404),
        (b"GET /../sarhad.py HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 404),
        (b"GET /choropleth.json?measure=%FF HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 400),
        (b"GET /choropleth.json?measure=\xff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 400),
        (b"GET /\xff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nhi", 400),
        (b"NONSENSE\r\n\r\n", 400),
        (b"GET /choropleth.json?" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 414),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 1_000_000 + b"\r\n\r\n", 431),
    ],
)
def test_a_hostile_request_is_refused_in_order(running, request_, status):
    answer = running.send(request_)
    assert re.match(rb"HTTP/1\.[01] %d " % status, answer)
    assert b"Traceback" not in answer


def test_it_does_not_speak_http_2_that_no_deadline_holds(running):
    with running.connect() as connection:
        connection.settimeout(SOON)
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0]))
        answer = connection.recv(65_536)
    assert answer[:1] in (b"", b"H")


def test_after_all_that_it_still_answers_and_has_said_nothing_more(running):
    assert running.ask("/healthz").status == 200
    os.set_blocking(running.process.stderr.fileno(), False)
    try:
        assert running.process.stderr.read() in (None, b"")
    finally:
        os.set_blocking(running.process.stderr.fileno(), True)


def test_a_busy_port_is_told_and_the_next_one_taken(running):
    with serving("--port", str(running.port)) as second:
        assert second.port != running.port
        assert second.said.startswith(f"Port {running.port} is busy; using {second.port}.\n")
        assert second.ask("/healthz").status == running.ask("/healthz").status == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order_while_browsers_are_connected(number):
    with serving() as service:
        with service.connect() as idle, service.connect() as silent:
            idle.sendall(KEEP_ALIVE)
            assert idle.recv(65_536).startswith(b"HTTP/1.1 200")
            service.process.send_signal(number)
            service.process.wait(timeout=SOON)
            silent.settimeout(PATIENCE)
            assert silent.recv(1) == b""
        said = service.rest()
    assert service.process.returncode == 0
    assert "Traceback" not in said
    assert "panicked" not in said


def test_a_signal_ends_it_in_order_while_a_header_is_half_sent():
    with small() as service:
        with service.connect() as half:
            half.sendall(KEEP_ALIVE[:20])
            service.ask("/healthz")  # the half header has surely arrived by now
            service.process.send_signal(signal.SIGTERM)
            service.process.wait(timeout=SOON)
        said = service.rest()
    assert service.process.returncode == 0
    assert "Traceback" not in said


@pytest.fixture(scope="module")
def hasty():
    """A service that waits no longer than a third of a second for a header."""
    with small(deadline=300) as service:
        yield service


@pytest.mark.parametrize("sent", [KEEP_ALIVE[:20], KEEP_ALIVE, b""], ids=["half a header", "idle after one", "nothing"])
def test_who_dawdles_is_dropped(hasty, sent):
    with hasty.connect() as slow:
        slow.settimeout(6)  # twenty deadlines
        slow.sendall(sent)
        received = b"".join(iter(lambda: slow.recv(65_536), b""))
    assert received.startswith(b"HTTP/1.1 200") if sent == KEEP_ALIVE else received == b""
    assert hasty.ask("/healthz").status == 200


def test_what_breaks_inside_leaves_its_trace_where_the_problem_says():
    with small() as service:
        answer = service.ask("/collections/sites/items")
        assert answer.status == 500
        assert "log has the trace" in answer.json()["detail"]
        assert b"Traceback" not in answer.body
        _, said = service.stop(signal.SIGTERM)
    assert "Traceback" in said
    assert "TypeError" in said


@pytest.mark.parametrize("host", ["localhost", "::1"])
def test_every_loopback_address_can_be_listened_on(host):
    try:
        with socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            pass
    except OSError:
        pytest.skip(f"{host} is not an address of this machine")
    port = free_port()
    with serving("--host", host, "--port", str(port)) as service:
        name = f"[{host}]" if ":" in host else host
        assert service.address == f"http://{name}:{port}/"
        with service.connect(host) as connection:
            connection.sendall(LAST.replace(b"localhost", name.encode()))
            assert connection.recv(65_536).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("host", ["203.0.113.9", "", "a..b", "x" * 64 + ".invalid", "not a host"])
def test_a_wrong_host_is_one_line(host, monkeypatch, capsysbinary, bundled):
    monkeypatch.setattr(serve, "run", lambda *_, **__: pytest.fail("it tried to listen"))
    ran = Here(monkeypatch, capsysbinary, bundled)("serve", "--host", host, "--port", str(free_port()))
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err.startswith("sarhad: ")
    assert ran.err.count("\n") == 1
    assert "127.0.0.1" in ran.err or "cannot listen" in ran.err
    assert "while attempting" not in ran.err


def refusing(number):
    """A socket that cannot be bound, for this reason, as socket.create_server says it."""

    def create_server(address, **_):
        raise OSError(number, f"{os.strerror(number)} (while attempting to bind on address {address!r})")

    return create_server


def test_a_port_that_needs_rights_is_told(monkeypatch):
    monkeypatch.setattr(socket, "create_server", refusing(errno.EACCES))
    with pytest.raises(serve.NoPort, match=r"^port 80 needs more rights; choose one from 1024 up"):
        serve.free_port("127.0.0.1", 80)


def test_no_free_port_at_all_is_told(monkeypatch):
    monkeypatch.setattr(socket, "create_server", refusing(errno.EADDRINUSE))
    with pytest.raises(serve.NoPort, match=r"no free port from 8000 to 8049"):
        serve.free_port("127.0.0.1", 8000)
    with pytest.raises(serve.NoPort, match=r"no free port from 65530 to 65535"):
        serve.free_port("127.0.0.1", 65_530)


def test_the_first_free_port_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert port < serve.free_port("127.0.0.1", port) < port + serve.TRIES
    assert serve.free_port("127.0.0.1", port) == port


@pytest.mark.parametrize(
    ("host", "is_one"),
    [
        *(("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True)),
        *(("0.0.0.0", False), ("::", False), ("10.0.0.1", False), ("localhost.example.org", False), ("", False)),  # noqa: S104
        *(("::ffff:10.0.0.1", False), ("127.0.0.1.example.org", False), ("127.1", False)),
    ],
)
def test_loopback_is_what_only_this_machine_can_reach(host, is_one):
    assert is_loopback(host) == is_one
