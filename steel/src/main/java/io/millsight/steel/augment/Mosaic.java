package io.millsight.steel.augment;

import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Four images around one corner (Bochkovskiy et al. 2020, arXiv 2004.10934, section 3.3): a canvas of twice the side, a random centre, and an
 * image in each quadrant with a corner at the centre. Parts outside the canvas are lost; boxes are cut with them.
 *
 * @param size half the side of the canvas; no image is wider or higher
 */
public record Mosaic(int size) {

    /** Images of a mosaic. */
    public static final int IMAGES = 4;

    /** The grey value where no image is. */
    public static final byte BACKGROUND = 114;

    /** Combines four images around a random centre in the middle half of the canvas. */
    public Sample draw(List<Sample> images, RandomGenerator random) {
        int centreX = (int) (size * (0.5 + random.nextDouble()));
        int centreY = (int) (size * (0.5 + random.nextDouble()));
        return combine(images, centreX, centreY);
    }

    /** Combines four images: those at the top left, top right, bottom left and bottom right of a centre. */
    public Sample combine(List<Sample> images, int centreX, int centreY) {
        int side = 2 * size;
        byte[] canvas = new byte[3 * side * side];
        Arrays.fill(canvas, BACKGROUND);
        List<Defect> defects = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            Sample sample = images.get(i);
            int left = i % 2 == 0 ? centreX - sample.image().width() : centreX;
            int top = i < 2 ? centreY - sample.image().height() : centreY;
            paste(sample.image(), left, top, canvas, side);
            for (Defect defect : sample.defects()) {
                BoundingBox box = defect.box();
                double xMin = Math.max(0, box.xMin() + left);
                double yMin = Math.max(0, box.yMin() + top);
                double xMax = Math.min(side, box.xMax() + left);
                double yMax = Math.min(side, box.yMax() + top);
                if (xMax > xMin && yMax > yMin) {
                    defects.add(defect.withBox(new BoundingBox(xMin, yMin, xMax, yMax)));
                }
            }
        }
        return new Sample(new RgbImage(side, side, canvas), defects);
    }

    private static void paste(RgbImage image, int left, int top, byte[] canvas, int side) {
        int from = Math.max(0, -left);
        int to = Math.min(image.width(), side - left);
        for (int y = Math.max(0, -top); y < Math.min(image.height(), side - top); y++) {
            System.arraycopy(
                    image.pixels(),
                    3 * (y * image.width() + from),
                    canvas,
                    3 * ((y + top) * side + left + from),
                    3 * Math.max(0, to - from));
        }
    }
}
