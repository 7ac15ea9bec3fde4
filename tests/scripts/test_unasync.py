"""The blocking resources: derived from the asynchronous ones, and nothing but derived."""

from __future__ import annotations

from pathlib import Path

import generate
import pytest
from codegen.unasync import CLIENT, DERIVED, blocking, header

ASYNCHRONOUS = '''
class AsyncPager:
    """The asynchronous pager; see `AsyncStations`."""  # for AsyncClient

    def __aiter__(self) -> AsyncIterator[str]:
        return self

    async def __anext__(self) -> str:
        if await self.next() is None:
            raise StopAsyncIteration
        text = "await no async def"
        return (await self.a()) + await self.b(await self.c())


async def run(pager: AsyncPager, Asynchronous: int) -> None:
    """Run
    AsyncPager, and
    more."""
    async for item in pager:
        async with item: print(item)
'''
BLOCKING = '''
class Pager:
    """The blocking pager; see `Stations`."""  # for Client

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.next() is None:
            raise StopIteration
        text = "await no async def"
        return (self.a()) + self.b(self.c())


def run(pager: Pager, Asynchronous: int) -> None:
    """Run
    Pager, and
    more."""
    for item in pager:
        with item: print(item)
'''


def test_token_rules() -> None:
    assert blocking(ASYNCHRONOUS) == BLOCKING


@pytest.mark.parametrize("derived", DERIVED, ids=lambda path: path.stem)
def test_nothing_asynchronous_is_left(derived: Path) -> None:
    text = (generate.ROOT / derived).read_text("utf-8").removeprefix(header(DERIVED[derived]))
    assert not [word for word in ("async ", "await ", "Async", "__a") if word in text]


def test_a_derived_module_edited_by_hand_is_shown_and_repaired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    edited = CLIENT / "resources.py"
    for path in (*DERIVED, *DERIVED.values()):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes((generate.ROOT / path).read_bytes())
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    assert generate.derive(check_only=True) == 0
    committed = (tmp_path / edited).read_text("utf-8")
    (tmp_path / edited).write_text(committed + "# mine\n", "utf-8")
    assert generate.derive(check_only=True) == 1
    assert capsys.readouterr().out == (
        "sdk/evcp/_client/resources.py is not what async_resources.py gives: "
        "run python scripts/generate.py\n"
    )
    assert generate.derive(check_only=False) == 0
    assert (tmp_path / edited).read_text("utf-8") == committed
