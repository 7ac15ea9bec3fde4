"""The blocking resources, derived from the asynchronous ones token by token: nobody edits the twin."""

from __future__ import annotations

import io
import re
import tokenize
from pathlib import Path

CLIENT = Path("sdk") / "evcp" / "_client"
DERIVED = {
    CLIENT / "blocking_base.py": CLIENT / "async_base.py",
    CLIENT / "pagers.py": CLIENT / "async_pagers.py",
    CLIENT / "resources.py": CLIENT / "async_resources.py",
}
"""The derived modules, each with its source."""
_NAMES = {
    "async_base": "blocking_base",
    "__aiter__": "__iter__",
    "__anext__": "__next__",
    "StopAsyncIteration": "StopIteration",
    "async_pagers": "pagers",
}
_PREFIX = re.compile(r"\bAsync(?=[A-Z])")
_WORDS = (
    (re.compile(r"\basynchronous\b"), "blocking"),
    (_PREFIX, ""),
    (re.compile(r"\bawait (?=pager\.)"), ""),
)


def header(source: Path) -> str:
    """Return the first line of the twin of a module."""
    return f"# Derived from {source.name} by scripts/generate.py: edit that one.\n"


def blocking(source: str) -> str:
    """Return the blocking twin of a module: without `async` and `await`, classes without `Async`."""
    lines = source.splitlines(keepends=True)
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    for token in reversed(tokens):  # from the end, so that places in front of it stay right
        (first, start), (last, end) = token.start, token.end
        if token.type == tokenize.NAME and token.string in ("async", "await"):
            line = lines[first - 1]
            lines[first - 1] = line[:start] + line[end:].removeprefix(" ")
        elif token.type == tokenize.NAME:
            line, name = lines[first - 1], _PREFIX.sub("", token.string)
            lines[first - 1] = line[:start] + _NAMES.get(name, name) + line[end:]
        elif token.type in (tokenize.STRING, tokenize.COMMENT):
            text = token.string
            for pattern, word in _WORDS:
                text = pattern.sub(word, text)
            head, tail = lines[first - 1][:start], lines[last - 1][end:]
            lines[first - 1 : last] = (head + text + tail).splitlines(keepends=True)
    return "".join(lines)
