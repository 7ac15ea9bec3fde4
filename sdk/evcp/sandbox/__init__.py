"""A local server that speaks the EV Charge Points API v2, for tests, demos and offline work.

```python
from evcp.sandbox import Sandbox, World

with Sandbox(World.synthetic(1000, seed=7)) as sandbox:
    print(sandbox.base_url)
```

All failures of a service are available on demand:

```python
with Sandbox(World.synthetic(1000, seed=7)) as sandbox:
    sandbox.fail(503, times=2)  # the next two requests
    sandbox.fail("cut", after=100, on="stations")  # the body of each search ends early
    sandbox.slow(0.05)
    sandbox.heal()
```

The layers, each importing only from those above it in this list:

* `spatial`: points on the sphere, and the stations in an area.
* `stations`: ids, parts and searchable columns of stations.
* `synthetic`, `importers`: stations from a seed, or from data files.
* `world`: the stations a sandbox serves.
* `api`: a request in, a response out, without faults.
* `faults`, `simulation`: faults on demand; the clock and live states.
* `control`, `core`: the control endpoint, and the whole sandbox without a network.
* `server`: the sandbox on a port.

Every open question of the API's documentation is decided in `api.settings.Assumptions`, and nowhere else.
"""

from .api.responses import Response
from .api.service import Service
from .api.settings import Access, Assumptions
from .core import Outcome, SandboxCore
from .faults.drift import Drift
from .faults.plan import Fault, FaultPlan
from .importers.afdc_columns import AfdcAssumptions
from .importers.reading import Report, RowIssue
from .server.server import Sandbox
from .simulation import Clock
from .world import World

Host = SandboxCore
"""Public name of the sandbox without a socket."""

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
