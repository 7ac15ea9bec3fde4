"""Stations as locations of OCPI: one JSON array, and what it lacks on standard error."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO

from evcp import ocpi

from ..errors import CommandError
from ..options.units import plural
from ..reporter import Reporter

if TYPE_CHECKING:
    from evcp_models import EVStation


def write_ocpi(
    stations: Iterable[EVStation], given: Iterable[str], file: TextIO, reporter: Reporter
) -> None:
    """Write stations as locations, one for each pool.

    Args:
        stations: The stations.
        given: Members as `name=value`; `version` is that of OCPI.
        file: The file.
        reporter: Gets what the locations lack.
    """
    values = _values(given)
    views = ocpi.to_locations(stations, values.pop("version", "2.2.1"), supplied=values)
    file.write(ocpi.dumps(views, indent=1) + "\n")
    missing = Counter(
        name
        for view in views
        for name in dict.fromkeys(re.sub(r"\[\d+\]", "", path) for path in view.missing)
    )
    if missing:
        lacking = sum(not view.valid for view in views)
        names = ", ".join(f"{name} ({count})" for name, count in missing.most_common())
        reporter.warn(
            f"{plural(lacking, 'location')} of {len(views)} without members that OCPI requires: {names}; "
            "give them: --ocpi NAME=VALUE"
        )


def _values(given: Iterable[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for one in given:
        name, sign, text = one.partition("=")
        if not sign or not name:
            raise CommandError(f"--ocpi {one!r} is not NAME=VALUE", "such as --ocpi party_id=ICT")
        values[name] = _value(name, text)
    return values


_BOOLEANS: Mapping[str, bool] = {"true": True, "false": False}


def _value(name: str, text: str) -> Any:
    if name.endswith("last_updated"):
        return _moment(text)
    if name in ("publish", "charging_when_closed"):
        return _BOOLEANS.get(text.casefold(), text)
    if name.rpartition(".")[2].startswith("max_") and text.isascii() and text.isdigit():
        return int(text)
    return text


def _moment(text: str) -> datetime:
    if text == "now":
        return datetime.now(UTC)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(
            f"{text!r} is not a time", "write now, or a time such as 2026-06-01T12:00:00Z"
        ) from None
