# How the native libraries compute and wait; read by ./millsight and bench/run.sh. What is set already stays.

# Where bfloat16 is native, the only float32 products left are those within attention, whose threads are libtorch's; OpenBLAS's own threads would
# spin beside them. And OpenBLAS takes AMD's newer processors for older ones: with the right kernels, a product of attention takes 29 instead of 49 µs.
if [[ -r /proc/cpuinfo ]]; then
    processor=$(sed '/^$/q' /proc/cpuinfo)
    if [[ $processor == *avx512_bf16* || $processor == *amx_bf16* ]]; then
        export OPENBLAS_NUM_THREADS=${OPENBLAS_NUM_THREADS:-1}
    fi
    if [[ $processor == *AuthenticAMD* && $processor == *avx512bw* && $processor == *avx512vl* ]]; then
        export OPENBLAS_CORETYPE=${OPENBLAS_CORETYPE:-SkylakeX}
    fi
fi
# Threads that wait for each other spin; libgomp lets them do so for milliseconds, and beside any other program each of these is lost to it.
if [[ -z ${OMP_WAIT_POLICY:-} ]]; then
    export GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-3000}
fi
# glibc returns every large block to the system and fetches it again, and the system clears its pages each time: two fifths of a training step of a
# detector. Heaps that keep what was freed do without; two, because a training of a small model has two threads.
if [[ $(uname -s) == Linux ]]; then
    export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2} MALLOC_MMAP_MAX_=${MALLOC_MMAP_MAX_:-0}
    export MALLOC_TRIM_THRESHOLD_=${MALLOC_TRIM_THRESHOLD_:-1073741824} MALLOC_TOP_PAD_=${MALLOC_TOP_PAD_:-268435456}
    # Pages of 2 MB where the system grants them on request: fresh ones for packed weights then cost a third of the page faults.
    export GLIBC_TUNABLES=${GLIBC_TUNABLES:-glibc.malloc.hugetlb=1}
fi
