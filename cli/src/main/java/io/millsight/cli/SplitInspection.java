package io.millsight.cli;

import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.EvaluationSettings;
import io.millsight.evaluation.Prediction;
import io.millsight.evaluation.ReadNotes;
import io.millsight.evaluation.ReadStatus;
import io.millsight.evaluation.ScoreMode;
import io.millsight.evaluation.ScoredDefect;
import io.millsight.evaluation.robustness.RobustnessGrid;
import io.millsight.evaluation.robustness.Severity;
import io.millsight.image.RgbImage;
import io.millsight.inspection.InspectedDefect;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.Inspector;
import io.millsight.inspection.Verdict;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.report.Note;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets models answer every image of a split.
 *
 * @param batchSize images to answer side by side
 * @param err where progress is shown
 */
record SplitInspection(EvaluationSplit split, int batchSize, PrintWriter err) {

    /** What happens to a picture before a model sees it. */
    @FunctionalInterface
    interface Spoiling {

        RgbImage apply(RgbImage pixels, String id);
    }

    /**
     * Describes all images.
     *
     * @param name the model's, for tables
     * @throws InputException if the model reports other types than the dataset has
     */
    EvaluationInput run(String name, Inspector inspector) {
        try (Progress progress =
                Progress.of(Work.items("describing with " + name, split.images().size(), "images"), err)) {
            return run(name, inspector, (pixels, id) -> pixels, progress);
        }
    }

    /** Describes all images at each severity of each disturbance, and measures the answers. */
    RobustnessGrid runSpoilt(String name, Inspector inspector, EvaluationSettings settings) {
        List<RobustnessGrid.Row> rows = new ArrayList<>();
        List<Severity> severities = Severity.all();
        int total = split.images().size() * severities.size();
        try (Progress progress = Progress.of(Work.items("describing spoilt pictures", total, "images"), err)) {
            for (Severity severity : severities) {
                progress.note(severity.disturbance().key() + " " + severity.level());
                EvaluationInput input = run(name, inspector, severity::apply, progress);
                rows.add(new RobustnessGrid.Row(
                        severity, Evaluation.estimates(input, settings, RobustnessGrid.MEASURES)));
            }
        }
        return new RobustnessGrid(rows);
    }

    private EvaluationInput run(String name, Inspector inspector, Spoiling spoiling, Progress progress) {
        requireSameTypes(name, inspector.task().types());
        List<EvaluationSplit.Answer> answers = new ArrayList<>();
        List<AnnotatedImage> images = split.images();
        for (int start = 0; start < images.size(); start += batchSize) {
            List<AnnotatedImage> batch = images.subList(start, Math.min(images.size(), start + batchSize));
            List<RgbImage> pixels = batch.stream()
                    .map(image -> spoiling.apply(image.readPixels(), image.id()))
                    .toList();
            List<Inspection> inspections = inspector.inspect(pixels);
            for (int i = 0; i < batch.size(); i++) {
                answers.add(answer(batch.get(i), inspections.get(i), inspector));
            }
            progress.advance(batch.size());
        }
        return split.answered(name, ScoreMode.TOKEN_PROBABILITY, answers);
    }

    private static EvaluationSplit.Answer answer(AnnotatedImage image, Inspection inspection, Inspector inspector) {
        String reference = inspector.task().write(Defect.stated(image.defects()), inspector.frame(inspection.size()));
        return new EvaluationSplit.Answer(prediction(inspection), reference);
    }

    /** What evaluation needs to know of an inspection. */
    static Prediction prediction(Inspection inspection) {
        int dropped = count(inspection, Note.Kind.EMPTY_BOX) + count(inspection, Note.Kind.MALFORMED);
        return new Prediction(
                status(inspection),
                scored(inspection.defects()),
                scored(inspection.unsure()),
                inspection.answer(),
                new ReadNotes(count(inspection, Note.Kind.OUT_OF_RANGE), dropped),
                inspection.duration());
    }

    private static List<ScoredDefect> scored(List<InspectedDefect> defects) {
        return defects.stream()
                .map(defect -> new ScoredDefect(defect.type(), defect.box(), defect.confidence()))
                .toList();
    }

    private static ReadStatus status(Inspection inspection) {
        if (inspection.truncated()) {
            return ReadStatus.TRUNCATED;
        }
        return inspection.verdict() == Verdict.UNDETERMINED ? ReadStatus.UNPARSABLE : ReadStatus.READ;
    }

    private static int count(Inspection inspection, Note.Kind kind) {
        return (int)
                inspection.notes().stream().filter(note -> note.kind() == kind).count();
    }

    private void requireSameTypes(String model, List<DefectType> known) {
        for (DefectType type : split.types()) {
            if (!known.contains(type)) {
                throw new InputException(split.dataset().root() + ": the dataset has the type " + type.name()
                        + ", which the model " + model + " was not taught; it knows " + names(known)
                        + ". Measure it on a dataset of these, or train it on this one");
            }
        }
        for (DefectType type : known) {
            if (!split.types().contains(type)) {
                throw new InputException(split.dataset().root() + ": the model " + model + " reports the type "
                        + type.name() + ", which is missing among the dataset's types " + names(split.types())
                        + "; if it only does not occur, list all types in the dataset (classes.txt, or where its"
                        + " format lists them)");
            }
        }
    }

    private static String names(List<DefectType> types) {
        return String.join(", ", types.stream().map(DefectType::name).toList());
    }
}
