# `make` or `make help` lists the commands. Everything is installed into .venv (to run) and .venv-test (to work on it).
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test check bench bench-demo bench-wall load-test soak soak-long access-matrix data-inventory format lock screenshots fresh clean environment test-environment load-environment

TEST := .venv-test/bin
# One process per core of a small machine; each starts a PostgreSQL server of its own.
WORKERS ?= 2
TESTS ?=
EXAMS ?= 1000000

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s%s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: environment ## Start radops on http://127.0.0.1:8050 (PORT=8051 changes it), with a made-up department if it is empty
	@exec .venv/bin/python radops.py up

test: test-environment ## Run the tests, on SQLite and PostgreSQL and in a browser (TESTS=tests/db for a part, WORKERS=4)
	@scripts/test-programs
	$(TEST)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(TESTS)

check: test-environment ## Check style, types, boundaries between the packages, and that no migration is missing
	@failed=0; for what in 'ruff check .' 'ruff format --check .' 'mypy' 'lint-imports --no-logo' 'python -m db.migrations check'; do \
		echo "$$what"; $(TEST)/$$what || failed=1; done; exit $$failed

bench: test-environment ## Measure how fast files come in and pages answer, and write docs/benchmarks.md (EXAMS=100000 for a short run)
	@scripts/test-programs
	$(TEST)/python -m tests.benchmarks.intake --exams $(EXAMS) --out docs/benchmarks.md
	$(TEST)/python -m tests.benchmarks.dose_and_exams --exams $$(( $(EXAMS) / 10 )) $(EXAMS) --out docs/benchmarks.md

bench-demo: test-environment ## Write made-up departments of three sizes, and put time and memory into docs/benchmarks.md
	$(TEST)/python -m tests.benchmarks.demo_files --out docs/benchmarks.md

load-test: load-environment ## Let fifty viewers look at a million exams while files are loaded, and write it to docs/benchmarks.md
	.venv-load/bin/python -m tests.benchmarks.load_test --out docs/benchmarks.md

soak: test-environment ## Watch a wall display for five minutes in a real browser, and write docs/soak-5-minutes.md
	@scripts/test-programs
	$(TEST)/python -m tests.benchmarks.wall_soak --seconds 300 --out docs/soak-5-minutes.md

soak-long: test-environment ## Drive a wall display through 8,640 refreshes (72 hours), and write docs/soak-72-hours.md
	@scripts/test-programs
	$(TEST)/python -m tests.benchmarks.wall_soak --refreshes 8640 --out docs/soak-72-hours.md

bench-wall: test-environment ## Measure two hundred screens, a weak one, and twenty outages, and write docs/wall-measured.md (half an hour)
	@scripts/test-programs
	for what in load paint outages; do $(TEST)/python -m tests.benchmarks.wall_$$what || exit 1; done

access-matrix: test-environment ## Try everything as every role, and write what came of it to docs/access-matrix.md
	$(TEST)/python -m tests.dashboard.access_matrix

data-inventory: test-environment ## Write what is kept, of what kind, who sees it and how long to docs/data-inventory.md
	$(TEST)/python -m tests.privacy.data_inventory

format: test-environment ## Write the code in the one style, and mend what can be mended without thinking
	$(TEST)/ruff check --fix .
	$(TEST)/ruff format .

lock: test-environment ## Pin the packages of pyproject.toml anew (UPGRADE=--upgrade takes the newest versions)
	scripts/lock $(UPGRADE)

screenshots: test-environment ## Draw the pictures in docs/screenshots anew from the made-up department
	@scripts/test-programs
	$(TEST)/python scripts/screenshots

fresh: ## Do as a new user does: clone the last commit elsewhere, check, test, run, log in (PORT=8051)
	scripts/fresh-clone

environment: ## Install what radops needs to run into .venv
	@scripts/environment .venv requirements.lock --with-radops

test-environment: ## Install what the tests and checks need into .venv-test
	@scripts/environment .venv-test requirements-test.lock

load-environment: ## Install what the load test needs into .venv-load
	@scripts/environment .venv-load requirements-load.lock

clean: ## Remove all environments and every cache (not var/, where the data is)
	rm -rf .venv .venv-test .venv-load .venv.lock .venv-test.lock .venv-load.lock .pytest_cache .mypy_cache .ruff_cache .import_linter_cache *.egg-info
	find . -name __pycache__ -prune -exec rm -rf {} +
