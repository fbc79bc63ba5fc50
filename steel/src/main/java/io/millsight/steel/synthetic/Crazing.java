package io.millsight.steel.synthetic;

import static io.millsight.steel.synthetic.RandomDraws.chance;
import static io.millsight.steel.synthetic.RandomDraws.logUniform;
import static io.millsight.steel.synthetic.RandomDraws.uniform;
import static io.millsight.steel.synthetic.RandomDraws.weighted;

import io.millsight.steel.DefectType;
import java.util.List;
import java.util.random.RandomGenerator;

/** Area of fine, broken cracks with random turns, mostly in one direction. Many are hardly darker than the grain. */
record Crazing() implements SyntheticDefect {

    private static final DefectType TYPE = new DefectType("crazing");
    private static final IntensityQuantiles EXPOSURE =
            new IntensityQuantiles(List.of(89.0, 118.0, 149.0, 163.0, 179.0), List.of(22.0, 25.0, 28.0, 31.0, 38.0));
    private static final double STEP = 2.5; // pixels
    private static final double AREA_PER_CRACK = 430; // square pixels

    @Override
    public DefectType type() {
        return TYPE;
    }

    @Override
    public Ground ground() {
        return Ground.WORN;
    }

    @Override
    public IntensityQuantiles exposure() {
        return EXPOSURE;
    }

    @Override
    public int count(RandomGenerator random) {
        return 1 + weighted(random, 33, 114, 76, 17);
    }

    @Override
    public Extent extent(boolean upright, RandomGenerator random) {
        return new Extent(logUniform(78, 225, random), logUniform(44, 140, random))
                .turnedIf(!upright && chance(0.3, random));
    }

    @Override
    public double strength(RandomGenerator random) {
        return uniform(18, 52, random);
    }

    @Override
    public void draw(Brush brush, Place place, RandomGenerator random) {
        int cracks = Math.max(5, (int) (place.area() / AREA_PER_CRACK * uniform(0.6, 1.5, random)));
        for (int i = 0; i < cracks; i++) {
            crack(
                    brush,
                    place.anyX(random),
                    place.anyY(random),
                    heading(place, random),
                    4 + random.nextInt(14),
                    random);
        }
    }

    @Override
    public int maxDistractors() {
        return 40;
    }

    @Override
    public void distractor(Brush brush, Place place, RandomGenerator random) {
        if (chance(0.6, random)) {
            crack(brush, place.x(), place.y(), heading(place, random), 3 + random.nextInt(6), random);
        } else {
            double radius = uniform(1, 2.5, random);
            double angle = uniform(-0.6, 0.6, random);
            brush.spot(
                    place.x(),
                    place.y(),
                    new Brush.Ellipse(radius, radius * logUniform(1, 3.5, random), angle),
                    uniform(1, 2, random));
        }
    }

    private static double heading(Place place, RandomGenerator random) {
        return place.crosswise() + uniform(-0.5, 0.5, random) + (random.nextBoolean() ? Math.PI : 0);
    }

    private static void crack(
            Brush brush, double startX, double startY, double start, int steps, RandomGenerator random) {
        double x = startX;
        double y = startY;
        double heading = start;
        double thickness = uniform(0.1, 1.1, random);
        double share = uniform(0.35, 1.15, random);
        for (int step = 0; step < steps; step++) {
            double turned = heading + uniform(-0.95, 0.95, random);
            double nextX = x + STEP * Math.cos(turned);
            double nextY = y + STEP * Math.sin(turned);
            if (!chance(0.15, random)) {
                brush.stroke(new Brush.Segment(x, y, nextX, nextY), thickness, share * uniform(0.5, 1.2, random));
            }
            if (chance(0.08, random)) {
                double radius = uniform(0.8, 1.9, random);
                brush.spot(nextX, nextY, new Brush.Ellipse(radius, radius, 0), share);
            }
            if (steps > 3 && chance(0.06, random)) {
                double side = random.nextBoolean() ? 1.2 : -1.2;
                crack(brush, nextX, nextY, heading + side, Math.min(3, 1 + random.nextInt(4)), random);
            }
            x = nextX;
            y = nextY;
            heading += uniform(-0.15, 0.15, random);
        }
    }
}
