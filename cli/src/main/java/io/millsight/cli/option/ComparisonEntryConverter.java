package io.millsight.cli.option;

import io.millsight.experiment.ComparisonEntry;
import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.files.MillsightException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code NAME=FOLDER}, {@code NAME=MODEL+ADAPTER} and {@code NAME=FILE.json}; what is named must exist. */
public final class ComparisonEntryConverter implements ITypeConverter<ComparisonEntry> {

    public ComparisonEntryConverter() {}

    @Override
    public ComparisonEntry convert(String written) {
        int equals = written.indexOf('=');
        if (equals < 1 || equals == written.length() - 1) {
            throw new TypeConversionException(
                    "\"" + written + "\" is none of NAME=FOLDER, NAME=MODEL+ADAPTER and NAME=FILE.json");
        }
        String name = written.substring(0, equals);
        String source = written.substring(equals + 1);
        if (Files.isRegularFile(Path.of(source))) {
            return new ComparisonEntry.OfPredictions(name, Path.of(source));
        }
        if (exists(source)) {
            return new ComparisonEntry.OfModel(name, resolve(Path.of(source)));
        }
        EvaluatedModel tuned = tuned(source);
        if (tuned == null) {
            throw new TypeConversionException("there is neither a folder nor a file " + source
                    + "; give the folder of a model, an adapter or a run, MODEL+ADAPTER, or a file of predictions");
        }
        return new ComparisonEntry.OfModel(name, tuned);
    }

    /** picocli would name the class of another exception instead of its message. */
    private static EvaluatedModel resolve(Path folder) {
        try {
            return DefaultModel.resolve(folder, null);
        } catch (MillsightException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** Folders may have a plus in their names, so it is the one that divides two that exist. */
    private static @Nullable EvaluatedModel tuned(String source) {
        for (int plus = source.indexOf('+'); plus >= 0; plus = source.indexOf('+', plus + 1)) {
            String model = source.substring(0, plus);
            String adapter = source.substring(plus + 1);
            if (exists(model) && exists(adapter)) {
                return new EvaluatedModel(Path.of(model), Path.of(adapter));
            }
        }
        return null;
    }

    private static boolean exists(String folder) {
        return !folder.isEmpty() && Files.isDirectory(Path.of(folder));
    }
}
