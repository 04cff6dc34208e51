# Everything starts here; `make test` on a bare Debian with python3.11 and make is enough.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := test
.DELETE_ON_ERROR:
.PHONY: demo test check docs bench e2e mutate lock clean

# The first of these that really runs: a name on the PATH may be an empty shim.
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
  if $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
    >/dev/null 2>&1; then echo $$python; break; fi; done)
BIN := .venv/bin
READY := .venv/.ready

$(READY): requirements.lock pyproject.toml scripts/make_venv.sh
	scripts/make_venv.sh "$(PYTHON)"
	touch $@

demo: $(READY)
	$(BIN)/tallystick demo

test: $(READY)
	$(BIN)/pytest -n 2 -m "not e2e and not slow"

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	if compgen -G 'contracts/*.vy' >/dev/null; then $(BIN)/tallystick compile --check; fi
	$(MAKE) docs
	# What follows the pages step by step takes minutes: `make test` does it.
	$(BIN)/pytest -q tests/docs --ignore tests/docs/test_how_to.py --ignore tests/docs/test_tutorial.py
	if [ -f scripts/bench.py ]; then $(BIN)/python scripts/bench.py --check; fi

docs: $(READY)
	$(BIN)/zensical build --strict

bench: $(READY)
	$(BIN)/python scripts/bench.py

e2e: $(READY)
	$(BIN)/pytest -m "e2e or slow"
	for chain in local http anvil; do \
	  $(BIN)/pytest -q --chain $$chain -m "not e2e and not slow" \
	    tests/client tests/contracts tests/node/demo tests/seams; \
	done
	for chain in http anvil; do \
	  $(BIN)/pytest -q --chain $$chain -m "not e2e and not slow" --ignore tests/node/demo tests/node; \
	done

mutate: $(READY)
	$(BIN)/python scripts/mutate.py
	$(BIN)/python scripts/mutate_contracts.py

lock: $(READY)
	scripts/lock.sh

clean:
	rm -rf .venv dist build site .cache .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
