# The two commands a stranger needs are `make report` and `make test`; both do all their own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PACKAGE := $(shell find src graph loaders queries cases -type f -not -name '*.pyc' -not -path '*/__pycache__/*' | sed 's/ /\\ /g')

.PHONY: report test thorough properties trials neo4j neo4j-jars lint docs screenshots clean

report: $(VENV)/.installed
	@$(BIN)/beholden run surveillance-and-the-compact --out report

# Everything quick; `make thorough` has what takes long, or needs a database or a browser. There is a worker for each
# core, so that threads of polars would be in each other's way; `make thorough` has those of a user.
test: $(VENV)/.installed-test
	POLARS_MAX_THREADS=1 $(BIN)/python -m pytest -n auto --dist loadfile -m "not thorough"

thorough: $(VENV)/.installed-test
	$(BIN)/python -m pytest -n auto --dist loadfile -m thorough

properties: $(VENV)/.installed-test
	HYPOTHESIS_PROFILE=ci $(BIN)/python -m pytest -n auto -m hypothesis tests/graph/ownership

trials: $(VENV)/.installed-test
	$(BIN)/python -m pytest trials
	$(BIN)/python -m benchmarks

# A real Neo4j with Neo4j Browser on this machine, without a container, until Ctrl-C. It needs Java 17 and Maven.
neo4j: $(VENV)/.installed
	@$(BIN)/python -m tools.neo4j_server run

neo4j-jars: $(VENV)/.installed
	@$(BIN)/python -m tools.neo4j_server fetch

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(VENV)/.installed-test
	$(BIN)/python docs/generate.py

# The pictures in docs/images of the pages that beholden writes; those of Neo4j Browser need a server, and stay.
screenshots: $(VENV)/.installed-test
	$(BIN)/python docs/screenshot.py

clean:
	rm -rf build report

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "beholden needs Python 3.11 or newer; say which with: make PYTHON=python3.12 report" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Dependencies first, so that a change of our own files does not ask for them again.
$(VENV)/.dependencies: pyproject.toml setup.py | $(VENV)/bin/python
	@echo "Installing beholden into $(VENV) (once; about half a minute)" >&2
	@rm -rf build
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "setuptools>=77" .
	@touch $@ $(VENV)/.installed

$(VENV)/.installed: $(VENV)/.dependencies $(PACKAGE)
	@rm -rf build
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --force-reinstall .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	@rm -rf build
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation ".[test]"
	@touch $@
