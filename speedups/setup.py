"""The two extensions; everything else is in pyproject.toml."""

import os

import lxml
from Cython.Build import cythonize
from setuptools import Extension, setup

DEBUG = ["-O1", "-g", "-UNDEBUG"] if os.environ.get("EVCP_SPEEDUPS_DEBUG") else []
OPTIMIZED = [] if os.name == "nt" else ["-O3"]

setup(
    ext_modules=cythonize(
        [
            Extension(
                f"evcp_speedups.{name}",
                [f"evcp_speedups/{name}.pyx"],
                depends=["evcp_speedups/_plans.pxi", "evcp_speedups/_walk.h"],
                include_dirs=[*lxml.get_include(), "evcp_speedups"],
                extra_compile_args=DEBUG or OPTIMIZED,
            )
            for name in ("_json", "_xml")
        ],
        build_dir="build",
    )
)
