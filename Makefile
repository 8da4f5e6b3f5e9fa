# The two commands to know: `make demo` and `make test`.
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin

.PHONY: install demo test lint bench proof claims real mutants migration vendor screenshots
.DEFAULT_GOAL := install

install: .venv/.installed

# The stamp keeps every other target from installing again; a changed list of packages renews it.
# setuptools comes first, in the version we pin, because it builds the editable install.
.venv/.installed: setup.cfg pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt setuptools
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt \
		--no-build-isolation -e '.[dev]'
	touch $@

demo: install
	$(BIN)/scheduler demo --port $(PORT)

# Two processes, each with a run of neighbouring tests: those of a file share what they prepare.
test: install
	$(BIN)/python -m pytest --cov --numprocesses 2 --dist worksteal

lint: install
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# QUICK=1 asks for small samples only.
bench: install
	@$(BIN)/python -m benchmarks.bench $(if $(QUICK),--quick)

proof: install
	@MORE_EXAMPLES=10 $(BIN)/python -m pytest -q -m "hypothesis or proof or wider" --numprocesses 2 --dist worksteal
	@$(BIN)/python -m benchmarks.proof
	@$(BIN)/python -m benchmarks.service

# FET_FILES names a folder with .fet files of real schools; the table goes to docs/real-schools.md.
real: install
	$(BIN)/python -m benchmarks.real --write docs/real-schools.md

# Whether what districts reported holds for the sample schools; the tables go to docs/claims.md.
claims: install
	$(BIN)/python -m benchmarks.claims --write docs/claims.md

# Every rule dropped from solver or referee must fail a test; nothing else should run meanwhile.
mutants: install
	@$(BIN)/python -m benchmarks.mutants

# As long as nothing is released there is one migration, written anew from the tables.
migration: install
	$(BIN)/python -m scheduler.store.migrations
	$(BIN)/ruff format --quiet scheduler/store/migrations/versions

# Fetches the parts of the front end that are not ours; needs npm. Its result is in the repository.
vendor: install
	$(BIN)/python -m tools.vendor

# Every page in three sizes and by night; WORDS="year week" draws only pages with one of the words.
screenshots: install
	$(BIN)/python -m tests.browser.screenshots $(WORDS)
