package io.millsight.tuning;

import io.millsight.steel.AnnotatedImage;
import java.util.List;

/**
 * The images of a split as samples.
 *
 * @param images of the split
 * @param encoder asks the question and writes the answer
 */
record DatasetSamples(List<AnnotatedImage> images, SampleEncoder encoder) implements SampleSource {

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public EncodedSample sample(int index, int epoch) {
        AnnotatedImage image = images.get(index);
        return encoder.answered(image.readPixels(), image.defects());
    }
}
