package io.millsight.runs;

import io.millsight.files.AtomicFile;
import io.millsight.files.InputFile;
import io.millsight.files.Leftovers;
import io.millsight.files.ProcessLock;
import io.millsight.files.RunLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What a run leaves behind: its effective settings, one line of metrics for each logged step, its surroundings, the data's hashes, the loss
 * curve, and the {@link Checkpoints}.
 *
 * <p>Only one process writes there at a time: it holds a lock on a hidden file until it closes the folder or is killed.
 */
public final class RunFolder implements AutoCloseable {

    static final String METRICS_FILE = "metrics.jsonl";
    private static final String ENVIRONMENT_FILE = "environment.json";
    private static final String DATA_FILE = "dataset.json";
    private static final String LOCK_FILE = ".lock";

    /** All there is where a process was killed before it had written the settings, so before anything that could be lost. */
    private static final Set<String> NOT_BEGUN = Set.of(LOCK_FILE, DATA_FILE, ENVIRONMENT_FILE);

    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final YAMLMapper YAML = new YAMLMapper();

    private static final long MAXIMUM_BYTES = 1 << 28;

    private final Path path;
    private final @Nullable ProcessLock lock; // null for a process that writes nothing

    private RunFolder(Path path, @Nullable ProcessLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * What a run tells about itself before its first step.
     *
     * @param settings all of them by key, as a YAML file holds them
     * @param data the images to learn from; a resumed run must find the same
     * @param engine what computes, such as the version of libtorch
     */
    public record Description(Map<String, String> settings, Map<String, Object> data, Map<String, Object> engine) {}

    /**
     * Starts a run's folder.
     *
     * @throws TrainingException if there is something in it already, or another process trains in it
     */
    public static RunFolder create(Path path, Description description) {
        try {
            Files.createDirectories(path);
            if (!Files.exists(path.resolve(LOCK_FILE))) {
                requireUnused(path, Set.of()); // before the lock's file stands in it
            }
            RunFolder run = new RunFolder(path, lock(path));
            try {
                run.begin(description);
                return run;
            } catch (IOException | RuntimeException e) {
                run.close();
                throw e;
            }
        } catch (IOException e) {
            throw new TrainingException(path + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /** The settings come last: a folder with them can be resumed. */
    private void begin(Description description) throws IOException {
        Leftovers.clear(path);
        requireUnused(path, NOT_BEGUN);
        write(DATA_FILE, PRETTY.writeValueAsBytes(description.data()));
        write(ENVIRONMENT_FILE, PRETTY.writeValueAsBytes(environment(description.engine())));
        write(RunLayout.SETTINGS_FILE, YAML.writeValueAsBytes(description.settings()));
    }

    private static void requireUnused(Path path, Set<String> harmless) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            if (files.anyMatch(file -> !harmless.contains(file.getFileName().toString()))) {
                throw new TrainingException(
                        path + ": is not empty; choose another folder with --out, or go on with --resume " + path);
            }
        }
    }

    private static ProcessLock lock(Path path) throws IOException {
        return ProcessLock.tryAcquire(path.resolve(LOCK_FILE))
                .orElseThrow(() -> new TrainingException(
                        path + ": another process is training in this folder; let it end, or interrupt it first"));
    }

    /**
     * Opens the folder of a run that was interrupted.
     *
     * @throws TrainingException if there is no run, or another process trains in it
     */
    public static RunFolder open(Path path) {
        if (!Files.exists(path.resolve(RunLayout.SETTINGS_FILE))) {
            throw new TrainingException(
                    path + ": there is no " + RunLayout.SETTINGS_FILE + ", so it is no run that could be resumed");
        }
        try {
            RunFolder run = new RunFolder(path, lock(path));
            Leftovers.clear(path);
            return run;
        } catch (IOException e) {
            throw new TrainingException(path + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /**
     * Returns whether a process trains in a folder, be it on another machine.
     *
     * @throws IOException if the lock cannot be opened
     */
    public static boolean isInUse(Path path) throws IOException {
        Path file = path.resolve(LOCK_FILE);
        if (!Files.exists(file)) {
            return false;
        }
        Optional<ProcessLock> free = ProcessLock.tryAcquire(file);
        free.ifPresent(ProcessLock::close);
        return free.isEmpty();
    }

    /** Returns the folder of a run to a process that trains together with the one that writes there. It writes no metrics. */
    public static RunFolder follow(Path path) {
        return new RunFolder(path, null);
    }

    /** Replaces the settings, for a run that is made longer. */
    public void rewriteSettings(Map<String, String> settings) {
        try {
            write(RunLayout.SETTINGS_FILE, YAML.writeValueAsBytes(settings));
        } catch (IOException e) {
            throw notWritten(RunLayout.SETTINGS_FILE, e);
        }
    }

    /** Lets other processes train here. */
    @Override
    public void close() {
        if (lock != null) {
            lock.close();
        }
    }

    /**
     * Refuses to go on with other data than those that the run began with.
     *
     * @throws TrainingException if they differ
     */
    public void requireSameData(Map<String, Object> data) {
        Path file = path.resolve(DATA_FILE);
        try {
            if (!JSON.readTree(InputFile.read(file, MAXIMUM_BYTES)).equals(JSON.valueToTree(data))) {
                throw new TrainingException(file + ": the images or the splits have changed since the run began;"
                        + " restore them, or start a new run");
            }
        } catch (IOException e) {
            throw new TrainingException(file + ": " + InputFile.reason(e), e);
        } catch (JacksonException e) {
            throw new TrainingException(file + ": is not JSON any more; restore it, or start a new run", e);
        }
    }

    private static Map<String, Object> environment(Map<String, Object> engine) {
        Map<String, Object> environment = new LinkedHashMap<>();
        environment.put("started", Instant.now().toString());
        environment.put("java", System.getProperty("java.runtime.version"));
        environment.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        environment.put("architecture", System.getProperty("os.arch"));
        environment.put("processors", Runtime.getRuntime().availableProcessors());
        environment.putAll(engine);
        return environment;
    }

    private void write(String name, byte[] content) throws IOException {
        AtomicFile.write(path.resolve(name), content);
    }

    public Path path() {
        return path;
    }

    public Checkpoints checkpoints() {
        return new Checkpoints(path);
    }

    /** Adds a line to the metrics, unless another process does. */
    public void log(Map<String, Object> line) {
        if (lock == null) {
            return;
        }
        try {
            Files.writeString(
                    path.resolve(METRICS_FILE),
                    JSON.writeValueAsString(line) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw notWritten(METRICS_FILE, e);
        }
    }

    /** What stops a run that cannot write any more, most often because the disk is full. */
    TrainingException notWritten(String name, IOException cause) {
        return new TrainingException(
                path.resolve(name) + ": cannot be written (" + cause.getMessage()
                        + "); free some space and go on with `--resume " + path + "`",
                cause);
    }

    /**
     * The lines written so far.
     *
     * @throws TrainingException if the file holds anything but lines of JSON
     */
    public List<JsonNode> metrics() {
        return metricsOf(path);
    }

    /**
     * Returns the lines of the metrics of a run that is only read. Empty if it has none.
     *
     * @throws TrainingException if the file cannot be read
     */
    public static List<JsonNode> metricsOf(Path folder) {
        Path file = folder.resolve(METRICS_FILE);
        if (!Files.exists(file)) {
            return List.of();
        }
        List<JsonNode> lines = new ArrayList<>();
        try {
            for (String line : InputFile.readText(file, MAXIMUM_BYTES).lines().toList()) {
                if (line.endsWith("}")) { // a kill may have cut the last one
                    lines.add(withoutTexts(JSON.readTree(line)));
                }
            }
            return lines;
        } catch (IOException e) {
            throw new TrainingException(file + ": " + InputFile.reason(e), e);
        } catch (JacksonException e) {
            throw new TrainingException(
                    file + ": line " + (lines.size() + 1) + " is not JSON; remove the line, or the file", e);
        }
    }

    /** Older releases wrote a loss that is NaN as a text; JSON has no such number. */
    private static JsonNode withoutTexts(JsonNode line) {
        if (line instanceof ObjectNode object) {
            for (String key : List.copyOf(object.propertyNames())) {
                if (object.path(key).isString()) {
                    object.putNull(key);
                }
            }
        }
        return line;
    }

    /** Drops the lines behind a step, which a resumed run is about to write again. */
    public void forgetAfter(int step) {
        StringBuilder kept = new StringBuilder();
        for (JsonNode line : metrics()) {
            if (line.path("step").asInt(0) <= step) {
                kept.append(JSON.writeValueAsString(line)).append('\n');
            }
        }
        try {
            write(METRICS_FILE, kept.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw notWritten(METRICS_FILE, e);
        }
    }
}
