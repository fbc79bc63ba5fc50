#!/usr/bin/env bash
# Kills and interrupts the real program again and again, each time at another moment, and checks that whole states remain:
#   bench/kill-loop.sh [N] [SEED]        N times (default 100)
# By turns: training (kill -9; SIGTERM; Ctrl-C on a terminal), data split --replace, data convert, data synth, merge, new-model, evaluate --out.
# Prints a line for each fault and one with the result; ends with 1 if there was a fault. Needs util-linux's script for the terminal, and
# coreutils' env.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
rounds=${1:-100}
RANDOM=${2:-1}
work=$(mktemp -d "${TMPDIR:-/tmp}/millsight-kills.XXXXXX")
trap 'rm -rf "$work"' EXIT
export OMP_NUM_THREADS=1 MILLSIGHT_JAVA_OPTIONS="-XX:TieredStopAtLevel=1 -Xmx1g"
model=$root/models/nano
adapter=$root/models/nano-neu-det
faults=0
signals=0

millsight() { "$root/millsight" "$@"; }

fault() {
    faults=$((faults + 1))
    echo "fault in round $round ($job, $signal after $delay ms): $1" >&2
}

# What a command makes: its names and bytes.
fingerprint() { (cd "$1" && find . -type f | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum); }

hidden() { find "$1" -name '.millsight-*' | head -1; }

now() { date +%s%3N; }

# Runs a command in the background and sends it a signal after a random time, which is at most that of an undisturbed run; sets code.
interrupt() {
    local longest=$1 begin
    shift
    delay=$((RANDOM * 32768 % (longest > 400 ? longest - 300 : 100) + RANDOM % 300 + 100))
    begin=$(now)
    # A script's background commands ignore SIGINT, unless they are told otherwise.
    env --default-signal=INT "$root/millsight" "$@" >"$work/out" 2>&1 &
    local pid=$!
    while (($(now) - begin < delay)); do sleep 0.01; done
    kill -"$signal" "$pid" 2>/dev/null && signals=$((signals + 1))
    code=0
    wait "$pid" 2>/dev/null || code=$?
}

# The same with the key Ctrl-C, on a pseudo-terminal.
press() {
    local longest=$1
    shift
    delay=$((RANDOM % longest + 100))
    code=0
    { sleep "$(printf '%d.%03d' $((delay / 1000)) $((delay % 1000)))"; printf '\003'; sleep 0.1; printf '\003'; sleep 20; } |
        script -qfec "$root/millsight $*" /dev/null >"$work/out" 2>&1 &
    local pid=$!
    wait "$pid" || code=$?
    signals=$((signals + 1))
}

# An interrupt ends with 130 or 143, unless the work was done before.
check_code() {
    case $signal in
        KILL) [[ $code == 137 || $code == 0 ]] ;;
        INT | KEY) [[ $code == 130 || $code == 0 ]] ;;
        TERM) [[ $code == 143 || $code == 0 ]] ;;
    esac || fault "exit code $code: $(tail -1 "$work/out")"
}

# A command that makes a folder: there is all of it or nothing, and after an interrupt nothing hidden beside it.
make_folder() {
    local name=$1 place=$work/places/$1
    shift
    rm -rf "$place/out"
    mkdir -p "$place"
    interrupt "${times[$name]}" "$@" --out "$place/out"
    check_code
    if [[ -e $place/out && $(fingerprint "$place/out") != "${wholes[$name]}" ]]; then
        fault "a folder that is not whole"
    fi
    if [[ $signal != KILL && -n $(hidden "$place") ]]; then
        fault "left $(hidden "$place")"
    fi
}

# Another undisturbed run clears what kills have left.
check_leftovers() {
    local name=$1 place=$work/places/$1
    shift
    [[ -d $place ]] || return 0
    rm -rf "$place/out"
    millsight "$@" --out "$place/out" >/dev/null 2>&1
    [[ -z $(hidden "$place") ]] || fault "kept $(hidden "$place")"
}

declare -A times wholes
commands_convert=(data convert "$work/steel" --to coco)
commands_synth=(data synth --count 60 --seed 5)
commands_merge=(merge --model "$model" --adapter "$adapter")
commands_new=(new-model --preset nano)
settings=(--model "$model" --data "$work/steel" --max_steps 60 --eval_strategy steps --eval_steps 5 --save_total_limit 2 --lora_rank 2
    --preset paper --per_device_train_batch_size 1 --gradient_accumulation_steps 1 --logging_steps 1 --parallel_micro_batches 1 --train_split val --eval_split test)

round=0 job=preparation signal=none delay=0
millsight data synth --count 60 --seed 3 --realism 0 --out "$work/steel" >/dev/null 2>&1
for name in convert synth merge new; do
    declare -n command=commands_$name
    begin=$(now)
    millsight "${command[@]}" --out "$work/whole-$name" >/dev/null 2>&1
    times[$name]=$(($(now) - begin))
    wholes[$name]=$(fingerprint "$work/whole-$name")
    rm -rf "$work/whole-$name"
done
begin=$(now)
millsight train "${settings[@]}" --out "$work/undisturbed" >/dev/null 2>&1
times[train]=$(($(now) - begin))
cp -r "$work/steel" "$work/divided"
begin=$(now)
millsight data split "$work/divided" --random --replace >/dev/null 2>&1
times[split]=$(($(now) - begin))
evaluation=(evaluate --tta off --limit 2 --data "$work/steel" --split test)
begin=$(now)
millsight "${evaluation[@]}" --out "$work/report" >/dev/null 2>&1
times[evaluate]=$(($(now) - begin))
report=$(cd "$work/report" && ls | LC_ALL=C sort)

trained=0
train_arguments() {
    if [[ -e $work/run/settings.yaml ]]; then
        echo --resume "$work/run"
    else
        echo "${settings[@]}" --out "$work/run"
    fi
}

# At the end of a run it is compared with the one that nobody disturbed, and the next begins.
finish_training() {
    local file
    read -ra arguments < <(train_arguments)
    millsight train "${arguments[@]}" >"$work/out" 2>&1 || fault "cannot go on: $(tail -1 "$work/out")"
    for file in adapter_model.safetensors optimizer.safetensors; do
        cmp -s "$work/run/last/$file" "$work/undisturbed/last/$file" || fault "another $file than without interruptions"
    done
    [[ $(ls -A "$work/run") == $(ls -A "$work/undisturbed") ]] || fault "other files: $(ls -A "$work/run" | tr '\n' ' ')"
    rm -rf "$work/run"
    trained=$((trained + 1))
}

train() {
    read -ra arguments < <(train_arguments)
    if [[ $signal == KEY ]]; then
        press 4000 train "${arguments[@]}"
    else
        interrupt 4000 train "${arguments[@]}"
    fi
    check_code
    local checkpoint file
    for checkpoint in "$work"/run/checkpoint-*; do
        [[ -e $checkpoint ]] || continue
        for file in adapter_config.json adapter_model.safetensors millsight.json optimizer.safetensors trainer_state.json; do
            [[ -s $checkpoint/$file ]] || fault "$checkpoint has no $file"
        done
    done
    if [[ $signal != KILL && -e $work/run && -n $(hidden "$work/run") ]]; then
        fault "left $(hidden "$work/run")"
    fi
    if [[ -e $work/run/checkpoint-60 ]]; then
        finish_training
    fi
}

split() {
    local lists
    interrupt "${times[split]}" data split "$work/divided" --random --replace --seed "$RANDOM"
    check_code
    millsight data check "$work/divided" >"$work/out" 2>&1 || true
    lists=$(cat "$work"/divided/ImageSets/Main/{train,val,test}.txt 2>/dev/null | sort -u | wc -l)
    [[ $lists == 60 && -s $work/divided/ImageSets/Main/manifest.json ]] || fault "$lists of 60 images are listed"
}

evaluate() {
    rm -rf "$work/evaluated"
    interrupt "${times[evaluate]}" "${evaluation[@]}" --out "$work/evaluated/report"
    check_code
    if [[ -e $work/evaluated && $signal != KILL ]]; then
        [[ $(ls -A "$work/evaluated/report" | LC_ALL=C sort) == "$report" ]] || fault "a report that is not whole"
    fi
}

begin=$(now)
while ((round < rounds)); do
    round=$((round + 1))
    ((round % 10)) || echo "round $round of $rounds, $faults faults" >&2
    case $((round % 5)) in
        0) signal=TERM ;;
        1 | 3) signal=INT ;;
        *) signal=KILL ;;
    esac
    case $((round % 12)) in
        1 | 4 | 7 | 10) job=train ;;
        2) job=train signal=KEY ;;
        3 | 8) job=split ;;
        5) job=convert ;;
        6) job=synth ;;
        9) job=merge ;;
        11) job=evaluate ;;
        0) job=new ;;
    esac
    case $job in
        train | split | evaluate) "$job" ;;
        *)
            declare -n command=commands_$job
            make_folder "$job" "${command[@]}"
            ;;
    esac
done
signal=none delay=0
job=train
finish_training
for job in convert synth merge new; do
    declare -n command=commands_$job
    check_leftovers "$job" "${command[@]}"
done
echo "$rounds rounds, $signals signals sent, $trained trainings ended bit-equal or are listed above, $faults faults, $((($(now) - begin) / 1000)) s"
((faults == 0))
