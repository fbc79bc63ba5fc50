package io.millsight.steel.synthetic;

import static io.millsight.steel.synthetic.RandomDraws.chance;
import static io.millsight.steel.synthetic.RandomDraws.logUniform;
import static io.millsight.steel.synthetic.RandomDraws.uniform;
import static io.millsight.steel.synthetic.RandomDraws.weighted;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import java.util.List;
import java.util.random.RandomGenerator;

/** Field of small, ragged dark marks in clusters, often brighter than its surroundings. */
record RolledInScale() implements SyntheticDefect {

    private static final DefectType TYPE = new DefectType("rolled-in_scale");
    private static final IntensityQuantiles EXPOSURE =
            new IntensityQuantiles(List.of(75.0, 98.0, 126.0, 136.0, 151.0), List.of(11.0, 14.0, 16.0, 18.0, 23.0));

    @Override
    public DefectType type() {
        return TYPE;
    }

    @Override
    public Ground ground() {
        return Ground.STREAKED;
    }

    @Override
    public IntensityQuantiles exposure() {
        return EXPOSURE;
    }

    @Override
    public int count(RandomGenerator random) {
        return 1 + weighted(random, 53, 129, 45, 13);
    }

    @Override
    public Extent extent(boolean upright, RandomGenerator random) {
        double across = logUniform(42, 135, random);
        return new Extent(across, Math.min(205, across * logUniform(0.5, 2.5, random)));
    }

    @Override
    public double strength(RandomGenerator random) {
        return uniform(16, 46, random);
    }

    @Override
    public void draw(Brush brush, Place place, RandomGenerator random) {
        brighten(brush, place, chance(0.5, random) ? uniform(0, 0.6, random) : 0);
        double length = uniform(2.5, 6, random);
        double thickness = uniform(1.3, 2.8, random);
        double share = uniform(0.6, 1.1, random);
        int marks = Math.max(6, (int) (place.area() / uniform(80, 220, random)));
        double x = place.anyX(random);
        double y = place.anyY(random);
        for (int i = 0; i < marks; i++) {
            if (chance(0.4, random)) { // otherwise near the previous mark
                x = place.anyX(random);
                y = place.anyY(random);
            }
            mark(brush, place, x, y, length, thickness, share, random);
            x += uniform(-9, 9, random);
            y += uniform(-7, 7, random);
        }
    }

    @Override
    public int maxDistractors() {
        return 40;
    }

    @Override
    public void distractor(Brush brush, Place place, RandomGenerator random) {
        mark(brush, place, place.x(), place.y(), uniform(2.5, 6, random), uniform(1.3, 2.8, random), 1, random);
    }

    /** Draws a mark of a few merging spots, sometimes with a bright rim. */
    private static void mark(
            Brush brush,
            Place place,
            double x,
            double y,
            double length,
            double thickness,
            double share,
            RandomGenerator random) {
        double angle = uniform(-0.4, 0.4, random) + place.crosswise();
        double size = logUniform(0.6, 1.6, random);
        if (chance(0.4, random)) {
            double side = random.nextBoolean() ? thickness : -thickness;
            brush.spot(
                    x, y + 1.5 * side * size, new Brush.Ellipse(length * size, thickness * size, angle), -0.4 * share);
        }
        for (int i = 1 + random.nextInt(3); i >= 0; i--) {
            double offset = uniform(-0.8, 0.8, random) * length * size;
            brush.spot(
                    x + offset * Math.cos(angle),
                    y + offset * Math.sin(angle) + uniform(-0.6, 0.6, random) * thickness * size,
                    new Brush.Ellipse(
                            length * size * uniform(0.35, 0.8, random),
                            thickness * size * uniform(0.5, 1, random),
                            angle),
                    share * uniform(0.3, 0.7, random));
        }
    }

    /** Brightens the field, decreasing towards its edges. */
    private static void brighten(Brush brush, Place place, double share) {
        BoundingBox whole = place.inside(SyntheticSteel.SIZE, SyntheticSteel.SIZE);
        for (int y = (int) whole.yMin(); y < whole.yMax(); y++) {
            for (int x = (int) whole.xMin(); x < whole.xMax(); x++) {
                double u = Math.abs(x - place.centreX()) * 2 / place.width();
                double v = Math.abs(y - place.centreY()) * 2 / place.height();
                brush.darken(x, y, -share * Math.min(1, 3 * (1 - Math.max(u, v))));
            }
        }
    }
}
