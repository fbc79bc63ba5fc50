package io.millsight.steel.synthetic;

import static io.millsight.steel.synthetic.Draws.between;
import static io.millsight.steel.synthetic.Draws.doubling;
import static io.millsight.steel.synthetic.Draws.weighted;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import java.util.random.RandomGenerator;

/** A brighter field strewn with small dark marks like fish scales, each with a bright rim. */
record RolledInScale() implements Flaw {

    private static final DefectType TYPE = new DefectType("rolled-in_scale");

    @Override
    public DefectType type() {
        return TYPE;
    }

    @Override
    public Ground ground() {
        return Ground.STREAKED;
    }

    @Override
    public int count(RandomGenerator random) {
        return 1 + weighted(random, 53, 129, 45, 13);
    }

    @Override
    public Extent extent(boolean upright, RandomGenerator random) {
        double across = doubling(34, 125, random);
        return new Extent(across, Math.min(205, across * doubling(0.5, 2.8, random)));
    }

    @Override
    public double strength(RandomGenerator random) {
        return between(18, 60, random);
    }

    @Override
    public void draw(Brush brush, Place place, RandomGenerator random) {
        brighten(brush, place, between(0, 0.3, random));
        double sizeX = between(2.2, 5, random);
        double sizeY = between(1, 2.2, random);
        int marks = Math.max(6, (int) (place.area() / between(90, 240, random)));
        for (int i = 0; i < marks; i++) {
            double x = place.anyX(random);
            double y = place.anyY(random);
            double angle = between(-0.5, 0.5, random) + (place.upright() ? 0 : Math.PI / 2);
            double size = doubling(0.6, 1.6, random);
            brush.spot(x, y + sizeY * size, sizeX * size, sizeY * size, angle, -0.3);
            brush.spot(x, y, sizeX * size, sizeY * size, angle, between(0.5, 1.3, random));
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
