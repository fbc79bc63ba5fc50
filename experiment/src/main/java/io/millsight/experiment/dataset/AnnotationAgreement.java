package io.millsight.experiment.dataset;

import io.millsight.adapter.ReportTask;
import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.EvaluatedSplit;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.EvaluationSettings;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.Prediction;
import io.millsight.evaluation.ScoreMode;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Dataset;
import io.millsight.steel.Defect;
import io.millsight.steel.duplicate.ImageOverlap;
import io.millsight.steel.report.CoordinateFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Measures how well annotations agree where two images show the same steel, which was then annotated twice. The annotations
 * of the first image are measured as if they were an answer about the second. A model whose figures are much better than
 * these has learned habits of the inspectors.
 */
public final class AnnotationAgreement {

    /** Pairs that have less of their image in common are left out: too many of their boxes are cut. */
    public static final double LEAST_SHARE = 0.6;

    /** The measures that are reported. */
    public static final List<Measure> MEASURES = List.of(Measure.F1, Measure.BLEU_4, Measure.ROUGE_L, Measure.CIDER);

    /** Boxes of which less lies in the common part are left out. */
    private static final double LEAST_PART = 0.25;

    private AnnotationAgreement() {}

    /**
     * Measures the agreement in the parts that pairs have in common.
     *
     * @param dataset with all groups that are known
     * @param hash of the dataset
     * @return the second image's annotations as truth, the first one's as answers with constant scores; empty if no two
     *     images have enough in common, or the dataset has no types
     */
    public static Optional<Evaluation> of(Dataset dataset, String hash, List<ImageOverlap> overlaps) {
        if (dataset.types().isEmpty()) {
            return Optional.empty();
        }
        Map<String, AnnotatedImage> images =
                dataset.images().stream().collect(Collectors.toMap(AnnotatedImage::id, Function.identity()));
        ReportTask task = ReportTask.standard(dataset.types());
        List<EvaluatedImage> pairs = new ArrayList<>();
        for (ImageOverlap overlap : overlaps) {
            if (overlap.share() >= LEAST_SHARE) {
                AnnotatedImage first = Objects.requireNonNull(images.get(overlap.first()));
                AnnotatedImage second = Objects.requireNonNull(images.get(overlap.second()));
                String group = dataset.groups().getOrDefault(first.id(), first.id());
                pairs.add(pair(first, second, overlap, group, task));
            }
        }
        if (pairs.isEmpty()) {
            return Optional.empty();
        }
        EvaluatedSplit split = new EvaluatedSplit(dataset.name(), "overlapping pairs", hash);
        EvaluationInput input = new EvaluationInput("inspectors", split, dataset.types(), ScoreMode.CONSTANT, pairs);
        return Optional.of(Evaluation.of(input, EvaluationSettings.DEFAULT));
    }

    private static EvaluatedImage pair(
            AnnotatedImage first, AnnotatedImage second, ImageOverlap overlap, String group, ReportTask task) {
        BoundingBox common = new BoundingBox( // in pixels of the first
                Math.max(0, overlap.dx()),
                Math.max(0, overlap.dy()),
                Math.min(first.width(), second.width() + overlap.dx()),
                Math.min(first.height(), second.height() + overlap.dy()));
        BoundingBox inSecond = new BoundingBox(
                common.xMin() - overlap.dx(),
                common.yMin() - overlap.dy(),
                common.xMax() - overlap.dx(),
                common.yMax() - overlap.dy());
        List<Defect> answered = Defect.forReport(seen(first, common));
        List<Defect> truth = seen(second, inSecond);
        int width = (int) common.width();
        int height = (int) common.height();
        CoordinateFrame frame = CoordinateFrame.original(width, height);
        return new EvaluatedImage(
                new AnnotatedImage(first.id() + " and " + second.id(), second.file(), width, height, truth),
                group,
                List.of(task.write(Defect.forReport(truth), frame)),
                Prediction.ofDefects(answered, task.write(answered, frame)));
    }

    /** The defects of which a window on an image shows enough. */
    private static List<Defect> seen(AnnotatedImage image, BoundingBox window) {
        return image.defects().stream()
                .filter(defect -> defect.box().intersection(window)
                        >= LEAST_PART * defect.box().area())
                .map(defect -> defect.withBox(defect.box().within(window)))
                .toList();
    }
}
