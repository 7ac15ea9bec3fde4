"""Programs in a Python process of their own: for modules that must be missing, and settings of the whole process."""

from __future__ import annotations

import os
import subprocess
import sys


def run_program(program: str) -> subprocess.CompletedProcess[str]:
    """Run a program with the modules of this process on its path, and nothing else of its environment."""
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
