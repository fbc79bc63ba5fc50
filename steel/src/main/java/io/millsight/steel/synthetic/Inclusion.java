package io.millsight.steel.synthetic;

import static io.millsight.steel.synthetic.RandomDraws.chance;
import static io.millsight.steel.synthetic.RandomDraws.logUniform;
import static io.millsight.steel.synthetic.RandomDraws.uniform;
import static io.millsight.steel.synthetic.RandomDraws.weighted;

import io.millsight.steel.DefectType;
import java.util.List;
import java.util.random.RandomGenerator;

/** A dark streak along the rolling direction, frayed at its ends, or a cluster of dark specks. */
record Inclusion() implements SyntheticDefect {

    private static final DefectType TYPE = new DefectType("inclusion");
    private static final IntensityQuantiles EXPOSURE =
            new IntensityQuantiles(List.of(69.0, 85.0, 100.0, 116.0, 190.0), List.of(8.0, 10.0, 11.0, 14.0, 26.0));

    @Override
    public DefectType type() {
        return TYPE;
    }

    @Override
    public Ground ground() {
        return Ground.SMOOTH;
    }

    @Override
    public IntensityQuantiles exposure() {
        return EXPOSURE;
    }

    @Override
    public int count(RandomGenerator random) {
        return 1 + weighted(random, 42, 73, 56, 33, 15, 9, 4, 5);
    }

    @Override
    public Extent extent(boolean upright, RandomGenerator random) {
        double across = logUniform(12, 44, random);
        double along = Math.min(205, across * logUniform(1.4, 9, random));
        return new Extent(across, along).turnedIf(!upright && chance(0.3, random));
    }

    @Override
    public double strength(RandomGenerator random) {
        return uniform(11, 42, random);
    }

    @Override
    public void draw(Brush brush, Place place, RandomGenerator random) {
        if (place.along() < 45 && chance(0.25, random)) {
            specks(brush, place, 6 + random.nextInt(10), random);
        } else {
            streak(brush, place, random);
        }
    }

    @Override
    public int maxDistractors() {
        return 8;
    }

    @Override
    public void distractor(Brush brush, Place place, RandomGenerator random) {
        Place around = new Place(place.x(), place.y(), 4, 4, place.upright());
        specks(brush, around, 1 + random.nextInt(3), random);
    }

    private static void specks(Brush brush, Place place, int count, RandomGenerator random) {
        for (int i = 0; i < count; i++) {
            double radius = uniform(0.8, 2.5, random);
            double length = radius * logUniform(1, 3, random);
            boolean upright = place.upright();
            brush.spot(
                    place.anyX(random),
                    place.anyY(random),
                    new Brush.Ellipse(upright ? radius : length, upright ? length : radius, 0),
                    uniform(0.7, 1.6, random));
        }
    }

    /** Draws a streak of parallel fibres, dense along its axis. */
    private static void streak(Brush brush, Place place, RandomGenerator random) {
        double along = place.along();
        double across = place.across();
        Texture fibres = new Texture(
                logUniform(8, 40, random), uniform(1.5, Math.max(2, across / 6), random), along, across, random);
        Texture clouds = new Texture(Math.max(3, along / 5), Math.max(2, across / 3), along, across, random);
        Texture sway = Texture.along(logUniform(20, 60, random), along, random);
        double bent = uniform(0, 0.05, random) * across;
        double frayed = uniform(0.15, 0.5, random);
        double uneven = uniform(0.1, 0.4, random);
        double solid = uniform(-0.1, 0.4, random);
        for (double t = 0; t < along; t++) {
            double v = 2 * (t + 0.5) / along - 1;
            for (double a = 0; a < across; a++) {
                double aside = a + bent * sway.at(t);
                double u = 2 * (aside + 0.5) / across - 1;
                double fibre = 0.75 * (fibres.at(t, aside) + fibres.at(1.37 * t + along, aside + 0.04 * t + across));
                double depth = 0.7
                        + 1.2 * solid
                        - 0.9 * u * u
                        - Math.pow(v, 6)
                        + frayed * fibre
                        + uneven * clouds.at(t, aside);
                if (depth > 0) {
                    place.darken(brush, t, a, Math.min(1, 1.6 * depth) * (0.85 + 0.15 * fibre));
                }
            }
        }
    }
}
