"""Which charge cards are accepted where: the eMSPs of a world (contract section 4.12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from evcp_models import EVStation, RoamingEntry

UNKNOWN_COUNTRY = "ZZZ"
"""For a provider none of whose stations has a country: the contract demands one, and ISO 3166-1
leaves this code to its users."""


@dataclass(slots=True)
class _Provider:
    name: str
    # Dictionaries for their order: the first one seen stands first.
    ema_ids: dict[str, None] = field(default_factory=dict)
    countries: set[str] = field(default_factory=set)


def providers(stations: Iterable[EVStation]) -> tuple[RoamingEntry, ...]:
    """Every eMSP whose card some station accepts, in the order of their names.

    A card without a `partner_id` is left out: the id is what the resource is for.

    Args:
        stations: The stations; where two of them name one provider differently, the first counts.
    """
    found: dict[str, _Provider] = {}
    for station in stations:
        country = station.address and station.address.country
        for card in station.roaming:
            if card.partner_id is None:
                continue
            provider = found.get(card.partner_id)
            if provider is None:
                name = card.emsp or card.partner_id
                provider = found[card.partner_id] = _Provider(name)
            provider.ema_ids.update(dict.fromkeys(card.ema_id))
            if country:
                provider.countries.add(country)
    return tuple(
        RoamingEntry(
            emsp=one.name,
            partner_id=partner_id,
            ema_id=tuple(one.ema_ids),
            country=tuple(sorted(one.countries)) or (UNKNOWN_COUNTRY,),
        )
        for partner_id, one in sorted(found.items(), key=lambda item: (item[1].name, item[0]))
    )
