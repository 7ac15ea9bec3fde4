"""Both walks over the same documents: the generated readers in Python, and the native ones.

python tests/support/walks.py 50000 1     that many mutated documents per format, from a seed
"""

from __future__ import annotations

import copy
import dataclasses
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any, Literal
from unittest import mock

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hypothesis import given
from support import mutators_json, mutators_xml
from support.checks import MODELS
from support.documents import Node, any_document, as_json, as_xml
from support.settings import tries
from support.wire import Element, Json, Markup, Object, Raw, json_bytes, objects, xml_bytes

import evcp
from evcp._codec import stream_json, stream_xml
from evcp_codec import json as codec_json
from evcp_codec import native
from evcp_models import EVStationsResult, _json_reader, _xml_reader

Format = Literal["json", "xml"]
ODD_TEXTS = (
    "", " ", "x", " 5 ", "5", "-5", "+7", "1.1", ".5", "5.", "1_0", "-0", "true", " true ", "1", "1.10", "1e5", "0.5",
    "NaN", "12345678901234567890123", "2024-01-01T00:00:00Z", "2024-01-01T00:00Z", "2024-01-01T00:00:00.1234567Z",
    "2024-01-01T00:00:00+0530", "2024-01-01T00:00:00-00:00", "2024-01-01T00:00:00+24:00", "0000-01-01T00:00:00Z",
    "2024-02-30T00:00:00Z", "24:00", "24:00:00", "AVAILABLE", "MONEY  ORDER", "MONEY ORDER",
    "\u00a0", "\u00e9 ", "<&>", "a\tb", "\u20ac\n",
)  # fmt: skip
ODD_NUMBERS = (
    "5", "0", "-0", "-0.0", "5.0", "1.10", "0.10000000000000000055", "1e400", "NaN", "1E2", "1e-300", "1e22", "2e-7",
    "123456789012345678901234567890", "12345678901234567.5", "0.25000", "9223372036854775808", "18446744073709551616",
    "9007199254740993", "1" * 400, "-Infinity", '"\\ud800"', '"\\ud83d\\ude00"', '"\\u0000"', '"\\uffff"',
)  # fmt: skip
ODD_MARKUP = (
    "<!-- c -->", "<![CDATA[]]>", "<![CDATA[a <b>]]>", "<?p i?>", "<x><y a='1'/>t</x>", "<ev:x/>",
)  # fmt: skip


@contextmanager
def pure() -> Iterator[None]:
    """Read with the generated readers and with json."""
    changes: tuple[tuple[Any, str, Any], ...] = (
        (_json_reader, "READERS", _json_reader.PYTHON_READERS),
        (stream_json, "READERS", _json_reader.PYTHON_READERS),
        (_xml_reader, "READERS", _xml_reader.PYTHON_READERS),
        (stream_xml, "READERS", _xml_reader.PYTHON_READERS),
        (native, "orjson", lambda: None),
        (codec_json, "_count_pairs", codec_json._count_pairs_in_python),
        (codec_json, "_has_long_number", codec_json._has_long_number_in_python),
    )
    patches = [mock.patch.object(*change) for change in changes]
    for patch in patches:
        patch.start()
    try:
        yield
    finally:
        for patch in patches:
            patch.stop()


@contextmanager
def in_pieces() -> Iterator[None]:
    """Read item by item, as large pages are, whatever their size."""
    modules: list[Any] = [native._walk("json").module, native._walk("xml").module]
    before = [module.read_whole_up_to(0) for module in modules]
    try:
        yield
    finally:
        for module, size in zip(modules, before, strict=True):
            module.read_whole_up_to(size)


def exact(value: Any) -> Any:
    """Return a value with the class of everything in it: `==` takes a member for its text, 1 for 1.0."""
    if dataclasses.is_dataclass(value):
        return type(value), *(exact(getattr(value, f.name)) for f in dataclasses.fields(value))
    if isinstance(value, tuple):
        return tuple(map(exact, value))
    return type(value), repr(value)


def outcome(body: bytes, model: type[Any], format: Format) -> Any:
    """Return everything that decoding a body gives."""
    try:
        decoded = evcp.decode(body, model, format=format)
    except evcp.DecodeError as error:
        return str(error), error.hint
    return exact(decoded.value), decoded.issues, decoded.more_issues


def streamed(body: bytes, format: Format) -> Any:
    """Return everything that walking a body gives."""
    found: list[Any] = []
    with evcp.iter_stations(io.BytesIO(body), format=format) as stations:
        try:
            found += [exact(station) for station in stations]
        except evcp.DecodeError as error:
            found += [str(error), error.hint]
        return found, stations.issues, stations.issue_count, stations.has_more, stations.count


def assert_alike(body: bytes, model: type[Any], format: Format, *, stream: bool = False) -> None:
    """Check that both walks give the same value of the same classes, and the same issues in order."""
    ours = outcome(body, model, format)
    with in_pieces():
        _assert_same(ours, outcome(body, model, format), body)
    walked = streamed(body, format) if stream and model is EVStationsResult else None
    with pure():
        _assert_same(ours, outcome(body, model, format), body)
        if walked is not None:
            _assert_same(walked, streamed(body, format), body)


def _assert_same(native: Any, python: Any, body: bytes) -> None:
    assert native == python, f"{_difference(native, python)!r:.2000} of {body!r}"


def _difference(one: Any, other: Any) -> Any:
    if isinstance(one, tuple | list) and type(one) is type(other) and len(one) == len(other):
        return next(
            (_difference(*pair) for pair in zip(one, other, strict=True) if pair[0] != pair[1]),
            None,
        )
    return one, other


def mutated_json(rng: Random, tree: Node) -> bytes:
    """Write a mutated document as JSON."""
    root = as_json(tree)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        if isinstance(root, Object) and root.members:
            if rng.random() < 0.4:
                _odd_member(rng, root)
            else:
                with suppress(ValueError):  # a text of more digits than Python converts
                    rng.choice(mutators_json.HARMLESS + mutators_json.HARMFUL)(rng, root)
    body = json_bytes(root, space=rng.choice(("", "", "", " ", "\n ")))
    return body[: rng.randrange(len(body))] if rng.random() < 0.02 else body


def _odd_member(rng: Random, root: Object) -> None:
    owner = rng.choice([one for one in objects(root) if one.members] or [root])
    at = rng.randrange(len(owner.members))
    name, old = owner.members[at]
    odd: list[Json] = [
        None,
        True,
        [],
        Object([]),
        [old],
        [[old]],
        [None],
        Object([(name, old)]),
        Object([("x", 1)]),
    ]
    if rng.random() < 0.7:
        odd = [*ODD_TEXTS] if rng.random() < 0.5 else [Raw(one) for one in ODD_NUMBERS]
    value = copy.deepcopy(rng.choice(odd))
    if rng.random() < 0.3:
        names = [name, name.upper(), "unknown", "value", "id", 'a":1', "\u20ac", "x" * 90]
        owner.members.insert(rng.randint(0, len(owner.members)), (rng.choice(names), value))
    elif isinstance(old, list) and old and rng.random() < 0.5:
        old.insert(rng.randint(0, len(old)), value)
    else:
        owner.members[at] = (name, value)


def mutated_xml(rng: Random, tree: Node) -> bytes:
    """Write a mutated document as XML."""
    root = as_xml(tree)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        if rng.random() < 0.4:
            _odd_element(rng, root)
        else:
            rng.choice(mutators_xml.HARMLESS + mutators_xml.HARMFUL)(rng, root)
    body = xml_bytes(root, indent=rng.choice(("", "", "", "  ", "\t")))
    return body[: rng.randrange(len(body))] if rng.random() < 0.02 else body


def _odd_element(rng: Random, root: Element) -> None:
    element = rng.choice(list(root.walk()))
    kind, text = rng.randrange(7), rng.choice(ODD_TEXTS)
    if kind == 0:
        element.content = [text]
    elif kind == 1:
        element.content.insert(rng.randint(0, len(element.content)), text)
    elif kind == 2:
        markup = rng.choice(
            (
                "<!-- c -->",
                "<![CDATA[]]>",
                "<![CDATA[a <b>]]>",
                "<?p i?>",
                "<x><y a='1'/>t</x>",
                "<ev:x/>",
            )
        )
        element.content.insert(rng.randint(0, len(element.content)), Markup(markup))
    elif kind == 3:
        others = [
            ("x", text),
            ("id", text),
            ("xml:lang", "de"),
            ("ev:label", text),
            ("label", text),
        ]
        element.attributes = [*dict([*element.attributes, rng.choice(others)]).items()]
    elif kind == 4 and element.content:
        part = copy.deepcopy(rng.choice(element.content))
        element.content.insert(rng.randint(0, len(element.content)), part)
    elif kind == 5:
        rng.shuffle(element.content)
    elif element.attributes:
        element.attributes = [(name, text) for name, _ in element.attributes]


def pool(count: int) -> list[Node]:
    """Return drawn documents of all roots."""
    found: list[Node] = []

    @tries(count)
    @given(any_document(surprises=False))
    def collect(tree: Node) -> None:
        found.append(tree)

    collect()
    return found


def search(count: int, seed: int) -> None:
    """Compare the walks on mutated documents."""
    rng, trees = Random(seed), pool(600)
    roots: set[str] = set()
    for number in range(count):
        tree = rng.choice(trees)
        roots.add(tree.name)
        model, stream = MODELS[tree.name], number % 5 == 0
        assert_alike(mutated_json(rng, tree), model, "json", stream=stream)
        assert_alike(mutated_xml(rng, tree), model, "xml", stream=stream)
        if number % 5000 == 4999:
            print(f"{number + 1:,} documents per format alike, roots: {', '.join(sorted(roots))}")


if __name__ == "__main__":
    print(native.codec_info())
    search(int(sys.argv[1]), int(sys.argv[2]))
