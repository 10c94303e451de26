# `make tour` and `make test` need only Python >= 3.11 and make; each builds its own .venv.
# The same steps as plain pip commands, for Windows and macOS, stand in the README.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --constraint constraints.txt
PYTEST := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest
OUT ?= town-paper

.PHONY: tour test test-night check bench format clean

tour: .venv/core
	$(BIN)/tuwen tour -o $(OUT)

test: .venv/dev
	$(PYTEST)

test-night: .venv/dev
	$(PYTEST) -m "night or not night"

check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/dev
	$(BIN)/python -m benchmarks $(ROWS)

.venv/core: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --editable .
	touch $@

.venv/dev: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --editable ".[learn,dev]"
	touch $@ .venv/core

clean:
	rm -rf .venv build dist town-paper .pytest_cache .ruff_cache .mypy_cache
