package io.millsight.steel.augment;

import io.millsight.image.ImageSize;
import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Cuts a part of a fixed size out of a larger image, without enlarging it. Every second part is put where a defect is, if there is one; the others may show a
 * clean surface, which most of a large picture is. Where no part is found that shows either enough of a defect or nothing of any, the sample stays whole.
 *
 * @param size of the part; of an image that is narrower or lower the whole width or height is taken
 * @param minVisible the part of a box's area that must be visible, in (0, 1]
 * @param minSide the shortest side of a visible box in pixels
 */
public record RandomCrop(ImageSize size, double minVisible, double minSide) implements Augmentation {

    private static final int TRIES = 10;

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        RgbImage image = sample.image();
        ImageSize part = new ImageSize(Math.min(size.width(), image.width()), Math.min(size.height(), image.height()));
        if (part.equals(image.size())) {
            return sample;
        }
        for (int i = 0; i < TRIES; i++) {
            BoundingBox window = window(sample, part, random);
            List<Defect> visible = CropVisibility.in(window, sample.defects(), part, minVisible, minSide);
            boolean clean =
                    sample.defects().stream().allMatch(defect -> defect.box().intersection(window) == 0);
            if (clean || !visible.isEmpty()) {
                return new Sample(image.part((int) window.xMin(), (int) window.yMin(), part), visible);
            }
        }
        return sample;
    }

    private static BoundingBox window(Sample sample, ImageSize part, RandomGenerator random) {
        RgbImage image = sample.image();
        BoundingBox about = new BoundingBox(0, 0, image.width(), image.height());
        if (!sample.defects().isEmpty() && random.nextBoolean()) {
            about = sample.defects()
                    .get(random.nextInt(sample.defects().size()))
                    .box();
        }
        int left = start(about.xMin(), about.xMax(), part.width(), image.width(), random);
        int top = start(about.yMin(), about.yMax(), part.height(), image.height(), random);
        return new BoundingBox(left, top, left + part.width(), top + part.height());
    }

    /** Where a part begins that has all of a stretch in it, or is all in the stretch if that is longer. */
    private static int start(double from, double to, int length, int side, RandomGenerator random) {
        double first = Math.min(from, to - length);
        double last = Math.max(from, to - length);
        long start = Math.round(first + (last - first) * random.nextDouble());
        return (int) Math.min(Math.max(start, 0), side - length);
    }
}
