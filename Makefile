# make demo and make test do all the set-up they need: Python 3.11+, pip and make are enough.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready
DATA ?=

.PHONY: demo test check generate benchmark coverage floors foreign clean
.DELETE_ON_ERROR:

demo: $(STAMP)  ## the main job against the embedded sandbox; DATA=file.csv.gz for real stations
	$(BIN)/evcp demo $(if $(DATA),--data $(DATA))

test: $(STAMP)  ## generated code up to date, lint, layers, dependencies, types, tests
	$(BIN)/python scripts/generate.py --check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry .
	$(BIN)/python -m pytest -n auto

CORE := sdk/evcp/_api/*,sdk/evcp/_core/*,sdk/evcp/_client/*,sdk/evcp/auth.py,sdk/evcp/errors.py,sdk/evcp/events.py,sdk/evcp/operations.py,sdk/evcp/routes.py,sdk/evcp/transport.py,sdk/evcp/_availability.py

coverage: $(STAMP)  ## branches of the core without I/O that no test of it takes
	$(BIN)/coverage run -m pytest -q tests/api tests/core tests/client tests/transports tests/test_*.py
	$(BIN)/coverage report --include='$(CORE)'

floors: $(STAMP)  ## the tests of the wire with the oldest versions that pyproject.toml allows
	$(BIN)/python scripts/floors.py .venv-floors

generate: $(STAMP)  ## write generated/ anew from schema/
	$(BIN)/python scripts/generate.py

FOREIGN ?= .foreign
foreign: $(STAMP)  ## published schemas of other authors: fetched, generated, decoded
	$(BIN)/python scripts/foreign_schemas.py fetch $(FOREIGN)
	$(BIN)/python scripts/foreign_schemas.py table $(FOREIGN)
	EVCP_FOREIGN=$(FOREIGN) $(BIN)/python -m pytest -q tests/tables/test_foreign.py

benchmark: $(STAMP)  ## the figures of docs/benchmarks.md, on this machine
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	$(BIN)/python scripts/benchmark.py

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "evcp needs Python 3.11 or newer: make PYTHON=...")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	PIP_CONSTRAINT=constraints.txt $(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

clean:
	rm -rf .venv .venv-floors build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
