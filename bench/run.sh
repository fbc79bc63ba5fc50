#!/usr/bin/env bash
# Builds and runs the benchmarks:
#   bench/run.sh train MODEL DATA --samples 12 [--text-only]
#   bench/run.sh train MODEL DATA --samples 80 --epochs 2 --text-only
#   bench/run.sh train MODEL DATA --samples 128 --full --batch 16
#   bench/run.sh describe MODEL DATA --images 5 --tokens 34
#   bench/run.sh describe MODEL DATA --images 40 --tokens 512 --decodings
#   bench/run.sh products MODEL
#   bench/run.sh detector DETECTOR --batch 16
#   bench/run.sh soak MODEL DATA --rounds 1000
#   bench/run.sh serve DATA --images 2000
#   bench/run.sh versus cold-start --model MODEL --adapter ADAPTER --data DATA --peer-python PYTHON --peer-script SCRIPT --out DIR
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
(cd "$root" && ./mvnw -q -B -pl cli,bench -am -DskipTests -Dspotless.check.skip=true package) >&2
# A comparison sets it for its own processes only: it slows the other program's threads down.
if [[ ${1:-} != versus ]]; then
    # shellcheck source=../native-environment.sh
    . "$root/native-environment.sh"
fi
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx2g -Djava.awt.headless=true -Dmillsight.home="$root" \
    -cp "$root/bench/target/classes:$root/cli/target/millsight/lib/*" io.millsight.bench.Benchmarks "$@"
