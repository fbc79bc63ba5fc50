package io.millsight.bench;

/** Measures from its making. */
final class Stopwatch {

    private static final double NANOS_PER_SECOND = 1e9;

    private final long start = System.nanoTime();

    double seconds() {
        return (System.nanoTime() - start) / NANOS_PER_SECOND;
    }
}
