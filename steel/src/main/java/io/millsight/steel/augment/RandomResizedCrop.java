package io.millsight.steel.augment;

import io.millsight.image.BilinearResize;
import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Random crop that is resized to the size of the whole image.
 *
 * <p>A defect is kept if enough of its area is visible and its visible part is not too thin. A crop must not lose all
 * defects of an image, because it would teach that the edge of a defect is a clean surface. If ten tries fail, the
 * sample is unchanged.
 *
 * @param minScale smallest area of the crop relative to the image, in (0, 1]
 * @param maxAspect largest change of the ratio of width to height, at least 1
 * @param minVisible smallest visible fraction of a box's area, in (0, 1]
 * @param minSide shortest side of a visible box in pixels of the result
 */
public record RandomResizedCrop(double minScale, double maxAspect, double minVisible, double minSide)
        implements Augmentation {

    private static final int TRIES = 10;

    public RandomResizedCrop {
        if (!(minScale > 0 && minScale <= 1 && maxAspect >= 1 && minVisible > 0 && minVisible <= 1 && minSide >= 0)) {
            throw new IllegalArgumentException("a crop needs 0 < minScale <= 1, maxAspect >= 1, 0 < minVisible <= 1 and"
                    + " minSide >= 0, not " + minScale + ", " + maxAspect + ", " + minVisible + ", " + minSide);
        }
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        for (int i = 0; i < TRIES; i++) {
            BoundingBox window = window(sample.image(), random);
            List<Defect> visible =
                    CropVisibility.in(window, sample.defects(), sample.image().size(), minVisible, minSide);
            if (!visible.isEmpty() || sample.defects().isEmpty()) {
                return new Sample(
                        BilinearResize.enlarge(
                                sample.image(), window.xMin(), window.yMin(), window.width(), window.height()),
                        visible);
            }
        }
        return sample;
    }

    private BoundingBox window(RgbImage image, RandomGenerator random) {
        double scale = Math.sqrt(minScale + (1 - minScale) * random.nextDouble());
        double aspect = Math.sqrt(Math.pow(maxAspect, 2 * random.nextDouble() - 1));
        double width = image.width() * Math.min(1, scale * aspect);
        double height = image.height() * Math.min(1, scale / aspect);
        double x = (image.width() - width) * random.nextDouble();
        double y = (image.height() - height) * random.nextDouble();
        return new BoundingBox(x, y, Math.min(x + width, image.width()), Math.min(y + height, image.height()));
    }
}
