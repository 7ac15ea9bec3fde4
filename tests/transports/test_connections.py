"""Redirects, connections that are kept, and TLS: nothing goes where it should not."""

from __future__ import annotations

import ssl
import time
from pathlib import Path

import pytest
from support.fakes import KEY, Kind, body, caller, count_body, stations
from support.fault_cases import (
    BOTH,
    COUNT,
    GOOD,
    GRACE,
    HURRY,
    KINDS,
    TIMEOUT,
    TLS,
    arguments,
    attempt,
    length_of,
    send_and_reset,
    then_closes,
)
from support.faults import (
    FaultServer,
    Peer,
    Script,
    answer,
    drip,
    hang,
    message,
    raw,
    reset,
)

import evcp
from evcp import (
    AuthenticationError,
    DeadlineError,
    EvcpError,
    NotSentError,
    StatusError,
    UnansweredError,
)

# --- redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("kind", KINDS)
def test_another_host_gets_no_request_and_no_key(kind: Kind, status: int) -> None:
    with FaultServer(answer(GOOD)) as target:
        go = answer(b"", f"{status} Go", location=f"{target.url}stations/count.json?apiKey={KEY}")
        with FaultServer(go) as server, caller(kind, base_url=server.url, **arguments()) as one:
            error = attempt(lambda: one.call(COUNT))
            assert len(server.requests) == 1
        assert (target.connections, target.requests) == (0, [])
    assert type(error) is StatusError
    assert error.status == status
    assert f"redirect to {target.url}stations/count.json" in str(error)
    assert KEY not in f"{error} {error.__dict__}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_token_is_not_redirected_either(kind: Kind) -> None:
    with FaultServer(answer(GOOD)) as target:
        go = answer(b"", "307 Go", location=f"{target.url}token")
        with FaultServer(go) as server:
            credentials = evcp.HereCredentials(
                "an-access-key-id", "an-access-key-secret", token_url=f"{server.url}token"
            )
            more = arguments(api_key=None, credentials=credentials)
            with caller(kind, base_url=server.url, **more) as one:
                error = attempt(lambda: one.call(COUNT))
        assert target.connections == 0
    assert type(error) is AuthenticationError


# --- connections that are kept


@pytest.mark.parametrize("kind", KINDS)
def test_connections_are_kept(kind: Kind) -> None:
    with FaultServer(answer(GOOD)) as server, caller(kind, base_url=server.url) as one:
        for _ in range(5):
            one.call(COUNT)
        assert (server.connections, len(server.requests)) == (1, 5)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cut", ["close", "reset"])
def test_an_idle_connection_cut_between_calls(kind: Kind, cut: str) -> None:
    script = then_closes(message(GOOD)) if cut == "close" else send_and_reset(message(GOOD))
    with FaultServer(script) as server, caller(kind, base_url=server.url) as one:
        for _ in range(5):
            assert one.call(COUNT).value.count == 7
        assert server.connections >= 5


@pytest.mark.parametrize("kind", KINDS)
def test_responses_are_never_mixed_up(kind: Kind) -> None:
    """What a service sends too much, too late or twice is not taken for the next answer."""
    late = b"HTTP/1.1 103 Early\r\n\r\n"

    def twice(peer: Peer) -> None:
        peer.send(message(GOOD) + message(count_body(99)))
        peer.keep()

    def early(peer: Peer) -> None:
        peer.send(late)
        peer.keep()
        if peer.wait(0.1):
            peer.send(message(count_body(99)))

    for script in (twice, early, answer(GOOD + b"xxx", length=len(GOOD))):
        server = FaultServer(script, answer(count_body(1)))
        with server, caller(kind, base_url=server.url, **arguments()) as one:
            counts = [attempt(lambda: one.call(COUNT).value.count) for _ in range(3)]
        if script is early:
            assert counts == [99, 1, 1]  # an interim answer is followed by the answer
        elif kind == "sync":
            assert counts == [7, 1, 1]
        else:
            # Of two answers aiohttp takes the first, or none if they come at once.
            assert counts in [[7, 1, 1], [1, 1, 1]]


# --- TLS


def tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "server.pem", TLS / "server.key")
    return context


@pytest.mark.parametrize("kind", KINDS)
def test_a_certificate_from_a_custom_bundle(
    kind: Kind, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # The environment names another bundle: the argument comes before it.
    other = tmp_path / "empty.pem"
    other.write_bytes(b"")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(other))
    with FaultServer(answer(GOOD), tls=tls()) as server:
        more = arguments(verify=str(TLS / "server.pem"))
        with caller(kind, base_url=server.url, **more) as one:
            assert one.call(COUNT).value.count == 7
            assert one.call(COUNT).value.count == 7
        assert server.connections == 1


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_certificate(kind: Kind) -> None:
    with FaultServer(answer(GOOD), tls=tls()) as server:
        with caller(kind, base_url=server.url, **arguments()) as one:
            error = attempt(lambda: one.call(COUNT))
        assert server.requests == []
    assert type(error) is NotSentError
    assert "no secure connection" in str(error)
    assert error.attempts == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_service_without_tls(kind: Kind) -> None:
    with FaultServer(answer(GOOD)) as server:
        url = server.url.replace("http:", "https:")
        with caller(kind, base_url=url, **arguments()) as one:
            error = attempt(lambda: one.call(COUNT))
    assert isinstance(error, NotSentError | UnansweredError)
    assert KEY.encode() not in b"".join(seen.head for seen in server.requests)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("script", "error"),
    [
        (drip(message(b" " * 99), 70), DeadlineError),
        (drip(message(b" " * 99, connection="close"), 90), DeadlineError),
        (drip(message(GOOD)), DeadlineError),
        (reset, UnansweredError),
        (raw(length_of(GOOD, 9)), UnansweredError),
        (hang, UnansweredError),
    ],
)
def test_faults_within_tls(kind: Kind, script: Script, error: type[EvcpError]) -> None:
    with FaultServer(script, tls=tls()) as server:
        timeout = HURRY if error is DeadlineError else TIMEOUT
        more = arguments(verify=str(TLS / "server.pem"), timeout=timeout)
        with caller(kind, base_url=server.url, **more) as one:
            began = time.monotonic()
            failed = attempt(lambda: one.call(COUNT))
            assert time.monotonic() - began < HURRY.total + GRACE
    assert type(failed) is error


def test_stations_in_both_formats_over_the_wire() -> None:
    found = stations("a", "b", more=True, count=9)
    for format in BOTH:
        with FaultServer(answer(body(found, format))) as server:
            for kind in KINDS:
                with caller(kind, base_url=server.url, format=format) as one:
                    got = one.run(lambda client: client.stations.get("b"))
                    assert got == found.ev_stations[1]
            assert [seen.path for seen in server.requests] == [f"/ev/stations/b.{format}"] * 2
