# Two commands are enough: `make run` and `make test`. `make help` lists the others.

.DEFAULT_GOAL := help
.PHONY: help run test prove check lint format bench lock torch ready-run ready-dev clean

# A Python to make .venv with: yours if you say `make run PYTHON=…`, else the first that is new enough.
PYTHONS := $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3 python
TOO_OLD := Relais needs Python 3.11 or newer, and found none among: $(PYTHONS).
define install
@for python in $(PYTHONS); do \
	if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	then exec "$$python" -I bot/install.py $(1); fi; \
done; \
echo "$(TOO_OLD) Install one (python.org, or apt-get install python3 python3-venv), or say make PYTHON=/path/to/python." >&2; \
exit 1
endef
IN := .venv/bin/python -m
# Several test processes compile each module once, not each for itself.
unexport PYTHONDONTWRITEBYTECODE

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

run: ready-run ## Start Relais; without Slack tokens, in a local Slack in the browser
	@exec $(IN) bot run

test: lint ## Check the code and run the tests: what CI runs
	@$(IN) mypy & types=$$!; $(IN) pytest -n 4 --dist worksteal $(PYTEST); tests=$$?; wait $$types && exit $$tests

prove: ready-dev ## Prove the rules: 100,000 stories of an engagement beside the model, half an hour on 8 cores
	PROOF_STORIES=100000 PROOF_SHARES=400 PROOF_STEPS=12 $(IN) pytest -n logical --dist worksteal tests/proof tests/rules/test_permission.py $(PYTEST)

check: lint ## Check style and types
	$(IN) mypy

lint: ready-dev ## Check style
	$(IN) ruff check .
	$(IN) ruff format --check .

format: ready-dev ## Put the code into the house's style, where that can be done by itself
	$(IN) ruff check --fix .
	$(IN) ruff format .

bench: ready-dev ## Measure speed and memory; TUTORIAL=folder adds what tutorials build
	$(IN) tests.benchmarks $(if $(TUTORIAL),--tutorial "$(TUTORIAL)")

lock: ready-dev ## Resolve the pinned versions anew, from the ranges in pyproject.toml
	$(IN) pip install --quiet uv==0.13.9
	$(IN) uv pip compile pyproject.toml --group build $(COMPILE) > .venv/run.txt
	$(IN) uv pip compile pyproject.toml --group build --group dev --constraint .venv/run.txt $(COMPILE) > .venv/dev.txt
	@{ echo "$(HEADER) run Relais"; grep -Ev '$(NOT_LOCKED)' .venv/run.txt; } > requirements.lock
	@{ echo "$(HEADER) test it, beside requirements.lock"; grep -Ev '$(NOT_LOCKED)' .venv/dev.txt | \
		grep -vxFf .venv/run.txt; } > requirements-dev.lock
COMPILE := --universal --python-version 3.11 --no-header --no-annotate --quiet
HEADER := \# Written by `make lock`: every package needed to
# torch is installed apart, and CUDA's packages only beside a GPU (bot/install.py).
NOT_LOCKED := ^(torch|triton|nvidia-.*|cuda-.*)==

torch: ready-run ## Try again to install torch, where the first installation left it out
	$(call install,torch)

clean: ## Remove .venv and what the tools cached; var/ (your data) stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage

ready-run:
	$(call install,run)

ready-dev:
	$(call install,dev)
