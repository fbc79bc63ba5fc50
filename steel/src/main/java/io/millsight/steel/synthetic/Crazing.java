package io.millsight.steel.synthetic;

import static io.millsight.steel.synthetic.Draws.between;
import static io.millsight.steel.synthetic.Draws.chance;
import static io.millsight.steel.synthetic.Draws.doubling;
import static io.millsight.steel.synthetic.Draws.weighted;

import io.millsight.steel.DefectType;
import java.util.random.RandomGenerator;

/** A network of fine dark cracks, mostly along one direction, with short branches. */
record Crazing() implements Flaw {

    private static final DefectType TYPE = new DefectType("crazing");
    private static final double STEP = 3.5; // pixels
    private static final double AREA_PER_CRACK = 650; // square pixels

    @Override
    public DefectType type() {
        return TYPE;
    }

    @Override
    public Ground ground() {
        return Ground.WORN;
    }

    @Override
    public int count(RandomGenerator random) {
        return 1 + weighted(random, 33, 114, 76, 17);
    }

    @Override
    public Extent extent(boolean upright, RandomGenerator random) {
        return new Extent(doubling(58, 200, random), doubling(38, 135, random))
                .turnedIf(!upright && chance(0.3, random));
    }

    @Override
    public double strength(RandomGenerator random) {
        return between(22, 65, random);
    }

    @Override
    public void draw(Brush brush, Place place, RandomGenerator random) {
        int cracks = Math.max(5, (int) (place.area() / AREA_PER_CRACK * between(0.7, 1.4, random)));
        double direction = place.upright() ? 0 : Math.PI / 2;
        for (int i = 0; i < cracks; i++) {
            double heading = direction + between(-0.5, 0.5, random) + (random.nextBoolean() ? Math.PI : 0);
            crack(brush, place.anyX(random), place.anyY(random), heading, 4 + random.nextInt(12), random);
        }
    }

    private static void crack(
            Brush brush, double startX, double startY, double start, int steps, RandomGenerator random) {
        double x = startX;
        double y = startY;
        double heading = start;
        double thickness = between(0.2, 1.4, random);
        for (int step = 0; step < steps; step++) {
            double turned = heading + between(-0.7, 0.7, random);
            double nextX = x + STEP * Math.cos(turned);
            double nextY = y + STEP * Math.sin(turned);
            brush.stroke(x, y, nextX, nextY, thickness, between(0.4, 1.2, random));
            if (steps > 3 && chance(0.1, random)) {
                double side = random.nextBoolean() ? 1.2 : -1.2;
                crack(brush, nextX, nextY, heading + side, Math.min(3, 1 + random.nextInt(4)), random);
            }
            x = nextX;
            y = nextY;
            heading += between(-0.15, 0.15, random);
        }
    }
}
