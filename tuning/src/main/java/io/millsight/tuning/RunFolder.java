package io.millsight.tuning;

import io.millsight.files.AtomicFile;
import io.millsight.torch.Torch;
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
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What a run leaves behind: its effective settings, one line of metrics for each logged step, its surroundings, the data's hashes, the loss
 * curve, and the {@link Checkpoints}.
 */
public final class RunFolder {

    /** The effective settings; the mark of a run's folder. */
    public static final String SETTINGS_FILE = "settings.yaml";

    static final String METRICS_FILE = "metrics.jsonl";
    private static final String ENVIRONMENT_FILE = "environment.json";
    private static final String DATA_FILE = "dataset.json";

    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final YAMLMapper YAML = new YAMLMapper();

    private final Path path;

    private RunFolder(Path path) {
        this.path = path;
    }

    /**
     * Starts a run's folder.
     *
     * @throws TrainingException if there is something in it already
     */
    static RunFolder create(TrainingSettings settings, Map<String, Object> data) {
        Path path = settings.output();
        try {
            Files.createDirectories(path);
            try (Stream<Path> files = Files.list(path)) {
                if (files.findAny().isPresent()) {
                    throw new TrainingException(
                            path + ": is not empty; choose another output_dir, or go on with `--resume " + path + "`");
                }
            }
            RunFolder run = new RunFolder(path);
            run.write(DATA_FILE, PRETTY.writeValueAsBytes(data));
            run.write(ENVIRONMENT_FILE, PRETTY.writeValueAsBytes(environment()));
            run.write(SETTINGS_FILE, YAML.writeValueAsBytes(settings.effective()));
            return run;
        } catch (IOException e) {
            throw new TrainingException(path + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /** Opens the folder of a run that was interrupted. */
    static RunFolder open(Path path) {
        if (!Files.exists(path.resolve(SETTINGS_FILE))) {
            throw new TrainingException(
                    path + ": there is no " + SETTINGS_FILE + ", so it is no run that could be resumed");
        }
        return new RunFolder(path);
    }

    /**
     * Refuses to go on with other data than those that the run began with.
     *
     * @throws TrainingException if they differ
     */
    void requireSameData(Map<String, Object> data) {
        Path file = path.resolve(DATA_FILE);
        try {
            if (!JSON.readTree(Files.readAllBytes(file)).equals(JSON.valueToTree(data))) {
                throw new TrainingException(file + ": the images or the splits have changed since the run began;"
                        + " restore them, or start a new run");
            }
        } catch (IOException e) {
            throw new TrainingException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> environment() {
        Map<String, Object> environment = new LinkedHashMap<>();
        environment.put("started", Instant.now().toString());
        environment.put("java", System.getProperty("java.runtime.version"));
        environment.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        environment.put("architecture", System.getProperty("os.arch"));
        environment.put("processors", Runtime.getRuntime().availableProcessors());
        environment.put("libtorch", Torch.version());
        environment.put("threads", Torch.threads());
        return environment;
    }

    private void write(String name, byte[] content) throws IOException {
        AtomicFile.write(path.resolve(name), content);
    }

    Path path() {
        return path;
    }

    Checkpoints checkpoints() {
        return new Checkpoints(path);
    }

    /** Adds a line to the metrics. */
    void log(Map<String, Object> line) {
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

    /** The lines written so far. */
    List<JsonNode> metrics() {
        Path file = path.resolve(METRICS_FILE);
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            List<JsonNode> lines = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                if (line.endsWith("}")) { // a kill may have cut the last one
                    lines.add(JSON.readTree(line));
                }
            }
            return lines;
        } catch (IOException e) {
            throw new TrainingException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Drops the lines behind a step, which a resumed run is about to write again. */
    void forgetAfter(int step) {
        StringBuilder kept = new StringBuilder();
        for (JsonNode line : metrics()) {
            if (line.path("step").asInt() <= step) {
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
