#!/bin/sh
# Serves a copy of the bundled articles, uploads allowed, and sends it CASES requests an operation.
set -eu
BIN=${BIN:-.venv/bin} CASES=${CASES:-350} PORT=${PORT:-8917}
place=$(mktemp -d)
cp -r corpus "$place/corpus"
"$BIN/qa" ingest "$place/corpus" --data-dir "$place/data" >/dev/null
QA_UPLOADS=true QA_MAX_FILE_MB=1 "$BIN/qa" serve --port "$PORT" --data-dir "$place/data" 2>"$place/log" &
server=$!
trap 'kill $server; wait $server || true; rm -rf "$place"' EXIT
until grep -q 'Serving on' "$place/log"; do
  kill -0 $server || { cat "$place/log"; exit 1; }
  sleep 0.2
done
# One worker: Hypothesis parses the source of lambdas, and before CPython 3.11.8 two threads that do
# can fail with "AST constructor recursion depth mismatch" (python/cpython#106905).
"$BIN/schemathesis" run "http://127.0.0.1:$PORT/openapi.json" --workers 1 \
  --phases examples,coverage,fuzzing,stateful --max-examples "$CASES" --generation-database none
if grep -q Traceback "$place/log"; then cat "$place/log"; exit 1; fi
