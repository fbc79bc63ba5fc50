package io.millsight.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What takes part in a comparison, under a name for the table. */
sealed interface Entrant {

    String name();

    /** Finds what cannot take part before any model has answered for hours. */
    default void requireUsable() {}

    /** A model that has yet to answer. */
    record Model(String name, Subject subject) implements Entrant {

        @Override
        public void requireUsable() {
            subject.requireModel();
        }
    }

    /** The answers of anything, in COCO's result form. */
    record Predictions(String name, Path file) implements Entrant {}

    /** Reads {@code NAME=MODEL}, {@code NAME=MODEL+ADAPTER} and {@code NAME=FILE.json}; what is named must exist. */
    final class Converter implements ITypeConverter<Entrant> {

        Converter() {}

        @Override
        public Entrant convert(String written) {
            int equals = written.indexOf('=');
            if (equals < 1 || equals == written.length() - 1) {
                throw new TypeConversionException(
                        "\"" + written + "\" is none of NAME=MODEL, NAME=MODEL+ADAPTER and NAME=FILE.json");
            }
            String name = written.substring(0, equals);
            String source = written.substring(equals + 1);
            if (Files.isRegularFile(Path.of(source))) {
                return new Predictions(name, Path.of(source));
            }
            if (exists(source)) {
                return new Model(name, new Subject(Path.of(source), null));
            }
            Subject tuned = tuned(source);
            if (tuned == null) {
                throw new TypeConversionException("there is neither a folder nor a file " + source
                        + "; give a model, MODEL+ADAPTER or a file of" + " predictions");
            }
            return new Model(name, tuned);
        }

        /** Folders may have a plus in their names, so it is the one that divides two that exist. */
        private static @Nullable Subject tuned(String source) {
            for (int plus = source.indexOf('+'); plus >= 0; plus = source.indexOf('+', plus + 1)) {
                String model = source.substring(0, plus);
                String adapter = source.substring(plus + 1);
                if (exists(model) && exists(adapter)) {
                    return new Subject(Path.of(model), Path.of(adapter));
                }
            }
            return null;
        }

        private static boolean exists(String folder) {
            return !folder.isEmpty() && Files.isDirectory(Path.of(folder));
        }
    }
}
