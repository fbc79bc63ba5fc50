#!/usr/bin/env bash
# Builds and runs the benchmarks:
#   bench/run.sh train MODEL DATA --samples 12 [--text-only]
#   bench/run.sh train MODEL DATA --samples 128 --full --batch 16
#   bench/run.sh describe MODEL DATA --images 5 --tokens 34
#   bench/run.sh describe MODEL DATA --images 40 --tokens 512 --locked
#   bench/run.sh soak MODEL DATA --rounds 1000
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
(cd "$root" && ./mvnw -q -B -pl cli,bench -am -DskipTests -Dspotless.check.skip=true package) >&2
# As ./millsight sets them.
if grep -q -m1 'avx512_bf16\|amx_bf16' /proc/cpuinfo 2>/dev/null; then
    export OPENBLAS_NUM_THREADS=${OPENBLAS_NUM_THREADS:-1}
fi
if grep -q -m1 AuthenticAMD /proc/cpuinfo 2>/dev/null && grep -q -m1 'avx512bw.*avx512vl' /proc/cpuinfo; then
    export OPENBLAS_CORETYPE=${OPENBLAS_CORETYPE:-SkylakeX}
fi
if [[ -z ${OMP_WAIT_POLICY:-} ]]; then
    export GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-3000}
fi
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx2g -Djava.awt.headless=true -Dorg.bytedeco.javacpp.noPointerGC=true \
    -cp "$root/bench/target/classes:$root/cli/target/millsight/lib/*" io.millsight.bench.Benchmarks "$@"
