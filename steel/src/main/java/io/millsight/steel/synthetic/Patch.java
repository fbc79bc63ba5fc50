package io.millsight.steel.synthetic;

import static io.millsight.steel.synthetic.RandomDraws.chance;
import static io.millsight.steel.synthetic.RandomDraws.logUniform;
import static io.millsight.steel.synthetic.RandomDraws.uniform;
import static io.millsight.steel.synthetic.RandomDraws.weighted;

import io.millsight.steel.DefectType;
import java.util.List;
import java.util.random.RandomGenerator;

/** Large dark area with an irregular outline and a mottled inside. */
record Patch() implements SyntheticDefect {

    private static final DefectType TYPE = new DefectType("patches");
    private static final IntensityQuantiles EXPOSURE =
            new IntensityQuantiles(List.of(), List.of(27.0, 47.0, 58.0, 63.0, 70.0));

    @Override
    public DefectType type() {
        return TYPE;
    }

    @Override
    public Ground ground() {
        return Ground.MOTTLED;
    }

    @Override
    public IntensityQuantiles exposure() {
        return EXPOSURE;
    }

    @Override
    public int count(RandomGenerator random) {
        return 1 + weighted(random, 36, 65, 66, 36, 21, 11, 4);
    }

    @Override
    public Extent extent(boolean upright, RandomGenerator random) {
        double across = logUniform(33, 95, random);
        return new Extent(across, Math.min(230, across * logUniform(0.8, 3.4, random)))
                .turnedIf(!upright && chance(0.3, random));
    }

    @Override
    public double strength(RandomGenerator random) {
        return uniform(45, 125, random);
    }

    @Override
    public void draw(Brush brush, Place place, RandomGenerator random) {
        double width = place.width();
        double height = place.height();
        double smaller = Math.min(width, height);
        Texture shape = new Texture(Math.max(4, width / 3), Math.max(4, height / 3), width, height, random);
        Texture outline = new Texture(Math.max(3, smaller / 9), Math.max(3, smaller / 9), width, height, random);
        Texture fray = new Texture(2.5, 2.5, width, height, random);
        Texture mottle = new Texture(uniform(4, 14, random), uniform(4, 20, random), width, height, random);
        double round =
                uniform(2, 5, random); // exponent of the outline: 2 is an ellipse, large values approach a rectangle
        double irregular = uniform(0.1, 0.35, random);
        double rim = logUniform(0.9, 5, random);
        double middle = chance(0.25, random) ? uniform(0.5, 0.8, random) : 1; // brighter inside
        double mottled = uniform(0.05, 0.25, random);
        for (double y = 0; y < height; y++) {
            double v = Math.pow(Math.abs(2 * (y + 0.5) / height - 1), round);
            for (double x = 0; x < width; x++) {
                double u = Math.pow(Math.abs(2 * (x + 0.5) / width - 1), round);
                double depth = 0.95
                        - Math.pow(u + v, 1 / round)
                        + irregular * (shape.turnedAt(x, y) + 0.4 * outline.turnedAt(x, y))
                        + 0.05 * fray.at(x, y);
                if (depth > 0) {
                    double dark = (depth > 0.4 ? middle : 1) * (1 + mottled * mottle.at(x, y) + 0.1 * fray.at(x, y));
                    brush.darken(place.x() + x, place.y() + y, Math.min(1, rim * depth) * dark);
                }
            }
        }
    }

    @Override
    public int maxDistractors() {
        return 8;
    }

    @Override
    public void distractor(Brush brush, Place place, RandomGenerator random) {
        for (int i = random.nextInt(5); i >= 0; i--) {
            double radius = uniform(0.8, 2.2, random);
            brush.spot(
                    place.x() + uniform(-8, 8, random),
                    place.y() + uniform(-12, 12, random),
                    new Brush.Ellipse(radius, radius * uniform(0.7, 1.6, random), 0),
                    uniform(1, 2, random));
        }
    }
}
