# The pipeline in order. Every target sets up what it needs in .venv; a second call is instant.
#   make train ARGS="model=8M budget=10m"      settings pass through ARGS
#   make requirements PYTHON=python3.12        the Python to build .venv with
#   make requirements TORCH=cpu|gpu            which PyTorch build; auto looks for an NVIDIA driver

PYTHON ?= python3.11
ARGS ?=
TORCH ?= auto
DOCS_ADDRESS ?= 127.0.0.1:8000

VENV := .venv
PY := $(VENV)/bin/python
TORCH_REQUIREMENT := $(shell sed -n 's/^torch~=/torch==/p' requirements.txt)

# On Linux, PyPI's PyTorch brings several GB of CUDA libraries; a machine without an NVIDIA driver takes the CPU build
# from PyTorch's own index instead. Elsewhere PyPI's build is the right one (macOS: with the GPU through MPS).
ifeq ($(TORCH),auto)
  ifeq ($(shell uname -s),Linux)
    TORCH_BUILD := $(if $(shell nvidia-smi -L 2>/dev/null),gpu,cpu)
  else
    TORCH_BUILD := gpu
  endif
else
  TORCH_BUILD := $(TORCH)
endif
TORCH_INDEX := $(if $(filter cpu,$(TORCH_BUILD)),--extra-index-url https://download.pytorch.org/whl/cpu)

.DEFAULT_GOAL := help
.PHONY: help requirements dev_requirements data train predict serve evaluate compare check_idea explain visualize profile doctor docs serve_docs test lint clean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z_]+:.*## /{printf "make %-18s%s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

$(VENV)/.requirements: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || { echo "error: Python 3.11 to 3.13 is needed, and PYTHON=$(PYTHON) is not one. Set it: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 2; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --retries 1 $(TORCH_INDEX) '$(TORCH_REQUIREMENT)'
	$(PY) -m pip install --quiet --requirement requirements.txt --editable .
	@touch $@

$(VENV)/.dev_requirements: $(VENV)/.requirements requirements_dev.txt
	$(PY) -m pip install --quiet --requirement requirements_dev.txt
	@touch $@

requirements: $(VENV)/.requirements  ## Install what the commands need, into .venv

dev_requirements: $(VENV)/.dev_requirements  ## Install what tests, checks and docs need too

data: requirements  ## Fetch and prepare stories: make data ARGS="data=tinystories"
	$(PY) mlopstinystories/data/make_dataset.py $(ARGS)

train: requirements  ## Train a model, draw its curve, tell a story (three minutes)
	$(PY) mlopstinystories/train_model.py $(ARGS)

predict: requirements  ## Tell a story: make predict ARGS='run=quick prompt="One day"'
	$(PY) mlopstinystories/predict_model.py $(ARGS)

serve: requirements  ## Open the playground: make serve ARGS="port=8081"
	$(PY) mlopstinystories/serve_model.py $(ARGS)

evaluate: requirements  ## Score a run on the held-out stories: make evaluate ARGS="run=quick"
	$(PY) mlopstinystories/evaluate_model.py $(ARGS)

compare: requirements  ## Is an idea better? make compare ARGS="a=[] b=[model.num_layers=3]"
	$(PY) mlopstinystories/compare_runs.py $(ARGS)

check_idea: requirements  ## Does a part of your own keep to the contract? make check_idea ARGS="idea=my_idea.py"
	$(PY) mlopstinystories/check_idea.py $(ARGS)

explain: requirements  ## Look inside a run, as a page: make explain ARGS="run=quick"
	$(PY) mlopstinystories/explain_model.py $(ARGS)

visualize: requirements  ## Draw runs and their data: make visualize ARGS="runs=[quick]"
	$(PY) mlopstinystories/visualization/visualize.py $(ARGS)

profile: requirements  ## See where the time of a training step goes: make profile ARGS="--config-name quick"
	$(PY) mlopstinystories/profile_training.py $(ARGS)

doctor: requirements  ## See what this computer can do, what will be slow, and what to change
	$(PY) mlopstinystories/doctor.py $(ARGS)

docs: dev_requirements  ## Build the documentation into site/
	NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --strict --quiet --config-file docs/mkdocs.yml

serve_docs: dev_requirements  ## Show the documentation while you write
	NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs serve --dev-addr $(DOCS_ADDRESS) --config-file docs/mkdocs.yml

test: dev_requirements  ## Run the tests
	$(PY) -m pytest $(ARGS)

lint: dev_requirements  ## Run every check of the pre-commit hooks on every file
	PATH="$(abspath $(VENV))/bin:$$PATH" pre-commit run --all-files

clean:  ## Remove caches and the built documentation; data, models and reports stay
	rm -rf site .pytest_cache .ruff_cache .mypy_cache .hypothesis .coverage .import_linter_cache
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
