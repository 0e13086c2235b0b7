# `make help` lists what can be asked for. Nothing needs to be installed by hand but Python and make.

PYTHON ?= python3
PACK ?= sample_packs/five-violations
WORKERS ?= 3
# Options for pytest, such as ARGS="-k clean -x".
ARGS ?=

# Hundreds of processes are started by the tests: what Python has compiled is kept, whatever the environment asks for.
export PYTHONDONTWRITEBYTECODE :=

VENV := .venv
FLOORS := .venv-floors
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTEST := $(BIN)/python -m pytest --dist worksteal
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --quiet

.DEFAULT_GOAL := help
.PHONY: help demo test check lint soak floors mutants bench snapshots pictures examples site lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime ## open a failing sample pack (PACK=folder for another); without a terminal, print its report
	@$(BIN)/atp-tui open $(PACK) || test $$? -eq 1

test: $(VENV)/.test ## all tests but the long ones (ARGS="-k name" for some of them)
	$(PYTEST) -n $(WORKERS) $(ARGS)

lint: $(VENV)/.test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint ## everything that must pass before a commit: ruff, mypy, import contracts, tests
	$(PYTEST) -n $(WORKERS) $(ARGS)

soak: $(VENV)/.test ## the tests that run for minutes, and every property with all of its examples
	$(PYTEST) -n $(WORKERS) -m "soak or hypothesis" --hypothesis-profile full $(ARGS)

floors: $(VENV)/.runtime ## the tests with the oldest releases that pyproject.toml allows, in an environment of their own
	$(PIP) install uv
	@$(BIN)/uv venv --quiet --clear --seed --python $(BIN)/python $(FLOORS)
	@$(BIN)/uv pip compile --quiet --python $(FLOORS)/bin/python --resolution lowest-direct --extra lab --extra proof --extra web --extra dask \
		--no-annotate --no-header --no-emit-index-url pyproject.toml -o $(FLOORS)/lowest.txt
	@$(BIN)/uv pip install --quiet --python $(FLOORS)/bin/python --no-deps --no-verify-hashes --overrides $(FLOORS)/lowest.txt \
		-r $(FLOORS)/lowest.txt -r requirements/test.txt
	@$(BIN)/uv pip install --quiet --python $(FLOORS)/bin/python --no-deps --no-build-isolation --editable .
	$(FLOORS)/bin/python -m pytest --dist worksteal -n $(WORKERS) $(ARGS)

mutants: $(VENV)/.test ## change engine and store at sampled points and list the changes that no test of their folder notices (ARGS="--sample 6 --seed 1 --only query")
	nice -n 10 $(BIN)/python -m tools.mutate $(ARGS)

bench: $(VENV)/.test ## the measurements of benchmarks/, one script after another
	$(BIN)/python -m benchmarks.run
	$(BIN)/python benchmarks/bench_lab.py
	$(BIN)/python -m benchmarks.bench_growth --output benchmarks/GROWTH.md

snapshots: $(VENV)/.test ## redraw the pictures of the snapshot tests; look at each before it is committed
	$(PYTEST) --snapshot-update $(or $(ARGS),tests/tui)

pictures: $(VENV)/.test ## redraw the pictures and the recording of the documentation; look at each before it is committed
	@$(BIN)/python tools/make_pictures.py
	@$(BIN)/python tools/make_recording.py

examples: $(VENV)/.test ## write into the documentation what its commands print, and the tables that the program knows
	@$(BIN)/python tools/fill_tables.py
	@$(BIN)/python tools/run_examples.py

site: $(VENV)/.test ## build the documents as a website, in build/site
	@$(BIN)/python tools/make_site.py

lock: $(VENV)/.runtime ## pin the newest releases that pyproject.toml allows
	$(PIP) install uv
	$(COMPILE) --upgrade --extra lab --extra proof --extra web --extra dask --extra docs pyproject.toml requirements/build.in requirements/test.in -o requirements/test.txt
	$(COMPILE) --upgrade --no-emit-package atp-tui --constraints requirements/test.txt pyproject.toml requirements/build.in requirements/lab.in -o requirements/runtime.txt

clean: ## remove what was made here, .venv too
	rm -rf $(VENV) $(FLOORS) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache snapshot_report.html
	find atp_tui tests tools -name __pycache__ -prune -exec rm -rf {} +

# The environment is only rebuilt when its inputs have changed.
$(VENV)/.runtime: requirements/runtime.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "atp-tui needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>/dev/null || echo missing). Name another: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make environments: install its venv package (Debian, Ubuntu: apt-get install python3-venv)." >&2; exit 2; }
	@echo "Making $(VENV) with $$($(PYTHON) --version); a minute the first time."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install --require-hashes -r requirements/runtime.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.runtime requirements/test.txt
	@echo "Adding the tests and the checks to $(VENV)."
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@
