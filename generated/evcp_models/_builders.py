"""Builders of the models, used by the readers alone.

A model is frozen: its `__init__` sets each field through `object.__setattr__`, which takes several
times as long as plain assignment. So a reader fills the builder of the class, which has the same
slots and is not frozen, and then makes it the model by assigning `__class__`.

Generated from schema/ (version 1.1.0) by scripts/generate.py. Do not edit: change the schema
and generate again.
"""

from __future__ import annotations

from evcp_codec.model import Model


class Address(Model):
    """Builder of `Address`."""

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


class Phone(Model):
    """Builder of `Phone`."""

    __slots__ = (
        "value",
        "label",
    )


class ContactEntry(Model):
    """Builder of `ContactEntry`."""

    __slots__ = (
        "value",
        "label",
    )


class Contact(Model):
    """Builder of `Contact`."""

    __slots__ = (
        "phone",
        "fax",
        "email",
        "website",
    )


class Position(Model):
    """Builder of `Position`."""

    __slots__ = (
        "latitude",
        "longitude",
    )


class NameId(Model):
    """Builder of `NameId`."""

    __slots__ = (
        "name",
        "id",
    )


class TimePeriod(Model):
    """Builder of `TimePeriod`."""

    __slots__ = (
        "from_",
        "to",
    )


class OpeningHoursDetail(Model):
    """Builder of `OpeningHoursDetail`."""

    __slots__ = (
        "daymask",
        "period",
    )


class AnnualOpeningHoursDetail(Model):
    """Builder of `AnnualOpeningHoursDetail`."""

    __slots__ = (
        "date",
        "closed",
        "period",
        "from_",
        "to",
        "daymask",
    )


class OpeningHours(Model):
    """Builder of `OpeningHours`."""

    __slots__ = (
        "open_now",
        "regular_opening_hours",
        "annual_openings",
    )


class Price(Model):
    """Builder of `Price`."""

    __slots__ = (
        "value",
        "currency",
    )


class PricingStructure(Model):
    """Builder of `PricingStructure`."""

    __slots__ = (
        "pricing_model",
        "price",
        "unit",
        "time_period",
        "time_constraints",
        "descriptions",
    )


class ConnectorDetail(Model):
    """Builder of `ConnectorDetail`."""

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


class ChargingPoint(Model):
    """Builder of `ChargingPoint`."""

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


class ConnectorStatus(Model):
    """Builder of `ConnectorStatus`."""

    __slots__ = (
        "cpo_evse_id",
        "cpo_evse_emi3_id",
        "physical_reference",
        "cpo_connector_id",
        "state",
    )


class Connector(Model):
    """Builder of `Connector`."""

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


class Subscription(Model):
    """Builder of `Subscription`."""

    __slots__ = (
        "provider",
        "accept",
    )


class CreditCard(Model):
    """Builder of `CreditCard`."""

    __slots__ = (
        "types",
        "accept",
    )


class Cash(Model):
    """Builder of `Cash`."""

    __slots__ = (
        "currencies",
        "accept",
    )


class DebitCard(Model):
    """Builder of `DebitCard`."""

    __slots__ = ("accept",)


class Check(Model):
    """Builder of `Check`."""

    __slots__ = (
        "types",
        "accept",
    )


class EPayment(Model):
    """Builder of `EPayment`."""

    __slots__ = (
        "types",
        "accept",
    )


class OtherPayment(Model):
    """Builder of `OtherPayment`."""

    __slots__ = (
        "types",
        "accept",
    )


class PaymentMethods(Model):
    """Builder of `PaymentMethods`."""

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


class EVStationDetails(Model):
    """Builder of `EVStationDetails`."""

    __slots__ = (
        "private_access",
        "restricted_access",
        "accessibility_type",
        "payment_methods",
        "notes",
    )


class StationRoaming(Model):
    """Builder of `StationRoaming`."""

    __slots__ = (
        "emsp",
        "partner_id",
        "ema_id",
    )


class EVStation(Model):
    """Builder of `EVStation`."""

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


class EVStationsResult(Model):
    """Builder of `EVStationsResult`."""

    __slots__ = (
        "has_more",
        "count",
        "ev_stations",
    )


class RoamingEntry(Model):
    """Builder of `RoamingEntry`."""

    __slots__ = (
        "emsp",
        "partner_id",
        "ema_id",
        "country",
    )


class RoamingsResult(Model):
    """Builder of `RoamingsResult`."""

    __slots__ = ("roaming",)


class EVSEConnector(Model):
    """Builder of `EVSEConnector`."""

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


class EVSE(Model):
    """Builder of `EVSE`."""

    __slots__ = (
        "id",
        "cpo_id",
        "cpo_evse_emi3_id",
        "physical_reference",
        "state",
        "last_updated",
        "connectors",
    )


class EVSEsStation(Model):
    """Builder of `EVSEsStation`."""

    __slots__ = (
        "id",
        "cpo_id",
        "evses",
    )


class EVSEsPool(Model):
    """Builder of `EVSEsPool`."""

    __slots__ = (
        "id",
        "stations",
    )


class EVSEsResult(Model):
    """Builder of `EVSEsResult`."""

    __slots__ = ("pools",)


class CountResult(Model):
    """Builder of `CountResult`."""

    __slots__ = ("count",)


class ConnectorTypesResult(Model):
    """Builder of `ConnectorTypesResult`."""

    __slots__ = ("connector_type",)


class PowerFeedTypesResult(Model):
    """Builder of `PowerFeedTypesResult`."""

    __slots__ = ("power_feed_type",)


class ConnectorStatusesResult(Model):
    """Builder of `ConnectorStatusesResult`."""

    __slots__ = ("connector_status",)


class ErrorResult(Model):
    """Builder of `ErrorResult`."""

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
