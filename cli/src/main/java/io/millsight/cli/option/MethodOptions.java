package io.millsight.cli.option;

import io.millsight.steel.Dataset;
import io.millsight.steel.DatasetHash;
import io.millsight.steel.InputException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options by which a comparison trains the methods that it compares. */
public final class MethodOptions {

    private static final String TRAINING = "train";

    @ArgGroup(exclusive = false, order = 10, heading = "%nMethods to train:%n")
    private Group group = new Group();

    /** How methods are trained. */
    static final class Group {

        @Option(
                names = "--methods",
                paramLabel = "LIST",
                order = 1,
                description =
                        "Train these methods on the training images, one after the other, and compare them: all, or"
                                + " names separated by commas. Runs lie in the folder 'runs' of --out. What was trained before is"
                                + " not trained again; after an interruption, the same command goes on.")
        private @Nullable String methods;

        @Option(
                names = "--config",
                paramLabel = "METHOD=FILE",
                order = 2,
                description =
                        "Settings of a method in YAML, as for 'millsight train' (default: the defaults of the method).")
        private Map<String, Path> files = new LinkedHashMap<>();

        @Option(
                names = "--model",
                paramLabel = "DIR",
                order = 3,
                description = "The base of methods that train a vision-language model (default: "
                        + DefaultModel.BASE_WORDS + ").")
        private @Nullable Path model;

        @Option(
                names = "--train-seed",
                paramLabel = "N",
                defaultValue = "42",
                order = 4,
                description = "The seed of all trainings (default: ${DEFAULT-VALUE}).")
        private int seed;
    }

    public MethodOptions() {}

    /** Returns the methods as the user named them; null for none. */
    public @Nullable String methods() {
        return group.methods;
    }

    /** Returns the file with the settings of a method; null for its defaults. */
    public @Nullable Path settingsFile(String method) {
        return group.files.get(method);
    }

    /** Returns the base of vision-language models; null for the default. */
    public @Nullable Path model() {
        return group.model;
    }

    /** Returns the seed of all trainings. */
    public int seed() {
        return group.seed;
    }

    /**
     * Checks that every file of settings is for a method that is trained.
     *
     * @throws InputException if one is not
     */
    public void requireUse(List<String> methods) {
        for (String method : group.files.keySet()) {
            if (!methods.contains(method)) {
                throw new InputException("--config " + method + "=" + group.files.get(method)
                        + ": --methods does not train " + method + "; leave it out, or add it to --methods");
            }
        }
    }

    /** Returns under which conditions each method is trained, for {@link io.millsight.experiment.MethodRuns#complete}. */
    public Map<String, Map<String, String>> conditions(List<String> methods, Dataset dataset) {
        String images = DatasetHash.of(dataset.split(TRAINING));
        Map<String, Map<String, String>> conditions = new LinkedHashMap<>();
        for (String method : methods) {
            Map<String, String> own = new LinkedHashMap<>();
            own.put("images", images);
            own.put("seed", Integer.toString(seed()));
            own.put("model", model() == null ? "" : model().toString());
            Path file = settingsFile(method);
            own.put("settings", file == null ? "" : DatasetHash.ofFile(file));
            conditions.put(method, own);
        }
        return conditions;
    }
}
