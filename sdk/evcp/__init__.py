"""evcp: a typed client for the EV Charge Points API v2.

    from evcp import Circle, Client

    with Client(api_key="...") as client:
        for station in client.stations.search(Circle(52.516667, 13.383333, radius=5_000)):
            print(station.name, [connector.max_power_level for connector in station.connectors])

The models are in `evcp_models`, generated from the schema; the code tables in `evcp_models.codes`.
Names and modules load on first use: `import evcp` itself imports no HTTP library and no model.

The public modules, each an attribute of this one, such as `evcp.geo`:

    arrow        stations as tables for pandas, polars and DuckDB, and as GeoParquet
    auth         credentials, and where they are looked for
    connectors   connector types by the words of the field ("ccs", "nacs", "SAE_J1772"), and what a connector means
    errors       the tree of errors
    events       what hooks receive
    geo          stations as GeoJSON; position, power, distance and operator of a station
    harvest      all stations of a large area in one file, complete or told otherwise; differences of two
    history      changes of states recorded to files; occupancy, uptime and sessions from them
    hours        opening hours: open at a moment, to and from OpenStreetMap's notation
    ocpi         stations as locations of OCPI, and back; locations of API v3
    operations   every resource of the API as a value
    osm          stations as tags and files of OpenStreetMap
    routes       stops along a route; the experimental request for them
    sandbox      the API as a local service
    testing      the sandbox in the process, factories, a recorder, for tests
    transport    requests, responses and transports of your own
    units        "5km", "50kW", "100km/h" and "1h30m" as numbers

Other modules are private, and may change.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the same names for type checkers, which cannot follow the lazy table below
    from evcp_codec.issues import Decoded as Decoded
    from evcp_codec.issues import Issue as Issue
    from evcp_codec.issues import IssueKind as IssueKind
    from evcp_codec.model import show as show
    from evcp_codec.native import CodecInfo as CodecInfo
    from evcp_codec.native import codec_info as codec_info

    from . import arrow as arrow
    from . import auth as auth
    from . import connectors as connectors
    from . import errors as errors
    from . import events as events
    from . import geo as geo
    from . import harvest as harvest
    from . import history as history
    from . import hours as hours
    from . import ocpi as ocpi
    from . import operations as operations
    from . import osm as osm
    from . import routes as routes
    from . import sandbox as sandbox
    from . import testing as testing
    from . import transport as transport
    from . import units as units
    from ._api.areas import Area as Area
    from ._api.areas import Box as Box
    from ._api.areas import Circle as Circle
    from ._api.areas import Corridor as Corridor
    from ._api.vehicles import Vehicle as Vehicle
    from ._client.async_base import AsyncWatch as AsyncWatch
    from ._client.async_client import AsyncClient as AsyncClient
    from ._client.async_pagers import AsyncPager as AsyncPager
    from ._client.async_pagers import AsyncRouteStops as AsyncRouteStops
    from ._client.blocking_base import Watch as Watch
    from ._client.bulk import BulkResult as BulkResult
    from ._client.bulk import FailedIds as FailedIds
    from ._client.client import Client as Client
    from ._client.nearest import NearestStations as NearestStations
    from ._client.pagers import Pager as Pager
    from ._client.pagers import RouteStops as RouteStops
    from ._client.pagination import Completeness as Completeness
    from ._client.station_filter import Fit as Fit
    from ._client.station_filter import LeftOut as LeftOut
    from ._client.station_filter import StationFilter as StationFilter
    from ._client.station_filter import fits as fits
    from ._client.watching import Outage as Outage
    from ._client.watching import Poll as Poll
    from ._client.watching import StateChange as StateChange
    from ._client.watching import WatchedConnector as WatchedConnector
    from ._codec.decoding import Format as Format
    from ._codec.decoding import decode as decode
    from ._codec.decoding import decode_many as decode_many
    from ._codec.decoding import encode as encode
    from ._codec.streaming import StationStream as StationStream
    from ._codec.streaming import iter_stations as iter_stations
    from ._core.limits import RateLimit as RateLimit
    from ._core.limits import RetryBudget as RetryBudget
    from ._core.retry import RetryPolicy as RetryPolicy
    from ._core.settings import Options as Options
    from ._core.settings import Timeout as Timeout
    from ._reading.availability import Availability as Availability
    from ._reading.availability import availability as availability
    from ._reading.availability import evse_availability as evse_availability
    from .auth import ApiKey as ApiKey
    from .auth import AppIdCode as AppIdCode
    from .auth import BearerToken as BearerToken
    from .auth import HereCredentials as HereCredentials
    from .errors import AreaError as AreaError
    from .errors import AuthenticationError as AuthenticationError
    from .errors import BadRequestError as BadRequestError
    from .errors import ConfigurationError as ConfigurationError
    from .errors import DeadlineError as DeadlineError
    from .errors import DecodeError as DecodeError
    from .errors import EncodeError as EncodeError
    from .errors import EvcpError as EvcpError
    from .errors import MissingExtraError as MissingExtraError
    from .errors import NotFoundError as NotFoundError
    from .errors import NotFreeError as NotFreeError
    from .errors import NotSentError as NotSentError
    from .errors import PermissionDeniedError as PermissionDeniedError
    from .errors import RateLimitError as RateLimitError
    from .errors import RequestError as RequestError
    from .errors import ServerError as ServerError
    from .errors import StatusError as StatusError
    from .errors import UnansweredError as UnansweredError
    from .events import Hooks as Hooks
    from .routes import ExperimentalWarning as ExperimentalWarning
    from .routes import RouteRequest as RouteRequest
    from .routes import RouteStop as RouteStop

_HOMES = {
    name: module
    for module, names in {
        "evcp_codec.issues": "Decoded Issue IssueKind",
        "evcp_codec.model": "show",
        "evcp_codec.native": "CodecInfo codec_info",
        "evcp._api.areas": "Area Box Circle Corridor",
        "evcp._api.vehicles": "Vehicle",
        "evcp._reading.availability": "Availability availability evse_availability",
        "evcp._client.async_base": "AsyncWatch",
        "evcp._client.async_client": "AsyncClient",
        "evcp._client.async_pagers": "AsyncPager AsyncRouteStops",
        "evcp._client.blocking_base": "Watch",
        "evcp._client.bulk": "BulkResult FailedIds",
        "evcp._client.client": "Client",
        "evcp._client.nearest": "NearestStations",
        "evcp._client.pagers": "Pager RouteStops",
        "evcp._client.pagination": "Completeness",
        "evcp._client.station_filter": "Fit LeftOut StationFilter fits",
        "evcp._client.watching": "Outage Poll StateChange WatchedConnector",
        "evcp._codec.decoding": "Format decode decode_many encode",
        "evcp._codec.streaming": "StationStream iter_stations",
        "evcp._core.limits": "RateLimit RetryBudget",
        "evcp._core.retry": "RetryPolicy",
        "evcp._core.settings": "Options Timeout",
        "evcp.auth": "ApiKey AppIdCode BearerToken HereCredentials",
        "evcp.errors": "AreaError AuthenticationError BadRequestError ConfigurationError DeadlineError"
        " DecodeError EncodeError EvcpError MissingExtraError NotFoundError NotFreeError NotSentError"
        " PermissionDeniedError"
        " RateLimitError RequestError ServerError StatusError UnansweredError",
        "evcp.events": "Hooks",
        "evcp.routes": "ExperimentalWarning RouteRequest RouteStop",
    }.items()
    for name in names.split()
}
"""The public names and the module of each: the imports above, for the interpreter."""

_MODULES = frozenset((
    "arrow", "auth", "connectors", "errors", "events", "geo", "harvest", "history", "hours", "ocpi",
    "operations", "osm", "routes", "sandbox", "testing", "transport", "units",
))  # fmt: skip
"""The public modules: attributes too, loaded on first use."""

__version__ = "0.1.0"
__all__ = ["__version__", *sorted(_HOMES)]  # pyright: ignore[reportUnsupportedDunderAll]


if not TYPE_CHECKING:  # to a type checker, any misspelt name would exist

    def __getattr__(name: str) -> Any:
        if name in _MODULES:
            return import_module(f"evcp.{name}")
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module 'evcp' has no attribute {name!r}")
        value = getattr(import_module(home), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_MODULES})
