#!/bin/sh
# Runs the tests of the Python package on each Python that it is for and that is here, all with one wheel: $1.
set -eu
cd "$(dirname "$0")/.."
wheel=$(realpath "$1")
for version in 3.10 3.11 3.12 3.13; do
    python=
    # What pyenv puts on the path may lead nowhere.
    for candidate in "python$version" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*/bin/python3; do
        if "$candidate" --version >/dev/null 2>&1; then python=$candidate; fi
    done
    if [ -z "$python" ]; then
        echo "SKIPPED: no Python $version here" >&2
        continue
    fi
    venv=$PWD/target/pythons/$version
    "$python" -m venv --clear "$venv"
    "$venv/bin/pip" --disable-pip-version-check --quiet install -r otp-py/tests/requirements.txt
    "$venv/bin/pip" --disable-pip-version-check --quiet install --no-deps "$wheel"
    "$venv/bin/python" --version
    (cd otp-py && "$venv/bin/pytest" --quiet)
done
