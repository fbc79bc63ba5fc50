package io.millsight.detect.train;

import io.millsight.runs.Seeds;
import io.millsight.runs.StepPlan;
import io.millsight.steel.DefectType;
import io.millsight.steel.augment.AffineJitter;
import io.millsight.steel.augment.BrightnessFactor;
import io.millsight.steel.augment.Flip;
import io.millsight.steel.augment.MixUp;
import io.millsight.steel.augment.Mosaic;
import io.millsight.steel.augment.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The augmented images of a run: combined of four or alone, enlarged and moved, sometimes blended, brightened, and flipped in both directions. An
 * image depends on the seed, the epoch and its place only.
 */
final class TrainingSamples {

    private final FittedImages images;
    private final DetectorSettings settings;
    private final int size;
    private final Seeds seeds;
    private final double lastMosaicEpoch;

    /**
     * Prepares the samples.
     *
     * @param epochs of the whole run
     */
    TrainingSamples(FittedImages images, DetectorSettings settings, double epochs) {
        this.images = images;
        this.settings = settings;
        this.size = settings.get(DetectorSettings.IMAGE_SIZE);
        this.seeds = settings.run().seeds();
        this.lastMosaicEpoch = epochs * (1 - settings.get(DetectorSettings.CLOSE_MOSAIC));
    }

    /** Returns the batches of a step. */
    List<BatchValues> batches(List<List<StepPlan.Place>> group, List<DefectType> types) {
        return group.stream()
                .map(places -> BatchValues.of(places.stream().map(this::sample).toList(), types))
                .toList();
    }

    /** Returns a square image with its defects in pixels. */
    Sample sample(StepPlan.Place place) {
        SplittableRandom random =
                new SplittableRandom(seeds.of(Seeds.Purpose.AUGMENTATION, place.epoch(), place.index()));
        boolean combined =
                place.epoch() < lastMosaicEpoch && random.nextDouble() < settings.get(DetectorSettings.MOSAIC);
        Sample sample = combined ? combined(place.index(), random) : alone(place.index(), random);
        if (combined && random.nextDouble() < settings.get(DetectorSettings.MIXUP)) {
            sample = MixUp.draw(sample, combined(random.nextInt(images.count()), random), random);
        }
        Sample bright = new BrightnessFactor(settings.get(DetectorSettings.BRIGHTNESS)).draw(sample, random);
        return settings.get(DetectorSettings.FLIP)
                ? Flip.of(random.nextBoolean(), random.nextBoolean()).apply(bright)
                : bright;
    }

    private Sample combined(int first, RandomGenerator random) {
        List<Sample> four = new ArrayList<>(List.of(images.get(first)));
        while (four.size() < Mosaic.IMAGES) {
            four.add(images.get(random.nextInt(images.count())));
        }
        return jitter().draw(new Mosaic(size).draw(four, random), random);
    }

    private Sample alone(int place, RandomGenerator random) {
        return jitter().draw(images.get(place), random);
    }

    private AffineJitter jitter() {
        return new AffineJitter(size, settings.get(DetectorSettings.SCALE), settings.get(DetectorSettings.TRANSLATE));
    }
}
