package io.millsight.steel.synthetic;

import static io.millsight.steel.synthetic.Draws.between;
import static io.millsight.steel.synthetic.Draws.chance;
import static io.millsight.steel.synthetic.Draws.doubling;
import static io.millsight.steel.synthetic.Draws.weighted;

import io.millsight.steel.DefectType;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** A large dark area with an irregular, ragged outline, mottled inside. */
record Patch() implements Flaw {

    private static final DefectType TYPE = new DefectType("patches");
    private static final int WAVES = 5;
    private static final int DIRECTIONS = 256;

    @Override
    public DefectType type() {
        return TYPE;
    }

    @Override
    public Ground ground() {
        return Ground.MOTTLED;
    }

    @Override
    public int count(RandomGenerator random) {
        return 1 + weighted(random, 36, 65, 66, 36, 21, 11, 4);
    }

    @Override
    public Extent extent(boolean upright, RandomGenerator random) {
        double across = doubling(27, 95, random);
        return new Extent(across, Math.min(230, across * doubling(0.6, 3.2, random))).turnedIf(!upright);
    }

    @Override
    public double strength(RandomGenerator random) {
        return between(28, 110, random);
    }

    @Override
    public void draw(Brush brush, Place place, RandomGenerator random) {
        float[] outline = outline(random);
        double ragged = between(0.04, 0.16, random);
        double middle = chance(0.25, random) ? between(0.5, 0.8, random) : 1; // paler inside
        double halfWidth = place.width() / 2.2;
        double halfHeight = place.height() / 2.2;
        for (int y = (int) place.y(); y < place.y() + place.height(); y++) {
            for (int x = (int) place.x(); x < place.x() + place.width(); x++) {
                double u = (x + 0.5 - place.centreX()) / halfWidth;
                double v = (y + 0.5 - place.centreY()) / halfHeight;
                int direction = (int) ((Math.atan2(v, u) / (2 * Math.PI) + 0.5) * (DIRECTIONS - 1));
                double depth = outline[direction] - Math.sqrt(u * u + v * v) + ragged * (random.nextDouble() - 0.5);
                if (depth > 0) {
                    double share = depth > 0.4 ? middle : 1;
                    brush.darken(x, y, share * Math.min(1, depth * 6) * between(0.75, 1.15, random));
                }
            }
        }
    }

    /** The outline's distance from the centre in each direction, about 1. */
    private static float[] outline(RandomGenerator random) {
        float[] distance = new float[DIRECTIONS];
        Arrays.fill(distance, 0.92f);
        for (int wave = 1; wave <= WAVES; wave++) {
            double amplitude = between(0, 0.26, random) / Math.sqrt(wave);
            double phase = between(0, 2 * Math.PI, random);
            for (int i = 0; i < DIRECTIONS; i++) {
                distance[i] += (float) (amplitude * Math.cos(wave * 2 * Math.PI * i / (DIRECTIONS - 1) + phase));
            }
        }
        return distance;
    }
}
