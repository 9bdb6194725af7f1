# Every target works from a fresh clone: the first one that needs it makes .venv with the development tools.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: demo test check generate bench soak clean

demo: $(READY)
	$(BIN)/python -m examples.demo

test: $(READY)
	$(BIN)/python -m pytest $(ARGS)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m codegen --check
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python

generate: $(READY)
	$(BIN)/python -m codegen

# BENCH_SIZE=small: some minutes, to see that it works. ARGS: what to measure, see benchmarks/README.md.
bench: $(READY)
	$(BIN)/python -m benchmarks run $(ARGS)

# SOAK_CALLS, SOAK_SEED, BACKEND: see tests/soak/soak.py.
soak: $(READY)
	$(BIN)/python -m tests.soak.soak

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) benchmarks/.peers benchmarks/apps/node_modules build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
