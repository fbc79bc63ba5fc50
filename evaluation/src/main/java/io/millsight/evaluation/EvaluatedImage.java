package io.millsight.evaluation;

import io.millsight.steel.AnnotatedImage;
import java.util.List;

/**
 * Image with its ground truth and a model's answer.
 *
 * @param image image with its annotated defects; the type of the first one is the primary type
 * @param group group of near-duplicate images; a single image has a group of its own
 * @param references correct descriptions of the image; empty if there are none, and then no text scores are computed
 * @param prediction answer of the model
 */
public record EvaluatedImage(AnnotatedImage image, String group, List<String> references, Prediction prediction) {

    public EvaluatedImage {
        references = List.copyOf(references);
    }

    /** Returns the same image with another answer. */
    public EvaluatedImage withPrediction(Prediction other) {
        return new EvaluatedImage(image, group, references, other);
    }

    public String id() {
        return image.id();
    }
}
