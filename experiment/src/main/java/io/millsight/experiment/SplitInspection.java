package io.millsight.experiment;

import io.millsight.evaluation.AnswerStatus;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.EvaluationSettings;
import io.millsight.evaluation.ParseErrorCounts;
import io.millsight.evaluation.Prediction;
import io.millsight.evaluation.ScoreMode;
import io.millsight.evaluation.ScoredDefect;
import io.millsight.evaluation.robustness.CorruptionSeverity;
import io.millsight.evaluation.robustness.RobustnessResults;
import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.experiment.progress.FailureMessage;
import io.millsight.experiment.progress.ImageProgress;
import io.millsight.experiment.progress.ProgressListener;
import io.millsight.image.InvalidImageException;
import io.millsight.image.RgbImage;
import io.millsight.inspection.InspectedDefect;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.InspectionListener;
import io.millsight.inspection.Inspector;
import io.millsight.inspection.ScoreSource;
import io.millsight.inspection.Verdict;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.report.ReportProblem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets models answer every image of a split. An image that cannot be read is reported once, and counts as one without an
 * answer.
 */
final class SplitInspection {

    private final EvaluationSplit split;
    private final int batchSize;
    private final ProgressListener listener;
    private final Set<String> reported = new HashSet<>();

    /**
     * @param batchSize images to answer side by side
     */
    SplitInspection(EvaluationSplit split, int batchSize, ProgressListener listener) {
        this.split = split;
        this.batchSize = batchSize;
        this.listener = listener;
    }

    /** Returns how many images of the split no model, or not every model, could be shown. */
    int unreadable() {
        return split.unreadable().size() + reported.size();
    }

    /** Changes a picture before a model sees it. */
    @FunctionalInterface
    interface Change {

        RgbImage apply(RgbImage pixels, String id);
    }

    /**
     * Describes all images.
     *
     * @param name the model's, for tables
     * @throws InputException if the model reports other types than the dataset has
     */
    EvaluationInput run(String name, Inspector inspector) {
        try (ImageProgress progress =
                ImageProgress.begin("describing with " + name, split.images().size(), listener)) {
            return run(name, inspector, (pixels, id) -> pixels, progress);
        }
    }

    /** Describes all images at each severity of each corruption, and measures the answers. */
    RobustnessResults runCorrupted(String name, Inspector inspector, EvaluationSettings settings) {
        List<RobustnessResults.Row> rows = new ArrayList<>();
        List<CorruptionSeverity> severities = CorruptionSeverity.all();
        int total = split.images().size() * severities.size();
        try (ImageProgress progress = ImageProgress.begin("describing corrupted images", total, listener)) {
            for (CorruptionSeverity severity : severities) {
                progress.note(severity.type().key() + " " + severity.level());
                EvaluationInput input = run(name, inspector, severity::apply, progress);
                rows.add(new RobustnessResults.Row(
                        severity, Evaluation.estimates(input, settings, RobustnessResults.MEASURES)));
            }
        }
        return new RobustnessResults(rows);
    }

    private EvaluationInput run(String name, Inspector inspector, Change change, ImageProgress progress) {
        requireSameTypes(split, name, inspector.types());
        List<EvaluationSplit.Answer> answers = new ArrayList<>();
        List<AnnotatedImage> images = split.images();
        for (int start = 0; start < images.size(); start += batchSize) {
            List<AnnotatedImage> batch = images.subList(start, Math.min(images.size(), start + batchSize));
            answers.addAll(answers(batch, inspector, change, progress.next(batch.size())));
            progress.advance(batch.size());
        }
        return split.answered(name, scoreMode(inspector.scores()), answers);
    }

    private List<EvaluationSplit.Answer> answers(
            List<AnnotatedImage> batch, Inspector inspector, Change change, InspectionListener views) {
        List<AnnotatedImage> readable = new ArrayList<>();
        List<RgbImage> pictures = new ArrayList<>();
        for (AnnotatedImage image : batch) {
            RgbImage pixels = pixels(image, inspector);
            if (pixels != null) {
                readable.add(image);
                pictures.add(change.apply(pixels, image.id()));
            }
        }
        List<Inspection> inspections = pictures.isEmpty() ? List.of() : inspector.inspect(pictures, views);
        return batch.stream()
                .map(image -> {
                    int place = readable.indexOf(image);
                    Prediction prediction = place < 0
                            ? Prediction.ofUnreadableImage()
                            : prediction(inspections.get(place), inspector.scores());
                    return new EvaluationSplit.Answer(prediction, reference(image, inspector));
                })
                .toList();
    }

    /** The pixels of an image that the model can be shown; null of another, which has been reported then. */
    private @Nullable RgbImage pixels(AnnotatedImage image, Inspector inspector) {
        if (split.unreadable().contains(image.id())) {
            return null;
        }
        try {
            inspector.requireUsable(image.size(), image.file().toString());
            return split.pictures().pixels(image);
        } catch (InvalidImageException e) {
            if (reported.add(image.id())) {
                listener.warning(FailureMessage.of(e));
            }
            return null;
        }
    }

    /** What a right answer would say; null about an image of a size in which nothing can be said. */
    private static @Nullable String reference(AnnotatedImage image, Inspector inspector) {
        try {
            return inspector.correctAnswer(image);
        } catch (InvalidImageException e) {
            return null;
        }
    }

    private static ScoreMode scoreMode(ScoreSource source) {
        return switch (source) {
            case TOKEN_PROBABILITY -> ScoreMode.TOKEN_PROBABILITY;
            case DETECTOR -> ScoreMode.DETECTOR;
        };
    }

    /**
     * What evaluation needs to know of an inspection. Average precision ranks all boxes of a detector. The score threshold
     * of the metrics, which is that of the inspector, leaves the reported ones to all other measures.
     */
    static Prediction prediction(Inspection inspection, ScoreSource source) {
        boolean rankAll = source == ScoreSource.DETECTOR;
        int dropped = count(inspection, ReportProblem.Kind.EMPTY_BOX) + count(inspection, ReportProblem.Kind.MALFORMED);
        return new Prediction(
                status(inspection),
                scored(rankAll ? inspection.all() : inspection.defects()),
                rankAll ? List.of() : scored(inspection.rejected()),
                inspection.answer(),
                new ParseErrorCounts(count(inspection, ReportProblem.Kind.OUT_OF_RANGE), dropped),
                inspection.duration());
    }

    private static List<ScoredDefect> scored(List<InspectedDefect> defects) {
        return defects.stream()
                .map(defect -> new ScoredDefect(defect.type(), defect.box(), defect.score()))
                .toList();
    }

    private static AnswerStatus status(Inspection inspection) {
        if (inspection.truncated()) {
            return AnswerStatus.TRUNCATED;
        }
        return inspection.verdict() == Verdict.UNDETERMINED ? AnswerStatus.UNPARSABLE : AnswerStatus.READ;
    }

    private static int count(Inspection inspection, ReportProblem.Kind kind) {
        return (int)
                inspection.notes().stream().filter(note -> note.kind() == kind).count();
    }

    /** Refuses a model that reports other types than the dataset has. */
    static void requireSameTypes(EvaluationSplit split, String model, List<DefectType> known) {
        for (DefectType type : split.types()) {
            if (!known.contains(type)) {
                throw new InputException(split.dataset().root() + ": the dataset has the type " + type.name()
                        + ", which the model " + model + " does not know; it knows " + names(known)
                        + ". Evaluate it on a dataset with these types, or train it on this one");
            }
        }
        for (DefectType type : known) {
            if (!split.types().contains(type)) {
                throw new InputException(split.dataset().root() + ": the model " + model + " knows the type "
                        + type.name() + ", which is missing among the dataset's types " + names(split.types())
                        + "; if the type only does not occur, list all types in the dataset (classes.txt, or where its"
                        + " format lists them)");
            }
        }
    }

    private static String names(List<DefectType> types) {
        return String.join(", ", types.stream().map(DefectType::name).toList());
    }
}
