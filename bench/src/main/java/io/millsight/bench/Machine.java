package io.millsight.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Scanner;
import java.util.stream.Stream;

/** The machine that a comparison runs on, and how busy it is; as far as Linux tells. */
final class Machine {

    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
    private static final Path PRESSURE = Path.of("/proc/pressure/cpu");
    private static final Path LOAD = Path.of("/proc/loadavg");

    /** A share of the last ten seconds in per cent, above which figures of other programs disturb. */
    private static final double MOST_PRESSURE = 5;

    private static final long POLL_MILLISECONDS = 2000;

    private Machine() {}

    /** The processor's name with the number of cores, and AMX or AVX512-BF16 where it has them. */
    static String processor() throws IOException {
        String cores = Runtime.getRuntime().availableProcessors() + " cores";
        if (!Files.isReadable(PROCESSOR)) {
            return System.getProperty("os.arch") + ", " + cores;
        }
        String all = Files.readString(PROCESSOR);
        String name = all.lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.replaceFirst(".*: *", ""))
                .findFirst()
                .orElse(System.getProperty("os.arch"));
        String bfloat16 = all.contains("amx_bf16") ? ", AMX" : all.contains("avx512_bf16") ? ", AVX512-BF16" : "";
        return name + ", " + cores + bfloat16;
    }

    /** How many programs want to compute, a mean of the last minute; 0 where the system does not tell. */
    static double load() throws IOException {
        return Files.isReadable(LOAD)
                ? new Scanner(Files.readString(LOAD)).useLocale(Locale.ROOT).nextDouble()
                : 0;
    }

    /** The share of the last ten seconds in which a program waited for a core, in per cent; 0 where the system does not tell. */
    static double pressure() throws IOException {
        if (!Files.isReadable(PRESSURE)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(PRESSURE)) {
            return lines.filter(line -> line.startsWith("some"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceFirst(".*avg10=([0-9.]+).*", "$1")))
                    .findFirst()
                    .orElse(0);
        }
    }

    /** Waits until no other program disturbs, at most so many seconds. Returns whether that is so. */
    static boolean awaitCalm(int seconds) throws IOException {
        Stopwatch waited = new Stopwatch();
        while (pressure() > MOST_PRESSURE) {
            if (waited.seconds() >= seconds) {
                return false;
            }
            try {
                Thread.sleep(POLL_MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        return true;
    }
}
