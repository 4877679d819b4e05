# The commands of this project. `make help` lists them.

VENV ?= .venv
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
HASH := \#
COMPILER ?= $(firstword $(foreach name,$(CXX) g++ clang++,\
	$(shell echo '$(HASH)include <span>' | $(name) -std=c++20 -fsyntax-only -x c++ - 2>/dev/null && echo $(name))))

BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
INSTALLED := $(VENV)/.installed
TOOLS := $(VENV)/.installed-tools
ENGINE := $(wildcard vrp/search/engine/*)
CPP := $(filter %.h %.cpp,$(ENGINE))

DEMO_DIR := routes
DEMO_INPUT := data/stops.csv --vehicles data/vehicles.csv --roads data/city.osm.pbf
DEMO := $(DEMO_DIR)/solution.json

.DELETE_ON_ERROR:
.PHONY: help demo test fuzz lint clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: $(INSTALLED) ## Install into .venv, solve the sample stops and say where the map is
	@if $(MAKE) --no-print-directory -q $(DEMO); then \
		$(BIN)/vrp check $(firstword $(DEMO_INPUT)) $(DEMO) $(wordlist 2,9,$(DEMO_INPUT)); \
	else \
		$(MAKE) --no-print-directory $(DEMO); \
	fi
	@echo
	@echo "The map: $(CURDIR)/$(DEMO_DIR)/report.html — open it in a browser"

$(DEMO): $(INSTALLED) $(wildcard data/*.csv data/*.pbf) $(shell find vrp -name '*.py' 2>/dev/null)
	@$(BIN)/vrp solve $(DEMO_INPUT) --time-limit 5 --out $(DEMO_DIR) --no-quiet

test: $(TOOLS) ## Install what the tests need and run them all, with coverage
	CXX='$(COMPILER)' $(BIN)/pytest -n auto --cov --cov-report=term

fuzz: $(TOOLS) ## Search a million iterations with every change of a plan checked
	CXX='$(COMPILER)' VRP_FUZZ_INSTANCES=2400 $(BIN)/pytest -s tests/search/test_debug_engine.py

lint: $(TOOLS) ## Check style, types, layers and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy tests/typed_program.py
	$(BIN)/lint-imports --no-cache
	$(if $(CPP),$(BIN)/clang-format --dry-run -Werror $(CPP))

clean: ## Remove everything that make has made
	rm -rf $(VENV) build $(DEMO_DIR) .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find vrp tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Editable, so that changes to Python files need no new install; changes to C++ files bring us here.
$(INSTALLED): pyproject.toml CMakeLists.txt $(ENGINE) | $(BIN)/python
	$(require_compiler)
	@echo "Installing vrp into $(VENV): the engine is compiled, which takes a minute or two ..."
	@CXX='$(COMPILER)' $(PIP_INSTALL) --editable .
	@touch $@

$(TOOLS): pyproject.toml CMakeLists.txt $(ENGINE) | $(BIN)/python
	$(require_compiler)
	@echo "Installing vrp and the tools into $(VENV): the engine is compiled, which takes a minute or two ..."
	@CXX='$(COMPILER)' $(PIP_INSTALL) --editable '.[dev]'
	@touch $(INSTALLED) $@

$(BIN)/python:
	@test -n "$(strip $(PYTHON))" || { \
		echo "make: Python 3.11 or newer is needed, and none was found as python3 or python3.x." >&2; \
		echo "make: install one, or name it: make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "make: Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
		rm -rf $(VENV); \
		echo "make: $(PYTHON) cannot make virtual environments (on Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }

define require_compiler
@test -n "$(strip $(COMPILER))" || { \
	echo "make: a C++20 compiler is needed (g++ 10, clang 14 or newer), and none was found." >&2; \
	echo "make: install one (Debian, Ubuntu: apt install g++; macOS: xcode-select --install)" >&2; \
	echo "make: or name it: make CXX=/path/to/c++ $(MAKECMDGOALS)" >&2; exit 1; }
endef
