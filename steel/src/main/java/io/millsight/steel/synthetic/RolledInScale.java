package io.millsight.steel.synthetic;

import static io.millsight.steel.synthetic.RandomDraws.between;
import static io.millsight.steel.synthetic.RandomDraws.chance;
import static io.millsight.steel.synthetic.RandomDraws.doubling;
import static io.millsight.steel.synthetic.RandomDraws.weighted;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import java.util.List;
import java.util.random.RandomGenerator;

/** A field strewn with small, ragged dark marks like fish scales, in clusters, often brighter than its surroundings. */
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
        double across = doubling(42, 135, random);
        return new Extent(across, Math.min(205, across * doubling(0.5, 2.5, random)));
    }

    @Override
    public double strength(RandomGenerator random) {
        return between(16, 46, random);
    }

    @Override
    public void draw(Brush brush, Place place, RandomGenerator random) {
        brighten(brush, place, chance(0.5, random) ? between(0, 0.6, random) : 0);
        double length = between(2.5, 6, random);
        double thickness = between(1.3, 2.8, random);
        double share = between(0.6, 1.1, random);
        int marks = Math.max(6, (int) (place.area() / between(80, 220, random)));
        double x = place.anyX(random);
        double y = place.anyY(random);
        for (int i = 0; i < marks; i++) {
            if (chance(0.4, random)) { // else near the last one
                x = place.anyX(random);
                y = place.anyY(random);
            }
            mark(brush, place, x, y, length, thickness, share, random);
            x += between(-9, 9, random);
            y += between(-7, 7, random);
        }
    }

    @Override
    public int strays() {
        return 40;
    }

    @Override
    public void stray(Brush brush, Place place, RandomGenerator random) {
        mark(brush, place, place.x(), place.y(), between(2.5, 6, random), between(1.3, 2.8, random), 1, random);
    }

    /** A few spots that run into each other, sometimes with a bright rim. */
    private static void mark(
            Brush brush,
            Place place,
            double x,
            double y,
            double length,
            double thickness,
            double share,
            RandomGenerator random) {
        double angle = between(-0.4, 0.4, random) + place.crosswise();
        double size = doubling(0.6, 1.6, random);
        if (chance(0.4, random)) {
            double side = random.nextBoolean() ? thickness : -thickness;
            brush.spot(x, y + 1.5 * side * size, length * size, thickness * size, angle, -0.4 * share);
        }
        for (int i = 1 + random.nextInt(3); i >= 0; i--) {
            double offset = between(-0.8, 0.8, random) * length * size;
            brush.spot(
                    x + offset * Math.cos(angle),
                    y + offset * Math.sin(angle) + between(-0.6, 0.6, random) * thickness * size,
                    length * size * between(0.35, 0.8, random),
                    thickness * size * between(0.5, 1, random),
                    angle,
                    share * between(0.3, 0.7, random));
        }
    }

    /** Fades towards the field's edges. */
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
