package io.millsight.steel.synthetic;

import static io.millsight.steel.synthetic.RandomDraws.chance;
import static io.millsight.steel.synthetic.RandomDraws.logUniform;
import static io.millsight.steel.synthetic.RandomDraws.uniform;
import static io.millsight.steel.synthetic.RandomDraws.weighted;

import io.millsight.steel.DefectType;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;

/** Bright or, rarely, dark line, bundle of lines or band of lines, mostly straight along the strip. */
record Scratch() implements SyntheticDefect {

    private static final DefectType TYPE = new DefectType("scratches");
    private static final IntensityQuantiles EXPOSURE =
            new IntensityQuantiles(List.of(58.0, 78.0, 95.0, 123.0, 144.0), List.of(11.0, 17.0, 21.0, 27.0, 39.0));
    private static final double WIDE = 12; // pixels; a wider scratch may be a band
    private static final double ASKEW = 48; // pixels; a wider scratch is a diagonal line

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
        return 1 + weighted(random, 94, 79, 44, 16, 7);
    }

    @Override
    public Extent extent(boolean upright, RandomGenerator random) {
        if (chance(0.07, random)) {
            return new Extent(uniform(50, 150, random), uniform(50, 190, random)).turnedIf(!upright);
        }
        double along = chance(0.3, random) ? uniform(195, 230, random) : logUniform(30, 200, random);
        double across = logUniform(9, Math.min(44, 14 + along / 4), random);
        return new Extent(across, along).turnedIf(!upright);
    }

    @Override
    public double strength(RandomGenerator random) {
        return uniform(28, 150, random) * (chance(0.07, random) ? -0.4 : 1);
    }

    @Override
    public void draw(Brush brush, Place place, RandomGenerator random) {
        if (place.across() >= ASKEW) {
            double bend = uniform(0.7, 1.4, random);
            boolean falling = random.nextBoolean();
            double across = place.across() - 4;
            line(
                    brush,
                    place,
                    uniform(1, 4.5, random),
                    random,
                    part -> 2 + across * Math.pow(falling ? 1 - part : part, bend));
        } else if (place.across() >= WIDE && chance(0.6, random)) {
            band(brush, place, random);
        } else {
            lines(brush, place, random);
        }
    }

    @Override
    public int maxDistractors() {
        return 8;
    }

    @Override
    public void distractor(Brush brush, Place place, RandomGenerator random) {
        double length = logUniform(6, 150, random);
        Place thin = place.upright()
                ? new Place(place.x(), place.y() - length / 2, 4, length, true)
                : new Place(place.x() - length / 2, place.y(), length, 4, false);
        line(brush, thin, uniform(0.5, 1.5, random), random, part -> 2);
    }

    private static void lines(Brush brush, Place place, RandomGenerator random) {
        double across = place.across();
        double slant = chance(0.3, random) ? uniform(-0.5, 0.5, random) * across : 0;
        int lines = 1 + (int) (across / uniform(4, 14, random));
        double margin = Math.min(across / 2, 2 + Math.abs(slant) / 2);
        for (int i = 0; i < lines; i++) {
            double offset = lines == 1 ? across / 2 : margin + (across - 2 * margin) * i / (lines - 1);
            double thickness = uniform(0.6, lines == 1 ? Math.min(9, across / 2) : 3.5, random);
            line(brush, place, thickness, random, part -> offset + slant * (part - 0.5));
        }
    }

    /**
     * Draws a line whose brightness and width vary along its length.
     *
     * @param path position across the place as a function of the relative position along it, from 0 to 1
     */
    private static void line(
            Brush brush, Place place, double thickness, RandomGenerator random, DoubleUnaryOperator path) {
        double along = place.along();
        double base = uniform(0.45, 1.1, random);
        double least = chance(0.3, random) ? uniform(-0.6, 0.4, random) : Double.NEGATIVE_INFINITY;
        Texture light = Texture.along(logUniform(4, 25, random), along, random);
        Texture width = Texture.along(logUniform(3, 20, random), along, random);
        Texture sway = Texture.along(25, along, random);
        for (double t = 0; t < along; t++) {
            double here = path.applyAsDouble(t / along);
            double steep = Math.abs(path.applyAsDouble(Math.min(1, (t + 1) / along)) - here);
            double centre = here + 0.6 * sway.at(t);
            double half = 0.5 * thickness * Math.max(0.3, 1 + 0.25 * width.at(t)) * Math.hypot(1, steep);
            double lit = light.at(t);
            double bright = lit < least ? 0 : base * Math.max(0.15, 1 + 0.3 * lit);
            for (double a = Math.floor(centre - half - 1); a <= centre + half + 1; a++) {
                double inside = half + 0.75 - Math.abs(a + 0.5 - centre);
                if (inside > 0) {
                    place.darken(brush, t, a, -bright * Math.min(1, inside));
                }
            }
        }
    }

    /** Draws a band of merging lines, which may fade at its sides. */
    private static void band(Brush brush, Place place, RandomGenerator random) {
        double along = place.along();
        double across = place.across();
        double base = uniform(0.5, 1.1, random);
        double soft = logUniform(1, across / 2, random);
        Texture grooves = Texture.along(uniform(1.2, 4, random), across, random);
        Texture light = Texture.along(logUniform(3, 60, random), along, random);
        Texture rough = new Texture(uniform(1, 6, random), uniform(1, 3, random), along, across, random);
        double deep = uniform(0.1, 0.45, random);
        double uneven = uniform(0, 0.2, random);
        double coarse = uniform(0, 0.25, random);
        for (double t = 0; t < along; t++) {
            for (double a = 0; a < across; a++) {
                double edge = Math.min(1, (Math.min(a, across - 1 - a) + 0.5 * soft) / soft);
                double bright = 0.8 + deep * grooves.at(a) + uneven * light.at(t) + coarse * rough.at(t, a);
                place.darken(brush, t, a, -base * edge * Math.max(0, bright));
            }
        }
    }
}
