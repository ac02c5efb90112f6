# Two commands do all the set-up on a machine with python3 and make: `make run` and `make test`.

VENV ?= .venv
# Python 3.12 and 3.13 run the parser 1.4 to 1.7 times faster than 3.11. A shim on the PATH may be dead, so each candidate is run.
PYTHON ?= $(shell bash tools/find-python)
BIN = $(VENV)/bin
TEST_PROCESSES ?= 2

.PHONY: run test lint bench train soak fuzz clean gates docs pages
.DEFAULT_GOAL := run

$(VENV)/.installed: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Dateline needs Python 3.11, 3.12 or 3.13; none was found"; exit 1; }
	@echo "setting up $(VENV) with $$($(PYTHON) --version) (once; a minute or two)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

$(VENV)/.installed-docs: $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[docs]'
	@touch $@

run: $(VENV)/.installed  ## Build the pages if Node is there; code the examples and print the record as a table
	@$(BIN)/python tools/build_pages.py --if-needed || test $$? = 3
	@$(BIN)/dateline code examples/reports.jsonl --format table
	@echo
	@echo "Try next:"
	@echo "  $(BIN)/dateline explain examples/reports.jsonl                 why each event was coded"
	@echo "  $(BIN)/dateline code examples/reports.jsonl --output out.jsonl   one coded report a line"
	@echo "  $(BIN)/dateline code YOUR-TEXTS/ --published 2024-06-19        your own texts"
	@echo "  $(BIN)/dateline run examples/reports.jsonl                     keep them in dateline.db"
	@echo "  $(BIN)/dateline serve --open                                   and look at them in a browser"

pages: $(VENV)/.installed  ## The workbench's pages, out of web/ (needs Node)
	@$(BIN)/python tools/build_pages.py

test: $(VENV)/.installed-dev  ## All tests, on two cores; one file's go to one of them
	@$(BIN)/python -m pytest --numprocesses $(TEST_PROCESSES) --dist loadfile

lint: $(VENV)/.installed-dev  ## Linters and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

gates: $(VENV)/.installed-dev  ## Code the sets of ../shared/dev and hold the figures to benchmarks/floors.toml (three minutes)
	@$(BIN)/python tools/gates.py

docs: $(VENV)/.installed-docs  ## The site of docs/, into build/site; no warning is allowed
	@$(BIN)/python tools/cli_reference.py
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

bench: $(VENV)/.installed-dev  ## Throughput beside spaCy alone, and the figures on ../shared/dev
	@$(BIN)/python benchmarks/throughput.py
	@$(BIN)/python benchmarks/accuracy.py

# Training has an environment of its own: PyTorch is no part of Dateline. TRAIN_PYTHON must be one that PyTorch 2.13 supports.
TRAIN_PYTHON ?= python3.11
.venv-train/.installed: training/requirements.txt
	@$(TRAIN_PYTHON) -m venv .venv-train
	@.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --requirement training/requirements.txt
	@touch $@

train: $(VENV)/.installed-dev .venv-train/.installed  ## Train the encoder anew from training/sentences (an hour on one core)
	@$(BIN)/python training/corpus.py --write training/build/corpus.json
	@.venv-train/bin/python training/train.py
	@.venv-train/bin/python training/export.py
	@$(BIN)/python training/calibrate.py
	@$(BIN)/python training/agreement.py

soak: $(VENV)/.installed-dev  ## Kill runs into a store at two hundred random moments; faults and hostile texts by the thousand (two hours)
	@DATELINE_KILLS=200 $(BIN)/python -m pytest tests/store/test_killing.py
	@DATELINE_FAULTS=20 $(BIN)/python -m pytest tests/faults
	@DATELINE_HOSTILE=20 $(BIN)/python -m pytest tests/test_hostile_input.py

# Coverage-guided fuzzing; fuzz/README.md says what must hold. atheris is installed here and nowhere else.
FUZZ_SECONDS ?= 300
FUZZ = $(BIN)/python fuzz/run.py
fuzz: $(VENV)/.installed-dev  ## Fuzz the readers and the dictionary import, five minutes each
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'atheris>=3,<4'
	@mkdir -p build/fuzz/readers build/fuzz/dictionaries
	@$(FUZZ) readers -max_total_time=$(FUZZ_SECONDS) -max_len=65536 -timeout=10 -rss_limit_mb=1024 -dict=fuzz/readers.dict \
		-artifact_prefix=build/fuzz/ build/fuzz/readers fuzz/seeds/readers
	@$(FUZZ) dictionaries -max_total_time=$(FUZZ_SECONDS) -max_len=8192 -timeout=10 -rss_limit_mb=1024 -dict=fuzz/dictionaries.dict \
		-artifact_prefix=build/fuzz/ build/fuzz/dictionaries fuzz/seeds/dictionaries

clean:
	rm -rf $(VENV) dist build
