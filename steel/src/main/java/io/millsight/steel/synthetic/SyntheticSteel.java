package io.millsight.steel.synthetic;

import io.millsight.steel.augment.Sample;
import java.util.SplittableRandom;

/**
 * Draws steel surfaces of 200x200 pixels with defects in exact boxes.
 *
 * <p>Numbers, sizes and positions follow the annotations of the NEU-DET training images (counts per image, quartiles of
 * width and height, orientation). Brightness and contrast follow these images. Most surfaces have one type, some have
 * two, and a few are clean. A box is the extent of the visible drawing with a small constant margin.
 *
 * @param realism from 0 (one strong defect on an even background) to 1 (grain, uneven light, weak defects and
 *     distractors as on real surfaces); rising values make a curriculum
 * @param lighting lighting of the surface
 */
public record SyntheticSteel(double realism, Lighting lighting) {

    /** Width and height of every image. */
    public static final int SIZE = 200;

    /** Realistic surfaces in bright-field light. */
    public static final SyntheticSteel REAL = new SyntheticSteel(1, Lighting.BRIGHT_FIELD);

    public SyntheticSteel {
        if (!(realism >= 0 && realism <= 1)) {
            throw new IllegalArgumentException("realism is from 0 to 1, not " + realism);
        }
    }

    /** Returns the surface for a seed, with its defects in the order of drawing. */
    public Sample draw(long seed) {
        return new SurfaceDrawing(realism, new SplittableRandom(seed)).under(lighting);
    }
}
