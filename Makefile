# Everything starts here; `make test` on a bare Debian with python3.11 and make is enough.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := test
.DELETE_ON_ERROR:
.PHONY: demo test test-browser test-long test-all test-lowest guides coverage static check docs bench e2e mutate fuzz simulate lock prove clean

# The first of these that really runs: a name on the PATH may be an empty shim.
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
  if $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
    >/dev/null 2>&1; then echo $$python; break; fi; done)
BIN := .venv/bin
READY := .venv/.ready
# Hundreds of processes are started here; each reads what the first has compiled.
unexport PYTHONDONTWRITEBYTECODE

$(READY): requirements.lock pyproject.toml scripts/make_venv.sh
	scripts/make_venv.sh "$(PYTHON)"
	touch $@

demo: $(READY)
	$(BIN)/tallystick demo

# Every package, in a few minutes.
QUICK := not e2e and not slow and not long
PYTEST := $(BIN)/pytest -n 2

test: $(READY)
	$(PYTEST) -m "$(QUICK)"

# The long tail alone, and everything: both leave the guides to `make guides`.
GUIDES := tests/docs/test_tutorial.py tests/docs/test_how_to.py
# A sixth of their time is waiting for other processes: a third worker uses it.
ALL := $(BIN)/pytest -n 3
test-long: $(READY)
	$(ALL) -m "long and not e2e and not slow" $(GUIDES:%=--ignore %)

test-all: $(READY)
	$(ALL) -m "not e2e and not slow" $(GUIDES:%=--ignore %)

# What people do most, in real browsers; the long tail walks every page.
BROWSER := $(addprefix tests/node/web/test_,browser.py flows_browser.py wallet_ladder.py security_browser.py firefox.py verifier_browser.py)
test-browser: $(READY)
	$(PYTEST) -m "not e2e and not slow" -k "not postgresql" $(BROWSER)

# The tutorial and the how-tos, done as they are written.
guides: $(READY)
	$(PYTEST) $(GUIDES)

coverage: $(READY)
	$(PYTEST) -m "$(QUICK)" --cov --cov-report=html --cov-report=term:skip-covered

# The oldest release of each dependency that pyproject.toml admits.
test-lowest: $(READY)
	scripts/test_lowest.sh "$(PYTHON)"

# What is proved without a test.
static: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	if compgen -G 'contracts/*.vy' >/dev/null; then $(BIN)/tallystick compile --check; fi
	$(MAKE) docs
	if [ -f scripts/bench.py ]; then PYTHONPATH=tests $(BIN)/python scripts/bench.py --check; fi

# And the tests of documents and examples, quick and long: before every push.
check: static
	$(PYTEST) -q tests/docs tests/examples $(GUIDES:%=--ignore %)

docs: $(READY)
	$(BIN)/zensical build --strict

bench: $(READY)
	PYTHONPATH=tests $(BIN)/python scripts/bench.py

e2e: $(READY)
	$(BIN)/pytest -m "e2e or slow"
	for chain in local http anvil; do \
	  $(BIN)/pytest -q --chain $$chain -m "not e2e and not slow" \
	    tests/client tests/contracts tests/node/demo tests/seams; \
	done
	for chain in http anvil; do \
	  $(BIN)/pytest -q --chain $$chain -m "not e2e and not slow" --ignore tests/node/demo tests/node; \
	done

# The arithmetic of positions, recoveries and shares, for every input within its bounds.
prove: $(READY)
	$(BIN)/python scripts/prove.py

mutate: $(READY)
	$(BIN)/python scripts/mutate.py
	$(BIN)/python scripts/mutate_contracts.py

# 20,000 steps; FUZZ_STEPS for more, FUZZ_SEEDS to repeat. Seeds that fail are kept.
fuzz: $(READY)
	$(BIN)/python scripts/fuzz_contracts.py

# A node's days, from a seed on, with everything around it simulated, JOBS worlds at once; BUG plants a
# bug.
DAYS ?= 200
SEED ?= 1
JOBS ?= 2
simulate: $(READY)
	PYTHONPATH=client:node:tests $(BIN)/python -m simulation --days $(DAYS) --seed $(SEED) --jobs $(JOBS) $(if $(BUG),--bug $(BUG))

lock: $(READY)
	scripts/lock.sh

clean:
	rm -rf .venv .venv-lowest dist build site .cache htmlcov .coverage .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
