package io.millsight.tuning.sample;

import io.millsight.image.InvalidImageException;
import io.millsight.runs.Seeds;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Defect;
import io.millsight.steel.augment.Augmenter;
import io.millsight.steel.augment.Sample;
import java.util.List;

/**
 * The images of a split as samples.
 *
 * @param images of the split
 * @param encoder asks the question and writes the answer
 * @param tiles cuts parts out of large images, before they are varied
 * @param augmenter varies each image anew in every epoch
 * @param seeds of the variation
 */
public record DatasetSamples(
        List<AnnotatedImage> images, SampleEncoder encoder, Augmenter tiles, Augmenter augmenter, Seeds seeds)
        implements SampleSource {

    /**
     * Samples of images that the model can all be shown, so that none ends the run after hours.
     *
     * @throws InvalidImageException naming the first image that is too long and thin
     */
    public DatasetSamples {
        images.forEach(image ->
                encoder.prompts().requireUsable(image.size(), image.file().toString()));
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public EncodedSample sample(int index, int epoch) {
        AnnotatedImage image = images.get(index);
        Sample whole = new Sample(image.readPixels(), image.defects());
        Sample part = tiles.apply(whole, seeds.of(Seeds.Purpose.TILES, epoch, index));
        Sample varied = augmenter.apply(part, seeds.of(Seeds.Purpose.AUGMENTATION, epoch, index));
        EncodedSample encoded = encoder.encode(varied.image(), Defect.forReport(varied.defects()));
        return tiles.steps().isEmpty() && augmenter.steps().isEmpty() ? encoded.showing(image.file()) : encoded;
    }
}
