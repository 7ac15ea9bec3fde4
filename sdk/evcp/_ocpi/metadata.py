"""The connector table of evcp against HERE's own: `connectorTypes` of `/countryMetadata` of API v3."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from evcp_models.codes import CONNECTOR_TYPES

from .v3 import STANDARDS


class Verdict(NamedTuple):
    """The comparison of one id with one standard.

    Attributes:
        id: Connector type id of API v2, `legacyId`.
        standard: The standard of OCPI in the answer.
        ours: The standards in the table of evcp.
        verdict: `agrees`; `settles`, if the table has several; `differs`; `unknown id`.
        countries: The countries of the answer that say so.
    """

    id: str
    standard: str
    ours: tuple[str, ...]
    verdict: str
    countries: tuple[str, ...]

    @property
    def is_difference(self) -> bool:
        """True if the table is wrong, or lacks the id."""
        return self.verdict in ("differs", "unknown id")


def verify(document: object) -> list[Verdict]:
    """Compare the table with an answer of `/countryMetadata`.

    Args:
        document: The answer, as `json.loads` returns it.

    Returns:
        Each pair of id and standard once, by id.

    Raises:
        ValueError: The document has no connector type with a `legacyId`, or one cannot be read.
    """
    found: dict[tuple[str, str], dict[str, None]] = {}
    for country, entry in _entries(document, ""):
        id, standard = entry.get("legacyId"), entry.get("standard")
        if id is None:
            continue  # a newer type, which API v2 does not have
        if isinstance(id, bool) or not isinstance(id, int | str) or not isinstance(standard, str):
            raise ValueError(  # noqa: TRY004  # of a document, not an argument
                f"connectorTypes of {country or 'the answer'}: not an entry: {entry!r:.80}"
            )
        word = STANDARDS.get(standard, standard)
        found.setdefault((str(id), word), {})[country] = None
    if not found:
        raise ValueError(
            "no connectorTypes with a legacyId: pass an answer of /countryMetadata of API v3"
        )
    return sorted(
        (
            _verdict(id, standard, tuple(one for one in countries if one))
            for (id, standard), countries in found.items()
        ),
        key=lambda one: (len(one.id), one.id, one.standard),
    )


def _verdict(id: str, standard: str, countries: tuple[str, ...]) -> Verdict:
    code = CONNECTOR_TYPES.get(id)
    ours = tuple(one.standard for one in code.ocpi) if code else ()
    if code is None:
        verdict = "unknown id"
    elif standard not in ours:
        verdict = "differs"
    else:
        exact = len(ours) == 1 and code.ocpi[0].match == "exact"
        verdict = "agrees" if exact else "settles"
    return Verdict(id, standard, ours, verdict, countries)


def _entries(value: object, country: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the connector types at any depth, each with its country: the answer may be wrapped."""
    if isinstance(value, list):
        for one in value:
            yield from _entries(one, country)
    elif isinstance(value, dict):
        code = value.get("countryCode")
        country = code if isinstance(code, str) else country
        types = value.get("connectorTypes")
        if isinstance(types, list):
            yield from ((country, one) for one in types if isinstance(one, dict))
        for name, inner in value.items():
            if name != "connectorTypes":
                yield from _entries(inner, country)
