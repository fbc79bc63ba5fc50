package io.millsight.steel.synthetic;

import static io.millsight.steel.synthetic.Draws.between;
import static io.millsight.steel.synthetic.Draws.chance;
import static io.millsight.steel.synthetic.Draws.doubling;
import static io.millsight.steel.synthetic.Draws.weighted;

import io.millsight.steel.DefectType;
import java.util.random.RandomGenerator;

/** A bright, seldom a dark line, or a bundle of them, straight along the strip or a little slanted. */
record Scratch() implements Flaw {

    private static final DefectType TYPE = new DefectType("scratches");
    private static final double SEGMENT = 9; // pixels along which a line keeps its brightness

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
        return 1 + weighted(random, 94, 79, 44, 16, 7);
    }

    @Override
    public Extent extent(boolean upright, RandomGenerator random) {
        double along = chance(0.3, random) ? between(195, 230, random) : doubling(25, 200, random);
        double across = doubling(6, Math.min(42, 10 + along / 4), random);
        return new Extent(across, along).turnedIf(!upright);
    }

    @Override
    public double strength(RandomGenerator random) {
        return between(28, 150, random) * (chance(0.07, random) ? -0.4 : 1);
    }

    @Override
    public void draw(Brush brush, Place place, RandomGenerator random) {
        boolean upright = place.height() >= place.width();
        double across = upright ? place.width() : place.height();
        double along = upright ? place.height() : place.width();
        double slant = chance(0.3, random) ? between(-0.5, 0.5, random) * across : 0;
        int lines = 1 + (int) (across / between(4, 14, random));
        double margin = Math.min(across / 2, 2 + Math.abs(slant) / 2);
        for (int i = 0; i < lines; i++) {
            double offset = lines == 1 ? across / 2 : margin + (across - 2 * margin) * i / (lines - 1);
            line(
                    brush,
                    place,
                    upright,
                    offset,
                    slant,
                    along,
                    between(0.6, lines == 1 ? across / 2 : 3.5, random),
                    random);
        }
    }

    private static void line(
            Brush brush,
            Place place,
            boolean upright,
            double offset,
            double slant,
            double along,
            double thickness,
            RandomGenerator random) {
        double base = between(0.45, 1.1, random);
        double gaps = chance(0.3, random) ? 0.25 : 0;
        double previous = offset - slant / 2;
        for (double start = 0; start < along; start += SEGMENT) {
            double end = Math.min(along, start + SEGMENT);
            double next = offset + slant * (end / along - 0.5) + between(-0.4, 0.4, random);
            double share = -base * between(0.65, 1.25, random);
            if (!chance(gaps, random)) {
                if (upright) {
                    brush.stroke(
                            place.x() + previous,
                            place.y() + start,
                            place.x() + next,
                            place.y() + end,
                            thickness,
                            share);
                } else {
                    brush.stroke(
                            place.x() + start,
                            place.y() + previous,
                            place.x() + end,
                            place.y() + next,
                            thickness,
                            share);
                }
            }
            previous = next;
        }
    }
}
