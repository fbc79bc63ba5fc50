package io.millsight.tuning.sample;

import io.millsight.runs.Seeds;
import io.millsight.steel.augment.Augmenter;
import io.millsight.steel.augment.Sample;
import io.millsight.steel.synthetic.Lighting;
import io.millsight.steel.synthetic.SyntheticSteel;
import java.util.SplittableRandom;

/**
 * Synthetic surfaces as samples, drawn when they are asked for: every epoch shows new ones. A curriculum begins with plain surfaces and ends
 * with such as are as hard as real ones; from then on some easier ones remain, so that what was learned first is not lost.
 *
 * @param size of an epoch
 * @param curriculumEpochs how many epochs the curriculum takes; 0 for none
 * @param encoder asks the question and writes the answer
 * @param augmenter varies what was drawn
 * @param seeds of the surfaces
 * @param purpose tells surfaces for learning and for measuring apart
 */
public record SyntheticSamples(
        int size,
        double curriculumEpochs,
        SampleEncoder encoder,
        Augmenter augmenter,
        Seeds seeds,
        Seeds.Purpose purpose)
        implements SampleSource {

    private static final double EASIER = 0.3;

    @Override
    public EncodedSample sample(int index, int epoch) {
        long seed = seeds.of(purpose, epoch, index);
        double realism = realism(epoch, new SplittableRandom(seed));
        Sample drawn = new SyntheticSteel(realism, Lighting.BRIGHT_FIELD).draw(seed);
        Sample varied = augmenter.apply(drawn, seeds.of(Seeds.Purpose.AUGMENTATION, epoch, index));
        return encoder.encode(varied.image(), varied.defects());
    }

    /** Draws a surface as hard as real ones, as {@link #sample} of the first epoch shows it without a curriculum and without variation. */
    public static Sample drawn(Seeds seeds, Seeds.Purpose purpose, int index) {
        return new SyntheticSteel(1, Lighting.BRIGHT_FIELD).draw(seeds.of(purpose, 0, index));
    }

    private double realism(int epoch, SplittableRandom random) {
        if (curriculumEpochs == 0) {
            return 1;
        }
        double hardest = Math.min(1, (epoch + random.nextDouble()) / curriculumEpochs);
        return random.nextDouble() < EASIER ? hardest * random.nextDouble() : hardest;
    }
}
