package io.millsight.steel.synthetic;

import static io.millsight.steel.synthetic.Draws.between;
import static io.millsight.steel.synthetic.Draws.chance;
import static io.millsight.steel.synthetic.Draws.doubling;
import static io.millsight.steel.synthetic.Draws.weighted;

import io.millsight.steel.DefectType;
import java.util.random.RandomGenerator;

/** A dark streak along the rolling direction, frayed at its ends, or a cluster of dark specks. */
record Inclusion() implements Flaw {

    private static final DefectType TYPE = new DefectType("inclusion");

    @Override
    public DefectType type() {
        return TYPE;
    }

    @Override
    public Ground ground() {
        return Ground.SMOOTH;
    }

    @Override
    public int count(RandomGenerator random) {
        return 1 + weighted(random, 42, 73, 56, 33, 15, 9, 4, 5);
    }

    @Override
    public Extent extent(boolean upright, RandomGenerator random) {
        double across = doubling(11, 52, random);
        double along = Math.min(205, across * doubling(1.1, 8, random));
        return new Extent(across, along).turnedIf(!upright);
    }

    @Override
    public double strength(RandomGenerator random) {
        return between(13, 48, random);
    }

    @Override
    public void draw(Brush brush, Place place, RandomGenerator random) {
        if (Math.max(place.width(), place.height()) < 45 && chance(0.25, random)) {
            specks(brush, place, random);
        } else {
            streak(brush, place, random);
        }
    }

    private static void specks(Brush brush, Place place, RandomGenerator random) {
        for (int i = 6 + random.nextInt(10); i > 0; i--) {
            double radius = between(1, 3, random);
            brush.spot(place.anyX(random), place.anyY(random), radius, radius, 0, between(0.7, 1.6, random));
        }
    }

    /** Overlapping spindles, wandering a little from the axis. */
    private static void streak(Brush brush, Place place, RandomGenerator random) {
        boolean upright = place.height() >= place.width();
        double across = upright ? place.width() : place.height();
        double along = upright ? place.height() : place.width();
        int spindles = 3 + (int) (along / 30);
        double wander = across * between(0.1, 0.35, random);
        for (int i = 0; i < spindles; i++) {
            double position = along * ((i + random.nextDouble()) / spindles - 0.5) * 0.9;
            double offset = between(-wander, wander, random);
            double halfAcross = Math.max(1.2, across * between(0.08, 0.28, random));
            double halfAlong = along * between(0.08, 0.25, random);
            double share = between(0.35, 0.9, random);
            if (upright) {
                brush.spot(place.centreX() + offset, place.centreY() + position, halfAcross, halfAlong, 0, share);
            } else {
                brush.spot(place.centreX() + position, place.centreY() + offset, halfAlong, halfAcross, 0, share);
            }
        }
    }
}
