package io.millsight.cli.option;

import io.millsight.steel.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The small model that the program brings along, and its adapter: what is meant where none is named. */
public final class DefaultModel {

    /** Set by the launcher: the folder that it lies in. */
    public static final String HOME_PROPERTY = "millsight.home";

    /** For help texts. */
    public static final String BASE_WORDS = "models/nano of the installation";

    /** Says instead of an adapter that there shall be none. */
    private static final Path NONE = Path.of("none");

    private static final String MODELS = "models";
    private static final String BASE = "nano";
    private static final String ADAPTER = "nano-neu-det";

    private DefaultModel() {}

    /**
     * The model to use.
     *
     * @param given by the user; null if not
     * @throws InputException if there is none
     */
    public static Path base(@Nullable Path given) {
        if (given != null) {
            return given;
        }
        Path folder =
                folder(BASE).orElseThrow(() -> new InputException("no model is given; name its folder with --model"));
        if (!Files.isDirectory(folder)) {
            throw new InputException(folder + ": there is no model in this place, which is meant where none is given;"
                    + " name another folder with --model, or make one with 'millsight new-model'");
        }
        return folder;
    }

    /** The model that is meant where none is given, if it is there. */
    public static Optional<Path> base() {
        return folder(BASE).filter(Files::isDirectory);
    }

    /**
     * The adapter to use, or null for none.
     *
     * @param model given by the user; null if not
     * @param given by the user; null if not
     * @throws InputException if neither is given and there is none
     */
    public static @Nullable Path adapter(@Nullable Path model, @Nullable Path given) {
        if (given != null) {
            return given.equals(NONE) ? null : given;
        }
        if (model != null) {
            return null;
        }
        Path folder = folder(ADAPTER).orElse(null);
        if (folder != null && !Files.isDirectory(folder)) {
            throw new InputException(folder + ": there is no adapter in this place, which is meant where none is given;"
                    + " name another folder with --adapter, or '--adapter none' for the bare model");
        }
        return folder;
    }

    private static Optional<Path> folder(String name) {
        return Optional.ofNullable(System.getProperty(HOME_PROPERTY))
                .map(home -> Path.of(home).normalize().resolve(MODELS).resolve(name));
    }
}
