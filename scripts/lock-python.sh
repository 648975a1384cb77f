#!/bin/sh
# Pins the Python packages of python/*.in with the hashes of every platform's files.
set -eu
cd "$(dirname "$0")/.."
for name in requirements uv; do
  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
    --no-annotate "python/$name.in" -o "python/$name.txt"
done
