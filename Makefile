# Every target does all the set-up it needs: Python 3.11+, pip and make are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
STAMP := $(VENV)/.ready
DATA ?=
# An empty file in its place, such as /dev/null, gives the newest versions that pyproject.toml allows.
CONSTRAINTS ?= constraints.txt
# Modules are compiled when they are first imported, which most of them never are: a third of the time.
# Then they are kept, also where the environment says not to: tests start hundreds of processes.
export PYTHONDONTWRITEBYTECODE :=
PIP := PIP_CONSTRAINT=$(CONSTRAINTS) PIP_BUILD_CONSTRAINT=$(CONSTRAINTS) $(BIN)/python -m pip install --no-compile --quiet --disable-pip-version-check

.PHONY: help demo test test-readers docs coverage floors foreign generate benchmark check-release api schema-diff audit speedups clean
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

help:  ## the targets
	@sed -n 's/^\([a-z%-]*\):.*  ## /\1\t/p' $(MAKEFILE_LIST) | while IFS='	' read -r name text; do printf '  make %-15s %s\n' "$$name" "$$text"; done

demo: $(STAMP)  ## the main job against the embedded sandbox; DATA=file.csv.gz for real stations
	$(BIN)/evcp demo $(if $(DATA),--data $(DATA))

# Runs a step, and notes its seconds for the end of `make test`.
TIMES := $(VENV)/.times
timed = @echo '$(1)'; begin=$$(date +%s); $(BIN)/$(1) && printf '%5d s  %s\n' $$(($$(date +%s) - begin)) '$(1)' >> $(TIMES)

test: $(STAMP)  ## generated code up to date, lint, layers, dependencies, types, tests; where the time goes
	@rm -f $(TIMES)
	$(call timed,python scripts/generate.py --check)
	$(call timed,ruff check .)
	$(call timed,ruff format --check .)
	$(call timed,lint-imports --no-logo)
	$(call timed,deptry .)
	$(call timed,python -m pytest -n auto --dist worksteal --durations=10)
	@sort -rn $(TIMES)

test-%: $(STAMP)  ## tests of one part, such as test-sandbox, test-schema, test-auth; ARGS="-x -k word"
	$(BIN)/python -m pytest -n auto $(ARGS) $(or $(wildcard tests/$* tests/test_$*.py tests/test_$*_*.py),$(error no tests of $*: see tests/))

CORE := sdk/evcp/_api/*,sdk/evcp/_core/*,sdk/evcp/_client/*,sdk/evcp/auth.py,sdk/evcp/errors.py,sdk/evcp/events.py,sdk/evcp/operations.py,sdk/evcp/routes.py,sdk/evcp/transport.py,sdk/evcp/_availability.py

test-readers:  ## GeoPandas, DuckDB and polars read the files of evcp.arrow; in an environment of their own
	test -x .venv-readers/bin/python || $(PYTHON) -m venv .venv-readers
	PIP_CONSTRAINT=$(CONSTRAINTS) .venv-readers/bin/pip install --quiet --disable-pip-version-check -e '.[arrow,geo,readers,sandbox,testing]'
	.venv-readers/bin/python -m pytest -q -s --confcutdir=tests/readers tests/readers $(ARGS)

coverage: $(STAMP)  ## branches of the core without I/O that no test of it takes
	$(BIN)/coverage run -m pytest -q tests/api tests/core tests/client tests/transports tests/test_*.py
	$(BIN)/coverage report --include='$(CORE)'

floors: $(STAMP)  ## the core's tests with the oldest version of every dependency that pyproject.toml allows
	$(BIN)/python scripts/floors.py .venv-floors

generate: $(STAMP)  ## write generated/ anew from schema/, and the blocking resources
	$(BIN)/python scripts/generate.py

docs: $(STAMP)  ## the documentation site, in build/site
	$(BIN)/python scripts/build_docs.py

FOREIGN ?= .foreign
foreign: $(STAMP)  ## published schemas of other authors: fetched, generated, decoded
	$(BIN)/python scripts/foreign_schemas.py fetch $(FOREIGN)
	$(BIN)/python scripts/foreign_schemas.py table $(FOREIGN)
	EVCP_FOREIGN=$(FOREIGN) $(BIN)/python -m pytest -q tests/tables/test_foreign.py

benchmark: $(STAMP)  ## the figures of docs/benchmarks.md, on this machine
	$(PIP) -e '.[bench]'
	$(BIN)/python scripts/benchmark.py

check-release: $(STAMP)  ## workflows, Dockerfile, citation, each by its linter
	$(PIP) -e '.[release]'
	$(BIN)/zizmor --offline --quiet .
	$(BIN)/hadolint Dockerfile
	$(BIN)/cffconvert --validate
	@if command -v actionlint; then actionlint; else echo 'actionlint is not installed: workflows were not checked by it'; fi

LAST_TAG = $(shell git describe --tags --abbrev=0 2>/dev/null)
NO_TAG = @echo '$@: no tag yet, so nothing to compare with'

api: $(STAMP)  ## changes of the public API that break users, since the last tag
	$(PIP) -e '.[release]'
	$(if $(LAST_TAG),$(BIN)/python scripts/api_changes.py $(LAST_TAG),$(NO_TAG))

schema-diff: $(STAMP)  ## changes of the schema since the last tag, and whether its version is right
	$(if $(LAST_TAG),$(BIN)/python scripts/schema_diff.py git:$(LAST_TAG) schema,$(NO_TAG))

audit: $(STAMP)  ## known vulnerabilities of the pinned versions; asks a service
	$(PIP) -e '.[release]'
	$(BIN)/pip-audit --requirement constraints.txt --no-deps --disable-pip

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "evcp needs Python 3.11 or newer: make PYTHON=...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	-@$(PIP) --upgrade pip  # that of an older Python takes twice as long
	$(PIP) cython setuptools lxml
	@$(BUILD_WALKS) & $(PIP) -e '.[dev]' && wait
	@$(PIP) orjson || echo 'orjson is not installed: json parses instead'
	@$(INSTALL_WALKS)
	touch $@

# Against the lxml that is installed: without isolation, which would build against the newest one.
WHEELS := $(VENV)/.wheels
BUILD_WALKS = rm -rf $(WHEELS); $(BIN)/pip wheel --quiet --disable-pip-version-check --no-build-isolation --no-deps -w $(WHEELS) ./speedups > $(VENV)/.speedups.log 2>&1
INSTALL_WALKS = if $(PIP) --no-deps --force-reinstall $(WHEELS)/*.whl >> $(VENV)/.speedups.log 2>&1; \
	then echo 'native walks: built'; \
	else echo 'native walks: not built, evcp reads in Python (see $(VENV)/.speedups.log)'; fi

speedups: $(BIN)/python  ## the native walks, where there is a compiler; without them evcp reads in Python
	$(PIP) cython setuptools lxml
	-@$(BUILD_WALKS)
	@$(INSTALL_WALKS)

clean:  ## remove what make and its tools have made
	rm -rf .venv .venv-floors .venv-readers build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
