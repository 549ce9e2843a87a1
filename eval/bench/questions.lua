-- wrk's side of `python -m eval.bench.serve load --wrk`: posts the lines of a file in turn, and
-- prints what came of it as one line of JSON (times in seconds).
local bodies, at = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do bodies[#bodies + 1] = line end
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  at = at % #bodies + 1
  return wrk.format(nil, nil, nil, bodies[at])
end

function done(summary, latency, _)
  local errors = summary.errors
  local refused = errors.status + errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format(
    '{"requests": %d, "refused": %d, "elapsed": %f, "p50": %f, "p95": %f, "p99": %f}\n',
    summary.requests, refused, summary.duration / 1e6, latency:percentile(50) / 1e6,
    latency:percentile(95) / 1e6, latency:percentile(99) / 1e6))
end
