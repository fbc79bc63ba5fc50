package io.millsight.steel.synthetic;

import static io.millsight.steel.synthetic.RandomDraws.chance;
import static io.millsight.steel.synthetic.RandomDraws.uniform;
import static io.millsight.steel.synthetic.RandomDraws.weighted;
import static io.millsight.steel.synthetic.SyntheticSteel.SIZE;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.augment.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** State of drawing one surface: background, defects so far, and the source of all randomness. */
final class SurfaceDrawing {

    private static final double CLEAN = 0.03;
    private static final double MIXED = 0.12;
    private static final double UPRIGHT = 0.78;
    private static final double FOREIGN_GROUND = 0.15;
    private static final double LARGEST_OVERLAP = 0.08; // largest IoU of two defects
    private static final int MARGIN = 2; // pixels; annotators include such a margin
    private static final int TRIES = 12;
    private static final double PLAIN_TINT = 45; // grey values

    private final double realism;
    private final RandomGenerator random;
    private final Surface surface = new Surface(SIZE, SIZE);
    private final List<Defect> defects = new ArrayList<>();
    private final SyntheticDefect main;
    private final Ground ground;
    private final boolean upright;
    private final double strength;

    /** Starts a surface: chooses the background and the properties of its main defect. */
    SurfaceDrawing(double realism, RandomGenerator random) {
        this.realism = realism;
        this.random = random;
        this.main = any(SyntheticDefect.ALL, random);
        this.ground = chance(FOREIGN_GROUND, random) ? any(List.of(Ground.values()), random) : main.ground();
        ground.draw(surface, 0.1 + 0.9 * realism, random);
        this.upright = chance(UPRIGHT, random);
        this.strength = main.strength(random);
    }

    /** Draws the defects and the other content and returns the image. Call it once. */
    Sample under(Lighting lighting) {
        if (!chance(CLEAN, random)) {
            add(main, count(), strength);
            if (chance(MIXED * realism, random)) {
                SyntheticDefect other = any(SyntheticDefect.ALL, random);
                add(other, 1 + random.nextInt(2), other.strength(random));
            }
        }
        addBlemishes();
        addDistractors();
        soften();
        if (realism >= 0.5 && !defects.isEmpty() && ground == main.ground()) {
            main.exposure().applyTo(surface, random);
        }
        lighting.applyTo(surface);
        return new Sample(surface.toImage(), defects);
    }

    private static <T> T any(List<T> all, RandomGenerator random) {
        return all.get(random.nextInt(all.size()));
    }

    private int count() {
        int most = 1 + (int) Math.round(realism * 7);
        return Math.min(most, main.count(random));
    }

    private void add(SyntheticDefect flaw, int count, double clarity) {
        for (int i = 0; i < count; i++) {
            for (int tries = 0; tries < TRIES; tries++) {
                SyntheticDefect.Place place = place(flaw.extent(upright, random));
                BoundingBox visible = place.inside(SIZE, SIZE);
                if (isFree(visible)) {
                    double clear = (2 - realism) * clarity * uniform(0.75, 1.25, random);
                    Brush brush = new Brush(surface, clear, visible);
                    tint(visible);
                    flaw.draw(brush, place, random);
                    box(brush, visible).ifPresent(box -> defects.add(new Defect(flaw.type(), box)));
                    break;
                }
            }
        }
    }

    /** Returns a random place. Up to a third of it may lie outside the image. */
    private SyntheticDefect.Place place(SyntheticDefect.Extent extent) {
        double x = start(extent.width());
        double y = start(extent.height());
        return new SyntheticDefect.Place(x, y, extent.width(), extent.height(), upright);
    }

    private double start(double length) {
        double beyond = Math.min(length / 3, 25);
        double first = -beyond;
        double last = SIZE - length + beyond;
        return last <= first ? (SIZE - length) / 2 : Math.rint(uniform(first, last, random));
    }

    /** Returns the box of a defect. With a visible tint, this is its whole place. */
    private Optional<BoundingBox> box(Brush brush, BoundingBox visible) {
        if (realism >= 0.4 || visible.width() < 3 || visible.height() < 3) {
            return brush.box().map(this::withMargin);
        }
        return Optional.of(new BoundingBox(
                Math.floor(visible.xMin()),
                Math.floor(visible.yMin()),
                Math.ceil(visible.xMax()),
                Math.ceil(visible.yMax())));
    }

    private BoundingBox withMargin(BoundingBox box) {
        SyntheticDefect.Place marked = new SyntheticDefect.Place(
                box.xMin() - MARGIN, box.yMin() - MARGIN, box.width() + 2 * MARGIN, box.height() + 2 * MARGIN, upright);
        return marked.inside(SIZE, SIZE);
    }

    /** Tints the box of a defect on simple surfaces, so that its edges are learnt first. */
    private void tint(BoundingBox box) {
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

    private boolean isFree(BoundingBox box) {
        return defects.stream().allMatch(defect -> defect.box().iou(box) <= LARGEST_OVERLAP);
    }

    /** Draws small marks that no inspector would report. */
    private void addBlemishes() {
        int marks = realism < 0.5 ? 0 : random.nextInt(5);
        Brush brush = Brush.everywhere(surface, uniform(5, 25, random));
        for (int i = 0; i < marks; i++) {
            double x = random.nextDouble(SIZE);
            double y = random.nextDouble(SIZE);
            if (random.nextBoolean()) {
                double radius = uniform(0.8, 2.5, random);
                brush.spot(x, y, new Brush.Ellipse(radius, radius * uniform(0.5, 2, random), uniform(0, 3, random)), 1);
            } else {
                double reach = uniform(3, 14, random);
                brush.stroke(
                        new Brush.Segment(x, y, x + uniform(-reach, reach, random), y + uniform(-reach, reach, random)),
                        1,
                        0.6);
            }
        }
    }

    /** Draws distractors: single marks of the main defect, too few and too faint to be a defect. */
    private void addDistractors() {
        int marks = realism < 0.5 || chance(0.2, random) ? 0 : random.nextInt(main.maxDistractors() + 1);
        Brush brush = Brush.everywhere(surface, strength * uniform(0.2, 0.7, random));
        for (int i = 0; i < marks; i++) {
            main.distractor(
                    brush,
                    new SyntheticDefect.Place(random.nextDouble(SIZE), random.nextDouble(SIZE), 0, 0, upright),
                    random);
        }
    }

    private void soften() {
        int times = ground.isSharp() ? weighted(random, 75, 25) : weighted(random, 40, 40, 20);
        for (int i = 0; i < times; i++) {
            surface.soften();
        }
    }
}
