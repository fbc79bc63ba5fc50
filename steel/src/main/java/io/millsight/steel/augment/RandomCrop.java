package io.millsight.steel.augment;

import io.millsight.image.ImageSize;
import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Random crop of a fixed size, without resizing. With probability 0.5 the crop is placed at a defect. Other crops may
 * show a clean surface, which is most of a large image. A crop must show enough of a defect, or nothing of any defect.
 * If ten tries fail, the sample is unchanged.
 *
 * @param size size of the crop; limited by the size of the image
 * @param minVisible smallest visible fraction of a box's area, in (0, 1]
 * @param minSide shortest side of a visible box in pixels
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

    /** Returns a random start of a crop. The crop contains the range, or lies inside the range if that is longer. */
    private static int start(double from, double to, int length, int side, RandomGenerator random) {
        double first = Math.min(from, to - length);
        double last = Math.max(from, to - length);
        long start = Math.round(first + (last - first) * random.nextDouble());
        return (int) Math.min(Math.max(start, 0), side - length);
    }
}
