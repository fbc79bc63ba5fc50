package io.millsight.steel.synthetic;

import static io.millsight.steel.synthetic.Draws.between;
import static io.millsight.steel.synthetic.Draws.chance;
import static io.millsight.steel.synthetic.Draws.doubling;
import static io.millsight.steel.synthetic.Draws.weighted;

import io.millsight.steel.DefectType;
import java.util.random.RandomGenerator;

/** A field of small dark pits, which is wide and often covers the whole picture. */
record PittedSurface() implements Flaw {

    private static final DefectType TYPE = new DefectType("pitted_surface");

    @Override
    public DefectType type() {
        return TYPE;
    }

    @Override
    public Ground ground() {
        return Ground.LIT;
    }

    @Override
    public int count(RandomGenerator random) {
        return 1 + weighted(random, 131, 80, 24);
    }

    @Override
    public Extent extent(boolean upright, RandomGenerator random) {
        double along = chance(0.65, random) ? between(165, 215, random) : between(70, 165, random);
        return new Extent(between(45, 205, random), along).turnedIf(!upright && chance(0.3, random));
    }

    @Override
    public double strength(RandomGenerator random) {
        return between(18, 75, random);
    }

    @Override
    public void draw(Brush brush, Place place, RandomGenerator random) {
        double radius = doubling(0.9, 3, random);
        double pitsPerPixel = doubling(0.012, 0.06, random) / (radius * radius);
        double flattening = between(0.7, 1.4, random);
        for (int i = (int) Math.max(12, place.area() * pitsPerPixel); i > 0; i--) {
            double size = radius * between(0.6, 1.5, random) * (chance(0.03, random) ? 2.5 : 1);
            brush.spot(place.anyX(random), place.anyY(random), size, size * flattening, 0, between(0.5, 1.2, random));
        }
    }
}
