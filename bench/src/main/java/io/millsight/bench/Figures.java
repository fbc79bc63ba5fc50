package io.millsight.bench;

import io.millsight.torch.DType;
import io.millsight.torch.Torch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** The figures of one benchmark, printed as a line of JSON. */
final class Figures {

    private static final Path LINUX_STATUS = Path.of("/proc/self/status");
    private static final double KIBIBYTES_PER_GIBIBYTE = 1 << 20;
    private static final double KIBIBYTES_PER_MEBIBYTE = 1 << 10;
    private static final double TEN_THOUSANDTH = 1e4;

    private final Map<String, Object> values = new LinkedHashMap<>();

    Figures add(String name, Object value) {
        values.put(name, value);
        return this;
    }

    Figures seconds(String name, double seconds) {
        return add(name, rounded(seconds));
    }

    Figures seconds(String name, List<Double> seconds) {
        return add(name, seconds.stream().map(Figures::rounded).toList());
    }

    /** The circumstances, among them the largest resident memory so far (0 where the system does not tell). */
    String line(DType dtype) throws IOException {
        add("dtype", dtype.name().toLowerCase(Locale.ROOT));
        add("peak_rss_gib", peakResidentGibibytes());
        add("threads", Torch.threads());
        add("libtorch", Torch.version());
        return text();
    }

    /** The figures without the memory and the threads of this process. */
    String text() {
        add("java", System.getProperty("java.version"));
        return new JsonMapper().writeValueAsString(values);
    }

    /** The middle value; the mean of the middle two. */
    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    private static double peakResidentGibibytes() throws IOException {
        return rounded(memory(LINUX_STATUS, "VmHWM:") / KIBIBYTES_PER_GIBIBYTE);
    }

    /** The resident memory now, mapped files included; 0 where the system does not tell. */
    static double residentMebibytes() throws IOException {
        return rounded(memory(LINUX_STATUS, "VmRSS:") / KIBIBYTES_PER_MEBIBYTE);
    }

    /**
     * Reads a line of a process's status.
     *
     * @return kibibytes; 0 where the system does not tell, or the process has ended
     */
    static double memory(Path status, String key) {
        if (!Files.isReadable(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0; // it ended while it was being read
        }
    }

    private static double rounded(double value) {
        return Math.round(value * TEN_THOUSANDTH) / TEN_THOUSANDTH;
    }
}
