package io.millsight.steel.synthetic;

import io.millsight.steel.augment.Sample;
import java.util.SplittableRandom;

/**
 * Draws steel surfaces of 200x200 pixels with defects in exact boxes.
 *
 * <p>Numbers, sizes and places follow what inspectors marked in the training images of NEU-DET (counts per image, quartiles of width and
 * height, orientation), brightness and contrast follow those images themselves; most surfaces have one type, some two, a few are clean. A box is the extent of what was drawn and can be seen, with the same small margin for all.
 *
 * @param realism from 0, one strong defect on even ground, to 1, grain, uneven light, weak defects and unmarked blemishes as real surfaces
 *     have them; in between lies a curriculum
 * @param lighting under which the camera sees the surface
 */
public record SyntheticSteel(double realism, Lighting lighting) {

    /** Width and height of every picture. */
    public static final int SIZE = 200;

    /** As hard as real surfaces, under the same light. */
    public static final SyntheticSteel REAL = new SyntheticSteel(1, Lighting.BRIGHT_FIELD);

    public SyntheticSteel {
        if (!(realism >= 0 && realism <= 1)) {
            throw new IllegalArgumentException("realism is from 0 to 1, not " + realism);
        }
    }

    /** The surface of a seed, with its defects in the order in which they were drawn. */
    public Sample draw(long seed) {
        return new SurfaceDrawing(realism, new SplittableRandom(seed)).under(lighting);
    }
}
