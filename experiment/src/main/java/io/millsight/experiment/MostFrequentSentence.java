package io.millsight.experiment;

import io.millsight.adapter.ReportTask;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.Prediction;
import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.image.ImageSize;
import io.millsight.image.InvalidImageException;
import io.millsight.inspection.Inspector;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Defect;
import io.millsight.steel.report.CoordinateFrame;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The baseline that a model should beat: the most frequent sentence of the training images, said about every image. */
final class MostFrequentSentence {

    static final String NAME = "most frequent sentence";

    private MostFrequentSentence() {}

    /** The same images as answered by the most frequent sentence, in the words of a model. */
    static EvaluationInput of(EvaluationInput input, EvaluationSplit split, Inspector inspector) {
        return input.withConstantPrediction(NAME, of(split.learnable(), inspector.task(), inspector::frame));
    }

    /** The same where no model takes part that would have words of its own. */
    static EvaluationInput withoutModel(EvaluationInput input, EvaluationSplit split) {
        Prediction sentence = of(
                split.learnable(),
                ReportTask.standard(split.types()),
                size -> CoordinateFrame.original(size.width(), size.height()));
        return input.withConstantPrediction(NAME, sentence);
    }

    /** A sentence, how often it is said, and the frame of its numbers. */
    private record Sentence(String text, CoordinateFrame frame, int count) {}

    /**
     * The constant answer; of equally frequent sentences the first one's.
     *
     * @param frames of the numbers, by the size of the image
     */
    static Prediction of(List<AnnotatedImage> images, ReportTask task, Function<ImageSize, CoordinateFrame> frames) {
        Map<String, Sentence> sentences = new LinkedHashMap<>();
        for (AnnotatedImage image : images) {
            CoordinateFrame frame;
            try {
                frame = frames.apply(image.size());
            } catch (InvalidImageException e) {
                continue; // so long and thin that nothing can be said about it
            }
            String text = task.write(Defect.forReport(image.defects()), frame);
            sentences.merge(
                    text,
                    new Sentence(text, frame, 1),
                    (first, again) -> new Sentence(text, first.frame(), first.count() + 1));
        }
        Sentence template = sentences.values().stream()
                .reduce((best, other) -> other.count() > best.count() ? other : best)
                .orElseThrow(() -> new IllegalArgumentException("no images to take a sentence from"));
        return Prediction.ofDefects(
                task.parse(template.text(), template.frame()).defects(), template.text());
    }
}
