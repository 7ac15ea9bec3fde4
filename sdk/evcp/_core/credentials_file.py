"""Reading a `credentials.properties` file, as HERE's portal gives it out and Java writes it."""

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
    """Read a file of properties.

    Raises:
        ConfigurationError: The file cannot be read, or is no text in UTF-8.
    """
    try:
        text = Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"cannot read the credentials file {str(path)!r}: {_said(error)}",
            hint="let this user read it, or pass the credentials in another way",
        ) from None
    return properties(text)


def is_there(path: Path) -> bool:
    """Tell whether there is such a file.

    Raises:
        ConfigurationError: That cannot be seen, for instance in a folder of another user.
    """
    try:
        return path.is_file()
    except OSError as error:
        raise ConfigurationError(
            f"cannot look for the credentials file {str(path)!r}: {_said(error)}",
            hint="let this user read its folder, or pass the credentials in another way",
        ) from None


def properties(text: str) -> dict[str, str]:
    r"""Return the properties of a text: `name = value` or `name: value`, with Java's escapes.

    Remarks begin with `#` or `!`, a line that ends with a backslash goes on in the next, `\:` is a
    colon and `\u003d` an equals sign. A name without a value leaves an earlier one as it is.
    """
    found: dict[str, str] = {}
    for line in _lines(text):
        match = _KEY.match(line)
        if match is None:
            continue
        # White space at the end is not meant, though Java keeps it.
        value = _plain(line[match.end() :].rstrip())
        if value:
            found[_plain(match[1])] = value
    return found


def _lines(text: str) -> list[str]:
    lines: list[str] = []
    goes_on = False
    for line in _ENDS.split(text):
        line = line.lstrip(" \t\f")
        if not goes_on and line.startswith(("#", "!")):
            continue
        if goes_on:
            lines[-1] += line
        else:
            lines.append(line)
        # Two backslashes are one that is meant.
        goes_on = (len(line) - len(line.rstrip("\\"))) % 2 == 1
        if goes_on:
            lines[-1] = lines[-1][:-1]
    return lines


def _plain(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        escaped = match[1]
        if len(escaped) > 1:
            return chr(int(escaped[1:], 16))
        return _NAMED.get(escaped, escaped)

    return _ESCAPE.sub(character, text)


def _said(error: Exception) -> str:
    """Return what is wrong; the text of an error of decoding would quote the file."""
    reason = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
    return f"{type(error).__name__}: {reason}"
