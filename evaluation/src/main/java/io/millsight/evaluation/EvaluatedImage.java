package io.millsight.evaluation;

import io.millsight.steel.AnnotatedImage;
import java.util.List;

/**
 * An image, what is true of it and what a model said.
 *
 * @param image with the defects that an inspector marked; the first one's type is the primary one
 * @param group images of one group are near-duplicates; an image alone has a group of its own
 * @param references texts that describe the image correctly; empty where none is known, and then no text score is computed
 * @param prediction the model's answer
 */
public record EvaluatedImage(AnnotatedImage image, String group, List<String> references, Prediction prediction) {

    public EvaluatedImage {
        references = List.copyOf(references);
    }

    /** The same image with another answer. */
    public EvaluatedImage withPrediction(Prediction other) {
        return new EvaluatedImage(image, group, references, other);
    }

    public String id() {
        return image.id();
    }
}
