package io.millsight.experiment.model;

import io.millsight.adapter.Manifest;
import io.millsight.adapter.ScoreThreshold;
import io.millsight.detect.folder.DetectorFolder;
import io.millsight.evaluation.EvaluatedSplit;
import io.millsight.experiment.progress.ProgressListener;
import io.millsight.files.InputFile;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The score threshold in the {@code millsight.json} of a model or adapter, or in the {@code detector.json} of a detector. */
public final class StoredThreshold {

    /** A threshold that was chosen on the test images would make the test figures too good. */
    private static final Set<String> REFUSED_SPLITS = Set.of("test", "train");

    private StoredThreshold() {}

    /**
     * Returns the score threshold for a model: the given one, or else the stored one, which is reported, or else 0.
     *
     * @param given threshold that the user gave; null for none
     */
    public static double choose(EvaluatedModel model, @Nullable Double given, ProgressListener listener) {
        if (given != null) {
            return given;
        }
        return model.detector()
                .map(detector -> ofDetector(model, detector, listener))
                .orElseGet(() -> ofManifest(model, listener));
    }

    private static double ofDetector(EvaluatedModel model, DetectorFolder detector, ProgressListener listener) {
        return detector.scoreThreshold()
                .map(threshold -> {
                    listener.warning(String.format(
                            Locale.ROOT,
                            "note: %s: boxes are reported from score %.3g on, which gave the best F1 on training images;"
                                    + " --min-score 0 shows all",
                            model.name(),
                            threshold));
                    return threshold;
                })
                .orElse(0.0);
    }

    private static double ofManifest(EvaluatedModel model, ProgressListener listener) {
        return model.manifest()
                .flatMap(Manifest::minScore)
                .map(threshold -> {
                    listener.warning("note: " + model.name() + ": " + threshold.words() + "; --min-score 0 shows all");
                    return threshold.value();
                })
                .orElse(0.0);
    }

    /**
     * Checks that a threshold can be stored, before a model answers for hours.
     *
     * @throws InputException if the split is not for validation, or the model has no {@code millsight.json}
     */
    public static void requireStorable(EvaluatedModel model, EvaluatedSplit split) {
        String name = split.name().replaceFirst(",.*", "");
        if (REFUSED_SPLITS.contains(name)) {
            throw new InputException("a score threshold is not chosen on the split " + name
                    + ", because its figures would be too good; choose it on a validation split");
        }
        if (model.detector().isPresent()) {
            throw new InputException(
                    model.model() + ": the score threshold of a detector is chosen on training images, at the"
                            + " end of its training; give another one with --min-score");
        }
        if (model.manifest().isEmpty()) {
            throw new InputException(model.tunedFolder().resolve(Manifest.FILE)
                    + ": is missing, so no score threshold can be stored; give --min-score with each command");
        }
    }

    /**
     * Stores a threshold in the place of an earlier one. The file is replaced as a whole.
     *
     * @throws InputException if the file is missing or cannot be written
     */
    public static Path store(EvaluatedModel model, ScoreThreshold threshold) {
        Path file = model.tunedFolder().resolve(Manifest.FILE);
        Manifest manifest = model.manifest().orElseThrow(() -> new InputException(file + ": is missing"));
        try {
            manifest.withMinScore(threshold).write(model.tunedFolder());
        } catch (IOException e) {
            throw new InputException(
                    file + ": the score threshold cannot be stored (" + InputFile.reason(e)
                            + "); make the folder writable, or give --min-score with each command",
                    e);
        }
        return file;
    }
}
