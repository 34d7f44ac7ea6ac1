#!/usr/bin/env bash
# The measurement on a machine where the kit was unpacked: `npm run bench:gpu` without npm. Takes the same options.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
export OSSICLE_CACHE_DIR=${OSSICLE_CACHE_DIR:-$root/cache}
exec "$root/node_modules/node/bin/node" "$root/bench/gpu/main.ts" "$@"
