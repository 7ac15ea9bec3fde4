"""Stations as tags of OpenStreetMap (`amenity=charging_station`), and as a file that its editors open.

    from evcp import osm

    tags = osm.tags(station)        # {"amenity": "charging_station", "socket:type2_combo": "2", ...}
    tags.left_out                   # what the tags could not say, and why

    with open("stations.osm", "w", encoding="utf-8") as file:
        file.writelines(osm.xml_lines(stations))

What is not known has no tag. Live states, prices, roaming and the ids of the service have no key.

The data of the service are not free for OpenStreetMap: whoever uploads them needs the owner's permission under
the ODbL, and the community's agreement by its import guidelines. The file is made to compare and to look
at, and is marked `upload="never"`, which JOSM holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from evcp_codec.model import joined

from ._reading.availability import StationCount, check_station
from .connectors import connector_id, type_id
from .geo import operator, position, power
from .hours import to_osm

if TYPE_CHECKING:
    from evcp_models import Address, Connector, EVStation, PaymentMethods

_SOCKETS = (
    *("type1", "type1_combo", "type2_combo", "type3c", "type3a", "chademo", "gb_ac", "gb_dc"),
    *("cee_blue", "nema_1_15", "nema_5_15", "nema_5_20", "nema_14_50", "typec", "typee", "schuko"),
    *("bs1363", "as3112", "sev1011_t13", "sev1011_t15", "sev1011_t23", "sev1011_t25"),
)
"""Types of the keys `socket:...` that mean one connector type each; `evcp.connectors` knows their ids."""
_NACS_COUNTRIES = ("USA", "CAN", "MEX")
"""Where a Tesla connector is of the standard NACS; elsewhere its shape depends on the station."""
_CEE_RED = {amps: f"cee_red_{amps}a" for amps in (16, 32, 63, 125)}
_ACCESS = {"PUBLIC": "yes", "PRIVATE": "private"}
_CARDS = {
    "VISA": "visa", "MASTERCARD": "mastercard", "AMEX": "american_express",
    "DINERSCLUB": "diners_club", "DISCOVER": "discover_card",
}  # fmt: skip
_WAYS = {
    "app": "authentication:app",
    "rfid-reader": "authentication:contactless",
    "terminal-sms": "authentication:short_message",
    "contactless-card": "payment:contactless",
    "online-apple-pay": "payment:apple_pay",
    "APPLEPAY": "payment:apple_pay",
    "online-google-pay": "payment:google_pay",
    "online-paypal": "payment:paypal",
    "PAYPAL": "payment:paypal",
}
_EVSE_ID = re.compile(r"[A-Z]{2}\*?[A-Z0-9]{3}\*?E[A-Z0-9*]{1,30}", re.ASCII | re.IGNORECASE)
_MOST_CONNECTORS = 10_000
"""Connectors of a place at most; more are a slip of the source."""
_VALUE = 255
"""Characters of a value at most; OpenStreetMap takes no longer one."""
_NO_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Tags(dict[str, str]):
    """The tags of a station: keys and values of OpenStreetMap.

    Attributes:
        left_out: What the station says, or should say, and the tags do not; one sentence each.
    """

    __slots__ = ("left_out",)

    def __init__(self) -> None:
        super().__init__()
        self.left_out: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return the first tags, in fewer than 120 characters; `dict(tags)` shows all."""
        said = (f"{key}={value!r:.40}" for key, value in self.items())
        return joined(f"<Tags {len(self)}, {len(self.left_out)} left out:", *said)

    def _say(self, key: str, value: str | None) -> None:
        """Add a tag, unless the value is unknown or OpenStreetMap cannot take it."""
        value = (value or "").strip()
        if len(value) > _VALUE:
            self._leave_out(f"{key}: longer than {_VALUE} characters")
        elif _NO_TEXT.search(value):
            self._leave_out(f"{key}: with control characters")
        elif value:
            self[key] = value

    def _leave_out(self, what: str) -> None:
        self.left_out += (what,)


def tags(station: EVStation) -> Tags:
    """Return a station as tags of OpenStreetMap.

    * `name`, `brand`, `operator` (the supplier of its groups if it is one, or else the brand), `phone`, `email`,
      `website`, `addr:*`;
    * `socket:<type>`: number of connectors, `yes` if it is not known; `socket:<type>:output`: the
      greatest power of one, such as `150 kW`. Type 2 with a fixed cable is `type2_cable`; where that is
      not known, `type2`;
    * `capacity`: cars that can charge at the same time, see `evcp.evse_availability`;
    * `ref:EU:EVSE`: EVSE ids, joined by `;`;
    * `opening_hours` if all groups agree, `access` (public and private alone), `fee`,
      `authentication:*`, `payment:*`.

    Args:
        station: The station. Its position is no tag.

    Raises:
        TypeError: It is not a station.

    Source:
        Contract sections 4.3 to 4.11 and 5.1; the keys as the wiki of OpenStreetMap describes them.
    """
    check_station(station)
    said = Tags()
    said["amenity"] = "charging_station"
    said._say("name", station.name)
    said._say("brand", station.brand)
    suppliers = {group.supplier_name for group in station.connectors if group.supplier_name}
    if len(suppliers) > 1:
        said._leave_out("operator: the connector groups have several")
    else:
        said._say("operator", next(iter(suppliers), None) or operator(station))
    _say_address(said, station.address)
    for key, entries in _contacts(station):
        said._say(key, next(iter(entries), None))
    count = StationCount(station)
    _say_sockets(said, station, count)
    cars = count.evses()
    if cars is not None and cars.total:
        said._say("capacity", str(cars.total))
    elif station.connectors:
        said._leave_out("capacity: the EVSEs are not known, and connectors may share one")
    _say_evse_ids(said, station)
    _say_hours(said, station)
    _say_access(said, station)
    return said


def xml_lines(stations: Iterable[EVStation]) -> Iterator[str]:
    """Yield the text of an OSM XML file (version 0.6) in pieces, a node for each station, in constant memory.

    The ids are negative, as those of objects that OpenStreetMap does not have. A comment before a node lists
    what its tags do not say. A station without a position on the earth is a comment alone.

    Args:
        stations: The stations; each is read when its lines are written.
    """
    from xml.sax.saxutils import quoteattr  # here, because it loads urllib.request

    yield "<?xml version='1.0' encoding='UTF-8'?>\n"
    yield "<osm version='0.6' generator='evcp' upload='never'>\n"
    for number, station in enumerate(stations, 1):
        place, said = position(station), tags(station)
        notes = said.left_out if place else ("no position on the earth, so no node",)
        if notes:
            # Two hyphens would end the comment.
            told = re.sub("-(?=-)", "- ", _NO_TEXT.sub("?", "; ".join(notes)))
            yield f"  <!-- {-number}: {told} -->\n"
        if place is None:
            continue
        yield f"  <node id='{-number}' visible='true' lat='{place[0]:.7f}' lon='{place[1]:.7f}'>\n"
        for key, value in said.items():
            yield f"    <tag k={quoteattr(key)} v={quoteattr(value)}/>\n"
        yield "  </node>\n"
    yield "</osm>\n"


@cache
def _socket_types() -> dict[str | None, str]:
    return {connector_id(f"socket:{word}"): word for word in _SOCKETS}


def _socket(group: Connector, country: str | None) -> tuple[str | None, str]:
    """Return the socket type of a group, and what is not known about it."""
    id = type_id(group)
    if id == "31":
        if group.fixed_cable is None:
            return "type2", "whether its cable is fixed is not known (type2_cable)"
        return "type2_cable" if group.fixed_cable else "type2", ""
    if id == "43" and country in _NACS_COUNTRIES:
        return "nacs", ""
    if id == "36":
        amps = group.charging_point.amps if group.charging_point else None
        return _CEE_RED.get(amps or 0), "no key, its current is not known"
    return _socket_types().get(id), "no key means this type alone"


def _say_sockets(said: Tags, station: EVStation, counted: StationCount) -> None:
    sockets: dict[str, list[tuple[int, float | None]]] = {}
    country = station.address.country if station.address else None
    if counted.more:
        said._leave_out(f"socket: {counted.more} connectors of the station are in no group")
    for number, (group, count) in enumerate(zip(station.connectors, counted.shares, strict=True)):
        socket, doubt = _socket(group, country)
        stated = group.charging_point and group.charging_point.number_of_connectors
        if stated == 0 and not group.connector_statuses:
            continue
        if socket is None or (doubt and socket == "type2"):
            kind = type_id(group) or "unknown"
            said._leave_out(f"connectors[{number}] (type {kind}): {doubt}")
        if socket is not None:
            # A group that says no number counts as one connector elsewhere.
            number_of = count.total if stated or group.connector_statuses else 0
            sockets.setdefault(socket, []).append((number_of, power(group)))
    for socket, groups in sockets.items():
        key = f"socket:{socket}"
        counts, powers = [count for count, _ in groups], {kw for _, kw in groups}
        said[key] = str(sum(counts)) if all(counts) else "yes"
        if sum(counts) > _MOST_CONNECTORS:
            said[key] = "yes"
            said._leave_out(f"{key}: {sum(counts):.3g} is not a number of connectors")
        known = sorted(kw for kw in powers if kw)
        if known and len(known) == len(powers):
            said._say(f"{key}:output", f"{_number(known[-1])} kW")
            if len(known) > 1:
                others = ", ".join(f"{_number(kw)} kW" for kw in known[:-1])
                said._leave_out(f"{key}:output: some have {others}")
        else:
            said._leave_out(f"{key}:output: the power is not known of all")


def _number(kw: float) -> str:
    return f"{kw:.3f}".rstrip("0").rstrip(".")


def _say_evse_ids(said: Tags, station: EVStation) -> None:
    found = dict.fromkeys(
        status.cpo_evse_emi3_id
        for group in station.connectors
        for status in group.connector_statuses
        if status.cpo_evse_emi3_id
    )
    ids = [id for id in found if _EVSE_ID.fullmatch(id)]
    said._say("ref:EU:EVSE", ";".join(ids))
    if len(ids) < len(found):
        said._leave_out(f"ref:EU:EVSE: {len(found) - len(ids)} without the form of an EVSE id")


def _say_hours(said: Tags, station: EVStation) -> None:
    texts = {_hours(group) for group in station.connectors}
    if len(texts) == 1 and (text := texts.pop()):
        said._say("opening_hours", text)
    elif texts:
        unlike = (
            "the connector groups differ" if len(texts) > 1 else "not known, or not in its notation"
        )
        said._leave_out(f"opening_hours: {unlike}")


def _hours(group: Connector) -> str | None:
    from evcp_models import OpeningHours, OpeningHoursDetail, TimePeriod

    details = group.connector_details
    if details is None:
        return None
    hours = details.opening_hours
    if details.open24x7:
        day = TimePeriod(from_="00:00:00", to="24:00:00")
        always = (OpeningHoursDetail(daymask=127, period=(day,)),)
        dates = hours.annual_openings if hours else ()
        hours = OpeningHours(regular_opening_hours=always, annual_openings=dates)
    return to_osm(hours)


def _say_access(said: Tags, station: EVStation) -> None:
    details = station.ev_station_details
    kind = str(details.accessibility_type or "") if details else ""
    if kind in _ACCESS:
        said["access"] = _ACCESS[kind]
    else:
        said._leave_out(
            f"access: {'for some of the public' if kind == 'RESTRICTED' else 'not known'}"
        )
    pays = {
        group.connector_details.pay if group.connector_details else None
        for group in station.connectors
    }
    if pays in ({True}, {False}):
        said["fee"] = "yes" if True in pays else "no"
    else:
        said._leave_out("fee: not known of all connectors")
    if details is not None and details.payment_methods is not None:
        _say_payment(said, details.payment_methods)


def _say_payment(said: Tags, methods: PaymentMethods) -> None:
    for key, method in (
        ("payment:credit_cards", methods.credit_card),
        ("payment:debit_cards", methods.debit_card),
        ("payment:cash", methods.cash),
        ("payment:cheque", methods.check),
    ):
        if method is not None and method.accept is not None:
            said[key] = "yes" if method.accept else "no"
    if methods.credit_card is not None and methods.credit_card.accept:
        for card in methods.credit_card.types:
            if card in _CARDS:
                said[f"payment:{_CARDS[card]}"] = "yes"
    for ways in (methods.e_payment, methods.other):
        if ways is None or not ways.accept:
            continue
        for way in ways.types:
            if way in _WAYS:
                said[_WAYS[way]] = "yes"
    without = {
        way
        for ways in (methods.e_payment, methods.other)
        if ways is not None and ways.accept
        for way in ways.types
        if way not in _WAYS
    }
    if without:
        said._leave_out(f"payment: ways without a key, {len(without)} of them")


def _say_address(said: Tags, address: Address | None) -> None:
    if address is None:
        return
    for key, value in (
        ("addr:street", address.street),
        ("addr:housenumber", address.street_number),
        ("addr:postcode", address.postal_code),
        ("addr:city", address.city),
    ):
        said._say(key, value)


def _contacts(station: EVStation) -> Iterator[tuple[str, list[str]]]:
    contacts = station.contacts
    if contacts is not None:
        yield "phone", [one.value for one in contacts.phone]
        yield "email", [one.value for one in contacts.email]
        yield "website", [one.value for one in contacts.website]
