package io.millsight.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the peak resident memory of this process, native memory included, on Linux. See proc(5), VmHWM and clear_refs. */
public final class PeakMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");
    private static final String CLEAR_PEAK = "5";
    private static final String PEAK = "VmHWM:";
    private static final long BYTES_PER_KIB = 1024;

    private PeakMemory() {}

    /** Resets the peak to the memory that is held now. Returns whether the system allowed it. */
    public static boolean restart() {
        try {
            Files.writeString(CLEAR, CLEAR_PEAK);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the peak in bytes; null on other systems. */
    public static @Nullable Long bytes() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(PEAK))
                    .map(line -> BYTES_PER_KIB * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            return null;
        }
    }
}
