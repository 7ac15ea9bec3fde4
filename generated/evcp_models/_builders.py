"""Drafts of the models: the same slots, filled by plain assignment, then turned into the model.

A frozen dataclass sets each field through `object.__setattr__`, six times slower than this.

Generated from schema/ (version 1.0.0) by scripts/generate.py. Do not edit: change the schema
and generate again.
"""

from __future__ import annotations


class Address:
    """A `Address` that is being read."""

    __slots__ = (
        "street",
        "street_number",
        "city",
        "state",
        "county",
        "region",
        "district",
        "country",
        "postal_code",
        "floor",
        "unparsed_address",
        "block",
        "subblock",
        "side_of_street",
        "subdistrict",
    )


class Phone:
    """A `Phone` that is being read."""

    __slots__ = ("value", "label")


class Contact:
    """A `Contact` that is being read."""

    __slots__ = ("phone",)


class Position:
    """A `Position` that is being read."""

    __slots__ = ("latitude", "longitude")


class NameId:
    """A `NameId` that is being read."""

    __slots__ = ("name", "id")


class TimePeriod:
    """A `TimePeriod` that is being read."""

    __slots__ = ("from_", "to")


class OpeningHoursDetail:
    """A `OpeningHoursDetail` that is being read."""

    __slots__ = ("daymask", "period")


class AnnualOpeningHoursDetail:
    """A `AnnualOpeningHoursDetail` that is being read."""

    __slots__ = ("from_", "to", "daymask", "period")


class OpeningHours:
    """A `OpeningHours` that is being read."""

    __slots__ = ("open_now", "regular_opening_hours", "annual_openings")


class Price:
    """A `Price` that is being read."""

    __slots__ = ("value", "currency")


class PricingStructure:
    """A `PricingStructure` that is being read."""

    __slots__ = (
        "pricing_model",
        "price",
        "unit",
        "time_period",
        "time_constraints",
        "descriptions",
    )


class ConnectorDetail:
    """A `ConnectorDetail` that is being read."""

    __slots__ = (
        "device_name",
        "reservable",
        "reservation_information",
        "private_access",
        "open24x7",
        "opening_time",
        "opening_hours",
        "pay",
        "payment_method_details",
        "manufacturer",
        "manufacturer_model",
        "private_access_information",
        "pricing",
    )


class ChargingPoint:
    """A `ChargingPoint` that is being read."""

    __slots__ = (
        "charge_mode",
        "volts",
        "volts_range",
        "phases",
        "amps",
        "amps_range",
        "number_of_connectors",
        "number_of_available",
        "number_of_in_use",
        "number_of_out_of_service",
        "number_of_reserved",
        "last_update_timestamp",
    )


class ConnectorStatus:
    """A `ConnectorStatus` that is being read."""

    __slots__ = (
        "cpo_evse_id",
        "cpo_evse_emi3_id",
        "physical_reference",
        "cpo_connector_id",
        "state",
    )


class Connector:
    """A `Connector` that is being read."""

    __slots__ = (
        "supplier_name",
        "supplier_contacts",
        "connector_type",
        "power_feed_type",
        "charge_capacity",
        "max_power_level",
        "customer_charge_level",
        "customer_connector_name",
        "fixed_cable",
        "connector_details",
        "charging_point",
        "connector_statuses",
        "last_update_timestamp",
    )


class Subscription:
    """A `Subscription` that is being read."""

    __slots__ = ("provider", "accept")


class CreditCard:
    """A `CreditCard` that is being read."""

    __slots__ = ("types", "accept")


class Cash:
    """A `Cash` that is being read."""

    __slots__ = ("currencies", "accept")


class DebitCard:
    """A `DebitCard` that is being read."""

    __slots__ = ("accept",)


class Check:
    """A `Check` that is being read."""

    __slots__ = ("types", "accept")


class EPayment:
    """A `EPayment` that is being read."""

    __slots__ = ("types", "accept")


class OtherPayment:
    """A `OtherPayment` that is being read."""

    __slots__ = ("types", "accept")


class PaymentMethods:
    """A `PaymentMethods` that is being read."""

    __slots__ = (
        "subscription",
        "credit_card",
        "cash",
        "debit_card",
        "check",
        "e_payment",
        "other",
        "note",
    )


class EVStationDetails:
    """A `EVStationDetails` that is being read."""

    __slots__ = (
        "private_access",
        "restricted_access",
        "accessibility_type",
        "payment_methods",
        "notes",
    )


class StationRoaming:
    """A `StationRoaming` that is being read."""

    __slots__ = ("emsp", "partner_id", "ema_id")


class EVStation:
    """A `EVStation` that is being read."""

    __slots__ = (
        "address",
        "contacts",
        "position",
        "entrance_position",
        "distance",
        "name",
        "brand",
        "pool_id",
        "cpo_id",
        "total_number_of_connectors",
        "connectors",
        "ev_station_details",
        "roaming",
        "last_updated_time_stamp",
        "id",
        "pv_id",
        "last_update_timestamp",
        "time_zone",
    )


class EVStationsResult:
    """A `EVStationsResult` that is being read."""

    __slots__ = ("has_more", "count", "ev_stations")


class RoamingEntry:
    """A `RoamingEntry` that is being read."""

    __slots__ = ("emsp", "partner_id", "ema_id", "country")


class RoamingsResult:
    """A `RoamingsResult` that is being read."""

    __slots__ = ("roaming",)


class EVSEConnector:
    """A `EVSEConnector` that is being read."""

    __slots__ = (
        "id",
        "cpo_id",
        "type_id",
        "max_power_level",
        "cpo_evse_id",
        "cpo_connector_id",
        "state",
        "last_updated",
    )


class EVSE:
    """A `EVSE` that is being read."""

    __slots__ = (
        "id",
        "cpo_id",
        "cpo_evse_emi3_id",
        "physical_reference",
        "state",
        "last_updated",
        "connectors",
    )


class EVSEsStation:
    """A `EVSEsStation` that is being read."""

    __slots__ = ("id", "cpo_id", "evses")


class EVSEsPool:
    """A `EVSEsPool` that is being read."""

    __slots__ = ("id", "stations")


class EVSEsResult:
    """A `EVSEsResult` that is being read."""

    __slots__ = ("pools",)


class CountResult:
    """A `CountResult` that is being read."""

    __slots__ = ("count",)


class ConnectorTypesResult:
    """A `ConnectorTypesResult` that is being read."""

    __slots__ = ("connector_type",)


class PowerFeedTypesResult:
    """A `PowerFeedTypesResult` that is being read."""

    __slots__ = ("power_feed_type",)


class ConnectorStatusesResult:
    """A `ConnectorStatusesResult` that is being read."""

    __slots__ = ("connector_status",)


class ErrorResult:
    """A `ErrorResult` that is being read."""

    __slots__ = (
        "error",
        "error_description",
        "error_type",
        "messages",
        "http_status",
        "error_id",
        "error_code",
        "message",
        "title",
        "status",
        "code",
        "cause",
        "action",
        "correlation_id",
        "request_id",
    )
