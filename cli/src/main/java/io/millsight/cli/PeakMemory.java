package io.millsight.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The most memory that this process held at a time, natively too; only Linux tells. See proc(5), VmHWM and clear_refs. */
final class PeakMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");
    private static final String CLEAR_PEAK = "5";
    private static final String PEAK = "VmHWM:";
    private static final long BYTES_PER_KIB = 1024;

    private PeakMemory() {}

    /** Begins anew with what is held now; answers whether the system lets us. */
    static boolean restart() {
        try {
            Files.writeString(CLEAR, CLEAR_PEAK);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** In bytes; null where the system does not tell. */
    static @Nullable Long bytes() {
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
