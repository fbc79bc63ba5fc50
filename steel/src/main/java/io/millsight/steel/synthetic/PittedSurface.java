package io.millsight.steel.synthetic;

import static io.millsight.steel.synthetic.RandomDraws.chance;
import static io.millsight.steel.synthetic.RandomDraws.logUniform;
import static io.millsight.steel.synthetic.RandomDraws.uniform;
import static io.millsight.steel.synthetic.RandomDraws.weighted;

import io.millsight.steel.DefectType;
import java.util.List;
import java.util.random.RandomGenerator;

/** Field of small dark pits, which often covers the whole image. */
record PittedSurface() implements SyntheticDefect {

    private static final DefectType TYPE = new DefectType("pitted_surface");
    private static final IntensityQuantiles EXPOSURE =
            new IntensityQuantiles(List.of(80.0, 148.0, 187.0, 219.0, 240.0), List.of(14.0, 21.0, 26.0, 31.0, 39.0));

    @Override
    public DefectType type() {
        return TYPE;
    }

    @Override
    public Ground ground() {
        return Ground.LIT;
    }

    @Override
    public IntensityQuantiles exposure() {
        return EXPOSURE;
    }

    @Override
    public int count(RandomGenerator random) {
        return 1 + weighted(random, 131, 80, 24);
    }

    @Override
    public Extent extent(boolean upright, RandomGenerator random) {
        double along = chance(0.8, random) ? uniform(175, 225, random) : uniform(90, 175, random);
        return new Extent(uniform(55, 225, random), along).turnedIf(!upright && chance(0.3, random));
    }

    @Override
    public double strength(RandomGenerator random) {
        return uniform(18, 75, random);
    }

    @Override
    public void draw(Brush brush, Place place, RandomGenerator random) {
        if (chance(0.5, random)) {
            corroded(brush, place, random);
        } else {
            pits(brush, place, random);
        }
    }

    @Override
    public int maxDistractors() {
        return 20;
    }

    @Override
    public void distractor(Brush brush, Place place, RandomGenerator random) {
        pit(brush, place.x(), place.y(), uniform(1, 2.5, random), random);
    }

    private static void pits(Brush brush, Place place, RandomGenerator random) {
        double radius = logUniform(0.9, 3, random);
        double pitsPerPixel = logUniform(0.01, 0.06, random) / (radius * radius);
        for (int i = (int) Math.max(12, place.area() * pitsPerPixel); i > 0; i--) {
            double size = radius * uniform(0.6, 1.4, random) * (chance(0.04, random) ? 2.5 : 1);
            pit(brush, place.anyX(random), place.anyY(random), size, random);
        }
    }

    /** Draws a pit of two overlapping spots. */
    private static void pit(Brush brush, double x, double y, double size, RandomGenerator random) {
        for (int i = 0; i < 2; i++) {
            brush.spot(
                    x + size * uniform(-0.5, 0.5, random),
                    y + size * uniform(-0.6, 0.6, random),
                    new Brush.Ellipse(
                            size * uniform(0.6, 1, random), size * uniform(0.6, 1.3, random), uniform(0, 3, random)),
                    uniform(0.35, 0.8, random));
        }
    }

    /** Draws pits that merge, with a density that varies over the area. */
    private static void corroded(Brush brush, Place place, RandomGenerator random) {
        double cell = logUniform(1.8, 5, random);
        Texture pits = new Texture(cell, cell * uniform(0.8, 1.6, random), place.width(), place.height(), random);
        Texture density = new Texture(50, 70, place.width(), place.height(), random);
        double least = uniform(0.1, 1, random);
        double uneven = uniform(0, 0.4, random);
        double steep = uniform(1, 3, random);
        for (double v = 0; v < place.height(); v++) {
            for (double u = 0; u < place.width(); u++) {
                double depth = pits.turnedAt(u, v) - least + uneven * density.at(u, v);
                if (depth > 0) {
                    brush.darken(place.x() + u, place.y() + v, Math.min(1.1, steep * depth));
                }
            }
        }
    }
}
