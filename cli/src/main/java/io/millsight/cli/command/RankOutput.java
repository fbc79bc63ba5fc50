package io.millsight.cli.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Shows the error stream of one of several processes. That of process 0 is shown as it comes, its progress bar included. A line of another process
 * is shown with the number of the process, unless process 0 has printed the same line. Failures of the others wait until the end, because process 0
 * often has the same one.
 */
final class RankOutput {

    private static final String FAILURE = "millsight: ";

    private final int rank;
    private final @Nullable RankOutput first;
    private final PrintWriter err;
    private final Set<String> lines = ConcurrentHashMap.newKeySet();
    private final List<String> failures = new ArrayList<>();
    private final Thread reader;

    private RankOutput(int rank, Process process, @Nullable RankOutput first, PrintWriter err) {
        this.rank = rank;
        this.first = first;
        this.err = err;
        this.reader = new Thread(() -> read(process), "process-" + rank);
        reader.setDaemon(true);
    }

    /**
     * Begins to show the output of a process.
     *
     * @param first the output of process 0; null for process 0
     */
    static RankOutput of(int rank, Process process, @Nullable RankOutput first, PrintWriter err) {
        RankOutput output = new RankOutput(rank, process, first, err);
        output.reader.start();
        return output;
    }

    private void read(Process process) {
        try (Reader text = new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8)) {
            if (first == null) {
                pass(text);
            } else {
                new BufferedReader(text).lines().forEach(line -> take(line, first));
            }
        } catch (IOException | UncheckedIOException e) {
            err.println("process " + rank + ": its messages cannot be read: " + e.getMessage());
        }
    }

    private void pass(Reader text) throws IOException {
        char[] part = new char[1024];
        StringBuilder line = new StringBuilder();
        for (int count = text.read(part); count >= 0; count = text.read(part)) {
            err.write(part, 0, count);
            err.flush();
            for (int i = 0; i < count; i++) {
                if (part[i] == '\n' || part[i] == '\r') {
                    lines.add(line.toString());
                    line.setLength(0);
                } else {
                    line.append(part[i]);
                }
            }
        }
    }

    private void take(String line, RankOutput first) {
        if (line.startsWith(FAILURE)) {
            failures.add(line.substring(FAILURE.length()));
        } else if (!first.lines.contains(line)) {
            err.println("process " + rank + ": " + line);
        }
    }

    /** Waits for the end of the output and shows what has waited; returns whether the process said why it failed. */
    boolean finish() throws InterruptedException {
        reader.join();
        if (first == null) {
            return lines.stream().anyMatch(line -> line.startsWith(FAILURE));
        }
        failures.stream()
                .filter(failure -> !first.lines.contains(FAILURE + failure))
                .forEach(failure -> err.println(FAILURE + "process " + rank + ": " + failure));
        return !failures.isEmpty();
    }
}
