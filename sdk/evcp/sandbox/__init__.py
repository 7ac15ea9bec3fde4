"""A local server that speaks the EV Charge Points API v2, for tests, demos and offline work.

```python
from evcp.sandbox import Sandbox, World

with Sandbox(World.synthetic(1000, seed=7)) as sandbox:
    print(sandbox.base_url)
```

Whatever can go wrong with a service goes wrong here when it is told to:

```python
with Sandbox(World.synthetic(1000, seed=7)) as sandbox:
    sandbox.fail(503, times=2)  # the next two requests
    sandbox.fail("cut", after=100, on="stations")  # each search ends within the body
    sandbox.slow(0.05)
    sandbox.heal()
```

The modules, from the inside out: `geometry` and `areas`; `index` finds stations in an area; `query`,
`bulk` and `route` read what is asked for; `evses`, `lookups` and `roaming` build what is not a
station; `resources` knows every resource, and `bodies` the shapes of their answers; `service` answers
a request as long as nothing goes wrong. `token_endpoint` exchanges access keys for tokens. `world`
holds the stations, made up (`synthetic`) or from a file (`afdc`), and `live` tells the state of their
EVSEs at any moment of the `clock`.

Around the service stands the `host`, still without a network: `faults` says what is to go wrong,
`injector` decides when, `mangling` and `drift` change answers, `control` lets another program set all
that. `server` is the `Sandbox` on a port: `asgi` carries out what the host says, on the `connections`
of uvicorn (extra `sandbox`).

What the API's documentation leaves open is decided in `settings.Assumptions`, and nowhere else.
"""

from .afdc_tables import AfdcAssumptions
from .clock import Clock
from .drift import Drift
from .faults import Fault, FaultPlan
from .host import Host, Outcome
from .report import Report, RowIssue
from .response import Response
from .server import Sandbox
from .service import Service
from .settings import Access, Assumptions
from .world import World

__all__ = [
    "Access",
    "AfdcAssumptions",
    "Assumptions",
    "Clock",
    "Drift",
    "Fault",
    "FaultPlan",
    "Host",
    "Outcome",
    "Report",
    "Response",
    "RowIssue",
    "Sandbox",
    "Service",
    "World",
]
