"""The file `credentials.properties`, as HERE's portal issues it and Java writes it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from ..errors import ConfigurationError

_ENDS = re.compile(r"\r\n|\r|\n")
_KEY = re.compile(r"((?:\\.|[^\\=:\s])+)[ \t\f]*[=:]?[ \t\f]*", re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_NAMED = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


def read_properties(path: str | os.PathLike[str]) -> dict[str, str]:
    """Read a properties file; raise ConfigurationError if it cannot be read."""
    try:
        text = Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"cannot read the credentials file {str(path)!r}: {_reason(error)}",
            hint="let this user read it, or pass the credentials in another way",
        ) from None
    return properties(text)


def file_exists(path: Path) -> bool:
    """Return True if the file exists; raise ConfigurationError if its folder cannot be read."""
    try:
        return path.is_file()
    except OSError as error:
        raise ConfigurationError(
            f"cannot look for the credentials file {str(path)!r}: {_reason(error)}",
            hint="let this user read its folder, or pass the credentials in another way",
        ) from None


def properties(text: str) -> dict[str, str]:
    r"""Parse properties: `name = value` or `name: value`, with Java's escapes.

    Comments begin with `#` or `!`, a line that ends with a backslash continues in the next, `\:` is
    a colon and `\u003d` an equals sign. A name without a value does not replace an earlier value.
    """
    found: dict[str, str] = {}
    for line in _lines(text):
        match = _KEY.match(line)
        if match is None:
            continue
        # Java keeps trailing white space, but nobody means it to be part of a key.
        value = _unescape(line[match.end() :].rstrip())
        if value:
            found[_unescape(match[1])] = value
    return found


def _lines(text: str) -> list[str]:
    lines: list[str] = []
    continues = False
    for line in _ENDS.split(text):
        line = line.lstrip(" \t\f")
        if not continues and line.startswith(("#", "!")):
            continue
        if continues:
            lines[-1] += line
        else:
            lines.append(line)
        # An even number of backslashes at the end are escaped ones.
        continues = (len(line) - len(line.rstrip("\\"))) % 2 == 1
        if continues:
            lines[-1] = lines[-1][:-1]
    return lines


def _unescape(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        escaped = match[1]
        if len(escaped) > 1:
            return chr(int(escaped[1:], 16))
        return _NAMED.get(escaped, escaped)

    return _ESCAPE.sub(character, text)


def _reason(error: Exception) -> str:
    """Describe an error without its text, which would quote the file if it cannot be decoded."""
    reason = error.strerror if isinstance(error, OSError) else "the file is not text in UTF-8"
    return f"{type(error).__name__}: {reason}"
