package io.millsight.experiment;

import io.millsight.evaluation.report.ComparisonFolder;
import io.millsight.files.AtomicFile;
import io.millsight.files.InputFile;
import io.millsight.files.RunLayout;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The runs of a comparison of methods: one run for each method, in the folder {@code runs} of the comparison. Methods are trained one after the
 * other, so that each has the whole machine and its time and memory can be compared.
 *
 * <p>A comparison that was interrupted goes on where it was. A run that reached its end is marked by a file beside its folder and is not opened
 * again. Any other run that has begun goes on from its last checkpoint.
 *
 * @param folder of the comparison
 */
public record MethodRuns(Path folder) {

    /** The method that the others are compared with, if it takes part. */
    public static final String REFERENCE = "lora";

    private static final String RUNS = "runs";
    private static final String FINISHED = ".finished";
    private static final String CONDITIONS = ".conditions.json";
    private static final long MAXIMUM_BYTES = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Trains one method. */
    @FunctionalInterface
    public interface Training {

        /**
         * Trains until the end of the run, or until a user interrupts it.
         *
         * @param run folder of the run
         * @param resumes whether the run has begun before
         * @return false after an interruption
         */
        boolean train(String method, Path run, boolean resumes);
    }

    /**
     * Returns the methods that a user names, the reference first.
     *
     * @param names separated by commas, or {@code all}
     * @param known names of all methods
     * @throws InputException if a name is not known, or stands there twice
     */
    public static List<String> parse(String names, List<String> known) {
        List<String> chosen = new ArrayList<>();
        for (String name : names.equals("all") ? known : List.of(names.split(",", -1))) {
            String method = name.strip();
            if (!known.contains(method)) {
                throw new InputException("--methods " + names + ": there is no method " + method
                        + "; give all, or some of " + String.join(",", known));
            }
            if (chosen.contains(method)) {
                throw new InputException("--methods " + names + ": names " + method + " twice");
            }
            chosen.add(method);
        }
        if (chosen.remove(REFERENCE)) {
            chosen.add(0, REFERENCE);
        }
        return List.copyOf(chosen);
    }

    /** Returns the folder of the run of a method. */
    public Path run(String method) {
        return folder.resolve(RUNS).resolve(method);
    }

    /**
     * Returns the checkpoint of a method's run to measure: the last one. The best one was chosen on validation images, which may be those that the
     * comparison measures on.
     *
     * @throws InputException if the run has no checkpoint
     */
    public Path checkpoint(String method) {
        Path run = run(method);
        try {
            return new RunLayout(run)
                    .lastCheckpoint()
                    .orElseThrow(
                            () -> new InputException(run + ": has no checkpoint; remove the folder to train again"));
        } catch (IOException e) {
            throw new InputException(run + ": cannot be listed: " + InputFile.reason(e), e);
        }
    }

    /** Returns whether a method has been trained to its end. */
    public boolean isFinished(String method) {
        return Files.exists(mark(method)) && hasBegun(method);
    }

    private boolean hasBegun(String method) {
        return new RunLayout(run(method)).isRun();
    }

    private Path mark(String method) {
        return folder.resolve(RUNS).resolve(method + FINISHED);
    }

    private Path conditionsFile(String method) {
        return folder.resolve(RUNS).resolve(method + CONDITIONS);
    }

    /**
     * Trains what is missing.
     *
     * @param conditions of each method in the order of training, such as {@code seed} and {@code images}: their names and values. A run that has
     * begun under others is refused
     * @return true if all methods are trained; false after an interruption
     * @throws InputException if a run has begun under other conditions, or the folder cannot be written to; nothing is trained then
     */
    public boolean complete(Map<String, Map<String, String>> conditions, Training training) {
        ComparisonFolder.prepare(folder);
        conditions.forEach(this::requireSame);
        for (Map.Entry<String, Map<String, String>> entry : conditions.entrySet()) {
            String method = entry.getKey();
            if (!isFinished(method)) {
                write(conditionsFile(method), JSON.writeValueAsString(entry.getValue()) + "\n");
                if (!training.train(method, run(method), hasBegun(method))) {
                    return false;
                }
                write(mark(method), "This run has reached its end; 'millsight compare' does not train it again.\n");
            }
        }
        return true;
    }

    private void requireSame(String method, Map<String, String> conditions) {
        if (!hasBegun(method) || !Files.exists(conditionsFile(method))) {
            return;
        }
        JsonNode former = read(conditionsFile(method));
        conditions.forEach((name, value) -> {
            String before = former.path(name).asString("");
            if (!before.equals(value)) {
                throw new InputException(run(method) + ": has begun with other " + name
                        + "; give the same, or another folder with --out");
            }
        });
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(InputFile.read(file, MAXIMUM_BYTES));
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read: " + InputFile.reason(e), e);
        } catch (JacksonException e) {
            throw new InputException(file + ": is not JSON; restore it, or remove it", e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new InputException(file + ": cannot be written: " + InputFile.reason(e), e);
        }
    }
}
