package io.millsight.steel.synthetic;

import static io.millsight.steel.synthetic.Draws.between;
import static io.millsight.steel.synthetic.Draws.chance;
import static io.millsight.steel.synthetic.Draws.weighted;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.augment.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Draws steel surfaces of 200x200 pixels with defects in exact boxes.
 *
 * <p>Numbers, sizes and places follow what inspectors marked in the training images of NEU-DET (counts per image, quartiles of width and
 * height, orientation), brightness and contrast follow those images themselves; most surfaces have one type, some two, a few are clean. A box is the extent of what was drawn and can be seen, with the same small margin for all.
 *
 * @param realism from 0, one strong defect on even ground, to 1, grain, uneven light, weak defects and unmarked blemishes as real surfaces
 *     have them; in between lies a curriculum
 * @param lighting under which the camera sees the surface
 */
public record SyntheticSteel(double realism, Lighting lighting) {

    /** Width and height of every picture. */
    public static final int SIZE = 200;

    /** As hard as real surfaces, under the same light. */
    public static final SyntheticSteel REAL = new SyntheticSteel(1, Lighting.BRIGHT_FIELD);

    private static final double CLEAN = 0.03;
    private static final double MIXED = 0.12;
    private static final double UPRIGHT = 0.78;
    private static final double FOREIGN_GROUND = 0.15;
    private static final double LARGEST_OVERLAP = 0.08; // IoU of two marked defects
    private static final int MARGIN = 2; // pixels around a defect that inspectors mark with it
    private static final int TRIES = 12;
    private static final double PLAIN_TINT = 45; // grey values

    public SyntheticSteel {
        if (!(realism >= 0 && realism <= 1)) {
            throw new IllegalArgumentException("realism is from 0 to 1, not " + realism);
        }
    }

    /** The surface of a seed, with its defects in the order in which they were drawn. */
    public Sample draw(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        Surface surface = new Surface(SIZE, SIZE);
        Flaw main = any(random);
        Ground ground = ground(main, random);
        ground.draw(surface, 0.1 + 0.9 * realism, random);
        List<Defect> defects = new ArrayList<>();
        boolean upright = chance(UPRIGHT, random);
        double strength = main.strength(random);
        if (!chance(CLEAN, random)) {
            add(main, count(main, random), strength, upright, surface, defects, random);
            if (chance(MIXED * realism, random)) {
                Flaw other = any(random);
                add(other, 1 + random.nextInt(2), other.strength(random), upright, surface, defects, random);
            }
        }
        blemish(surface, random);
        strew(main, strength, upright, surface, random);
        int blur = ground.isSharp() ? weighted(random, 75, 25) : weighted(random, 40, 40, 20);
        for (int i = 0; i < blur; i++) {
            surface.soften();
        }
        if (realism >= 0.5 && !defects.isEmpty() && ground == main.ground()) {
            main.exposure().develop(surface, random);
        }
        lighting.fallOn(surface);
        return new Sample(surface.toImage(), defects);
    }

    private static Flaw any(RandomGenerator random) {
        return Flaw.ALL.get(random.nextInt(Flaw.ALL.size()));
    }

    private Ground ground(Flaw flaw, RandomGenerator random) {
        Ground[] all = Ground.values();
        return chance(FOREIGN_GROUND, random) ? all[random.nextInt(all.length)] : flaw.ground();
    }

    private int count(Flaw flaw, RandomGenerator random) {
        int most = 1 + (int) Math.round(realism * 7);
        return Math.min(most, flaw.count(random));
    }

    private void add(
            Flaw flaw,
            int count,
            double strength,
            boolean upright,
            Surface surface,
            List<Defect> defects,
            RandomGenerator random) {
        for (int i = 0; i < count; i++) {
            for (int tries = 0; tries < TRIES; tries++) {
                Flaw.Place place = place(flaw.extent(upright, random), upright, random);
                BoundingBox visible = place.inside(SIZE, SIZE);
                if (isFree(visible, defects)) {
                    double clear = (2 - realism) * strength * between(0.75, 1.25, random);
                    Brush brush = new Brush(surface, clear, visible);
                    tint(visible, surface);
                    flaw.draw(brush, place, random);
                    box(brush, visible).ifPresent(box -> defects.add(new Defect(flaw.type(), box)));
                    break;
                }
            }
        }
    }

    /** Anywhere in the picture; the border may cut up to a third of it. */
    private static Flaw.Place place(Flaw.Extent extent, boolean upright, RandomGenerator random) {
        double x = start(extent.width(), random);
        double y = start(extent.height(), random);
        return new Flaw.Place(x, y, extent.width(), extent.height(), upright);
    }

    private static double start(double length, RandomGenerator random) {
        double beyond = Math.min(length / 3, 25);
        double first = -beyond;
        double last = SIZE - length + beyond;
        return last <= first ? (SIZE - length) / 2 : Math.rint(between(first, last, random));
    }

    /** What can be seen of a defect: while the tint shows, all of its place. */
    private Optional<BoundingBox> box(Brush brush, BoundingBox visible) {
        if (realism >= 0.4 || visible.width() < 3 || visible.height() < 3) {
            return brush.box().map(SyntheticSteel::withMargin);
        }
        return Optional.of(new BoundingBox(
                Math.floor(visible.xMin()),
                Math.floor(visible.yMin()),
                Math.ceil(visible.xMax()),
                Math.ceil(visible.yMax())));
    }

    private static BoundingBox withMargin(BoundingBox box) {
        return new BoundingBox(
                Math.max(0, box.xMin() - MARGIN),
                Math.max(0, box.yMin() - MARGIN),
                Math.min(SIZE, box.xMax() + MARGIN),
                Math.min(SIZE, box.yMax() + MARGIN));
    }

    /** On plain surfaces the whole box of a defect differs from the ground, so that its edges are the first thing to learn. */
    private void tint(BoundingBox box, Surface surface) {
        Brush brush = Brush.everywhere(surface, PLAIN_TINT);
        double share = Math.max(0, 1 - 2 * realism);
        if (share > 0) {
            for (int y = (int) box.yMin(); y < box.yMax(); y++) {
                for (int x = (int) box.xMin(); x < box.xMax(); x++) {
                    brush.darken(x, y, share);
                }
            }
        }
    }

    private static boolean isFree(BoundingBox box, List<Defect> defects) {
        return defects.stream().allMatch(defect -> defect.box().iou(box) <= LARGEST_OVERLAP);
    }

    /** Small marks that no inspector would report. */
    private void blemish(Surface surface, RandomGenerator random) {
        int marks = realism < 0.5 ? 0 : random.nextInt(5);
        Brush brush = Brush.everywhere(surface, between(5, 25, random));
        for (int i = 0; i < marks; i++) {
            double x = random.nextDouble(SIZE);
            double y = random.nextDouble(SIZE);
            if (random.nextBoolean()) {
                double radius = between(0.8, 2.5, random);
                brush.spot(x, y, radius, radius * between(0.5, 2, random), between(0, 3, random), 1);
            } else {
                double reach = between(3, 14, random);
                brush.stroke(x, y, x + between(-reach, reach, random), y + between(-reach, reach, random), 1, 0.6);
            }
        }
    }

    /** Single marks of a defect's kind, too few and too faint to be one. */
    private void strew(Flaw flaw, double strength, boolean upright, Surface surface, RandomGenerator random) {
        int marks = realism < 0.5 || chance(0.2, random) ? 0 : random.nextInt(flaw.strays() + 1);
        Brush brush = Brush.everywhere(surface, strength * between(0.2, 0.7, random));
        for (int i = 0; i < marks; i++) {
            flaw.stray(brush, new Flaw.Place(random.nextDouble(SIZE), random.nextDouble(SIZE), 0, 0, upright), random);
        }
    }
}
