package io.millsight.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs a program in a process of its own and watches its time and its memory. */
final class FreshProcess {

    private static final JsonMapper JSON = new JsonMapper();
    private static final long POLL_MILLISECONDS = 250;
    private static final double KIBIBYTES_PER_GIBIBYTE = 1 << 20;

    private FreshProcess() {}

    /**
     * What a process left.
     *
     * @param seconds from its start to its end
     * @param peakGibibytes its largest resident memory, mapped files included; 0 where the system does not tell
     * @param lines its output that is JSON, an object a line
     */
    record Outcome(double seconds, double peakGibibytes, List<JsonNode> lines) {

        /** A figure of the last line. */
        double number(String name) {
            return last().path(name).asDouble();
        }

        double secondsPerSample() {
            return number("seconds_per_sample");
        }

        /** The median over all images but the first: each line has its own seconds, or the only line has those of all images. */
        double secondsPerImage() {
            List<Double> all = last().path("seconds").isArray()
                    ? last().path("seconds")
                            .valueStream()
                            .map(JsonNode::asDouble)
                            .toList()
                    : lines.stream()
                            .map(line -> line.path("seconds").asDouble())
                            .toList();
            return Figures.median(all.size() > 1 ? all.subList(1, all.size()) : all);
        }

        JsonNode last() {
            return lines.get(lines.size() - 1);
        }
    }

    /**
     * Runs a command to its end.
     *
     * @throws IOException if it does not start, fails, or prints no JSON
     */
    static Outcome run(List<String> command) throws IOException {
        Path output = Files.createTempFile("millsight-versus", ".out");
        Path errors = Files.createTempFile("millsight-versus", ".err");
        try {
            Stopwatch time = new Stopwatch();
            Process process = new ProcessBuilder(command)
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            double peak = 0;
            do {
                peak = Math.max(peak, Figures.memory(status(process), "VmHWM:") / KIBIBYTES_PER_GIBIBYTE);
            } while (!ended(process));
            double seconds = time.seconds();
            if (process.exitValue() != 0) {
                List<String> said = Files.readAllLines(errors);
                throw new IOException(String.join(" ", command) + " ended with " + process.exitValue()
                        + (said.isEmpty() ? "" : ": " + said.get(said.size() - 1)));
            }
            List<JsonNode> lines = json(output);
            if (lines.isEmpty()) {
                throw new IOException(String.join(" ", command) + " printed no line of JSON");
            }
            return new Outcome(seconds, peak, lines);
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        }
    }

    private static List<JsonNode> json(Path output) throws IOException {
        try (Stream<String> lines = Files.lines(output)) {
            return lines.filter(line -> line.startsWith("{"))
                    .map(JSON::readTree)
                    .toList();
        }
    }

    private static Path status(Process process) {
        return Path.of("/proc", Long.toString(process.pid()), "status");
    }

    /** Waits a moment for the end, and returns whether it came. */
    private static boolean ended(Process process) throws IOException {
        try {
            return process.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
