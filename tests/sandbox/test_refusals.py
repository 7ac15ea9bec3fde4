"""Refusals of the service: credentials, unknown resources, methods, malformed requests."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from sandbox.helpers import ask, station

from evcp.sandbox import Access, Assumptions, Response, Service, World

SMALL = World([station("a", 52.50, 13.40, ("31", 22.08)), station("b", 52.51, 13.40)])


# --- credentials --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        ({}, {}, 401),
        ({"apiKey": ""}, {}, 401),
        ({"apiKey": "good"}, {}, 200),
        ({"apiKey": "other"}, {}, 401),
        ({"apikey": "good"}, {}, 401),
        ({"apiKey": "shut"}, {}, 403),
        ({}, {"authorization": "Bearer good"}, 200),
        ({}, {"authorization": "bearer good"}, 200),
        ({}, {"authorization": "Bearer "}, 401),
        ({}, {"authorization": "Basic good"}, 401),
        ({}, {"authorization": "Bearer other"}, 401),
        ({}, {"authorization": "Bearer shut"}, 403),
        ({"app_id": "good", "app_code": "c"}, {}, 200),
        ({"app_id": "good"}, {}, 401),
        ({"app_code": "good"}, {}, 401),
        ({"app_id": "shut", "app_code": "c"}, {}, 403),
        ({"apiKey": "shut"}, {"authorization": "Bearer good"}, 200),
    ],
)
def test_credentials(query: dict[str, str], headers: dict[str, str], status: int) -> None:
    access = Access(accepted=frozenset({"good"}), forbidden=frozenset({"shut"}))
    service = Service(SMALL, access=access)
    response = ask(service, "stations.json", key=None, headers=headers, prox="0,0,1", **query)
    assert response.status == status


def test_any_key_is_accepted_by_default() -> None:
    service = Service(SMALL)
    assert ask(service, "stations.json", prox="0,0,1", key="whatever").status == 200
    assert ask(service, "stations.json", prox="0,0,1", key=None).status == 401


def test_credentials_are_checked_first() -> None:
    service = Service(SMALL)
    assert ask(service, "stations.json", key=None).status == 401
    assert ask(service, "no/such/thing.json", key=None).status == 401
    assert ask(service, "stations.json", key=None, method="POST").status == 401


# --- errors -------------------------------------------------------------------------------------


def body_of(response: Response) -> Any:
    assert response.headers["Content-Type"].startswith("application/json")
    return json.loads(response.body)


def test_error_bodies_in_both_shapes() -> None:
    shut = Access(forbidden=frozenset({"a-key"}))
    new = ask(Service(SMALL, access=shut), "stations.json")
    assert new.status == 403
    assert body_of(new) == {
        "error": "Forbidden",
        "error_description": "These credentials do not authorize access",
    }
    old = ask(Service(SMALL, access=shut, assumptions=Assumptions(error_body=2)), "stations.json")
    assert body_of(old) == {
        "Type": "Forbidden",
        "Message": ["These credentials do not authorize access"],
    }


def test_a_bad_parameter_is_a_400_that_names_it(service: Service) -> None:
    response = ask(service, "stations.json", prox="52.5,13.4,999999")
    assert response.status == 400
    body = body_of(response)
    assert body["error"] == "Bad Request"
    assert body["error_description"].startswith("prox: the radius 999999 m")


@pytest.mark.parametrize(
    "path",
    [
        "stations.html",
        "station.json",
        "stations/.json",
        "pool/1.json",
        "",
        "stations/a/b.json",
    ],
)
def test_unknown_resources_are_a_404(service: Service, path: str) -> None:
    assert ask(service, path, prox="0,0,1").status == 404
    assert service.handle("GET", "/stations.json", "apiKey=k", {}).status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "PATCH", "BREW"])
def test_other_methods_are_not_allowed(service: Service, method: str) -> None:
    response = ask(service, "stations.json", method=method, prox="0,0,1")
    assert response.status == 405
    assert response.headers["Allow"] == "GET"


def test_an_internal_error_of_the_service_is_a_500_logged_without_the_key(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service(SMALL)

    def broken(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(SMALL.index, "search", broken)
    response = ask(service, "stations.json", key="very-secret", prox="0,0,1")
    assert response.status == 500
    assert b"ZeroDivision" not in response.body
    assert "ZeroDivisionError" in caplog.text
    assert "very-secret" not in caplog.text


# --- nonsense

ascii_text = st.text(st.characters(codec="latin-1"), max_size=30)
fragments = st.lists(
    st.one_of(
        ascii_text,
        st.sampled_from(
            ["prox=", "bbox=", "&", "=", "%00", "%ff", "%2", ";", ",", "1,1,1", "apiKey=k"]
        ),
    ),
    max_size=8,
).map("".join)


@given(
    st.sampled_from(["/ev/stations", "/ev/stations/count", "/ev/stations/%01", "/ev/", ""]),
    ascii_text,
    st.sampled_from([".json", ".xml"]),
    fragments,
    st.booleans(),
)
def test_no_request_is_a_500(head: str, middle: str, suffix: str, query: str, strict: bool) -> None:
    service = Service(SMALL, assumptions=Assumptions(strict_parameters=strict))
    response = service.handle("GET", head + middle + suffix, query + "&apiKey=k", {})
    assert response.status in {200, 400, 404}
    if suffix == ".xml":
        etree.fromstring(response.body)
    else:
        json.loads(response.body)
