package io.millsight.cli.option;

import io.millsight.adapter.AdapterFolder;
import io.millsight.adapter.CheckpointFolder;
import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.qwen.config.ModelConfig;
import io.millsight.steel.InputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the model and the adapter that a user means. Where neither is given, they are the small model of the installation and its adapter. An adapter
 * knows the folder of its base model, so the base need not be given.
 */
public final class DefaultModel {

    /** For help texts. */
    public static final String BASE_WORDS = "models/nano of the installation";

    /** Says instead of an adapter that none is to be used. */
    private static final Path NONE = Path.of("none");

    private static final String BASE = "models/nano";
    private static final String ADAPTER = "models/nano-neu-det";

    private DefaultModel() {}

    /**
     * Returns the base model to use.
     *
     * @param given by the user; null if not
     * @throws InputException if there is none
     */
    public static Path base(@Nullable Path given) {
        if (given != null) {
            return given;
        }
        Path folder = Installation.find(BASE)
                .orElseThrow(() -> new InputException("no model is given; name its folder with --model"));
        if (!Files.isDirectory(folder)) {
            throw new InputException(folder + ": the model that comes with the program is missing;"
                    + " name another folder with --model, or make one with 'millsight new-model'");
        }
        return folder;
    }

    /** Returns the model that is used where none is given, if it is there. */
    public static Optional<Path> base() {
        return Installation.find(BASE).filter(Files::isDirectory);
    }

    /**
     * Returns the model and the adapter to use.
     *
     * @param model given by the user: the folder of a model, an adapter or a run; null if not given
     * @param adapter given by the user: the folder of an adapter or a run, or {@code none}; null if not given
     * @throws io.millsight.files.MillsightException if the adapter cannot be read or its base is not where the adapter says
     */
    public static EvaluatedModel resolve(@Nullable Path model, @Nullable Path adapter) {
        if (adapter != null) {
            return adapter.equals(NONE)
                    ? new EvaluatedModel(base(model), null)
                    : new EvaluatedModel(model == null ? baseOf(adapter) : model, adapter);
        }
        if (model == null) {
            return new EvaluatedModel(base(null), defaultAdapter());
        }
        return isAdapter(model) ? new EvaluatedModel(baseOf(model), model) : new EvaluatedModel(model, null);
    }

    private static @Nullable Path defaultAdapter() {
        Path folder = Installation.find(ADAPTER).orElse(null);
        if (folder != null && !Files.isDirectory(folder)) {
            throw new InputException(folder + ": the adapter that comes with the program is missing;"
                    + " name another folder with --adapter, or '--adapter none' for the model without an adapter");
        }
        return folder;
    }

    /** Returns whether a folder, or the best checkpoint of a run, is an adapter and not a model. */
    public static boolean isAdapter(Path folder) {
        Path weights = CheckpointFolder.resolve(folder);
        return AdapterFolder.isAdapter(weights) && !Files.exists(weights.resolve(ModelConfig.FILE));
    }

    /** Finds the base where the adapter says: below the current folder, or below the installation. */
    private static Path baseOf(Path adapter) {
        String recorded = AdapterFolder.read(CheckpointFolder.resolve(adapter)).baseModel();
        if (recorded == null || recorded.isEmpty()) {
            return base(null);
        }
        return Stream.concat(path(recorded).stream(), Installation.find(recorded).stream())
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new InputException(adapter + ": its base model " + recorded
                        + " is not there; name the folder of the base with --model"));
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
