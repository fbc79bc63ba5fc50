package io.millsight.steel.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import io.millsight.files.MillsightException;
import io.millsight.steel.audit.Audit;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads and audits corrupted copies of a dataset. Each copy must be read, or refused by a {@link MillsightException}
 * that names one of its files. Other exceptions, long times and large memory are failures.
 *
 * @param valid dataset of a few small files
 * @param workplace folder for the copies
 */
record DatasetFuzz(Path valid, Path workplace) {

    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final long MAX_BYTES = 1_000_000_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /**
     * Reads corrupted copies until the number or the time is reached.
     *
     * @param firstSeed seed of the first copy; each copy has the next seed, so that a failure can be reproduced alone
     * @param rounds largest number of copies
     * @param budget largest time
     */
    void run(long firstSeed, int rounds, Duration budget) throws IOException {
        assertThat(Datasets.read(valid).images()).isNotEmpty();
        long end = System.nanoTime() + budget.toNanos();
        for (long seed = firstSeed; seed < firstSeed + rounds && System.nanoTime() < end; seed++) {
            Path copy = workplace.resolve("seed" + seed);
            copy(valid, copy);
            FileCorrupter corrupter = new FileCorrupter(seed);
            corrupter.corrupt(copy);
            read(copy, "seed " + seed + ", " + corrupter.deeds());
            delete(copy);
        }
    }

    private static void read(Path copy, String deeds) {
        assertTimeoutPreemptively(
                LONGEST,
                () -> {
                    long before = THREADS.getCurrentThreadAllocatedBytes();
                    try {
                        Audit.of(Datasets.scan(copy));
                    } catch (MillsightException e) {
                        assertThat(e.getMessage()).as(deeds).contains(copy.toString());
                    } catch (Throwable e) {
                        throw new AssertionError(deeds, e);
                    }
                    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                            .as(deeds)
                            .isLessThan(MAX_BYTES);
                },
                deeds);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
