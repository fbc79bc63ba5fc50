package io.millsight.service.statistics;

import io.millsight.history.CaptureContext;
import io.millsight.history.CoilPicture;
import io.millsight.history.CountedBox;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds defects at equal distances along a coil. Only pictures with a position and a length take part, because only their boxes have places in
 * millimetres.
 *
 * <p>For each pair of marks of one type and side, at the same place across, their distance is tried: the series goes on as long as the next mark, or
 * the one after it, lies where it should. A series counts only if chance explains it badly. With n marks on a length L, a place of width 2τ is hit by
 * chance with the probability q = 1 − exp(−2τn/L), so the hits of a series follow a binomial distribution; its tail is multiplied by the number of
 * pairs that were tried.
 */
public final class RepeatFinder {

    /** From small guide rolls to the backup rolls of a wide mill. */
    private static final double SHORTEST_MM = 200;

    private static final double LONGEST_MM = 6000;

    /** How far a mark may lie from its place. */
    private static final double TOLERANCE_MM = 10;

    private static final double ACROSS_MM = 20;
    private static final int FEWEST_MARKS = 4;
    private static final double LARGEST_CHANCE = 0.01;

    /** Pairs grow with the square; more marks of one type on a coil are no rare event whose distance would tell anything. */
    private static final int MOST_MARKS = 400;

    private RepeatFinder() {}

    private record Group(String type, @Nullable String side) {}

    /** Returns the series of a coil, the least likely by chance first. No mark is in two of them. */
    public static List<Repeat> find(List<CoilPicture> pictures) {
        Map<Group, List<Repeat.Mark>> groups = new TreeMap<>(Comparator.comparing(Group::type)
                .thenComparing(Group::side, Comparator.nullsFirst(Comparator.naturalOrder())));
        for (CoilPicture picture : pictures) {
            CaptureContext where = picture.context();
            if (where.xMm() != null && where.lengthMm() != null) {
                for (CountedBox box : picture.boxes()) {
                    groups.computeIfAbsent(new Group(box.type(), where.side()), group -> new ArrayList<>())
                            .add(mark(picture, box, where.xMm(), where.lengthMm()));
                }
            }
        }
        List<Repeat> found = new ArrayList<>();
        groups.forEach((group, marks) -> find(group, marks, found));
        found.sort(Comparator.comparingDouble(Repeat::chance));
        return found;
    }

    private static Repeat.Mark mark(CoilPicture picture, CountedBox box, double start, double length) {
        double scale = length / picture.size().width();
        double y = picture.context().yMm() == null ? 0 : picture.context().yMm();
        return new Repeat.Mark(
                picture.inspection(),
                start + scale * (box.box().xMin() + box.box().xMax()) / 2,
                y + scale * (box.box().yMin() + box.box().yMax()) / 2);
    }

    private static void find(Group group, List<Repeat.Mark> all, List<Repeat> found) {
        List<Repeat.Mark> marks = new ArrayList<>(all.stream()
                .sorted(Comparator.comparingDouble(Repeat.Mark::alongMm))
                .limit(MOST_MARKS)
                .toList());
        Optional<Repeat> best = best(group, marks);
        while (best.isPresent()) {
            found.add(best.get());
            marks.removeAll(best.get().marks());
            best = best(group, marks);
        }
    }

    private static Optional<Repeat> best(Group group, List<Repeat.Mark> marks) {
        List<Series> tried = new ArrayList<>();
        for (int i = 0; i < marks.size(); i++) {
            for (int j = i + 1; j < marks.size(); j++) {
                double distance = marks.get(j).alongMm() - marks.get(i).alongMm();
                if (distance > LONGEST_MM) {
                    break;
                }
                if (distance >= SHORTEST_MM && isBeside(marks.get(i), marks.get(j))) {
                    tried.add(new Series(marks, i, j));
                }
            }
        }
        return tried.stream()
                .filter(series -> series.marks.size() >= FEWEST_MARKS)
                .map(series -> series.repeat(group, marks, tried.size()))
                .filter(repeat -> repeat.chance() <= LARGEST_CHANCE)
                .min(Comparator.comparingDouble(Repeat::chance));
    }

    private static boolean isBeside(Repeat.Mark one, Repeat.Mark other) {
        return Math.abs(one.acrossMm() - other.acrossMm()) <= ACROSS_MM;
    }

    /** Marks that follow each other at one distance. */
    private static final class Series {

        private final List<Repeat.Mark> marks = new ArrayList<>();
        private int turns = 1;

        Series(List<Repeat.Mark> all, int first, int second) {
            marks.add(all.get(first));
            marks.add(all.get(second));
            int last = second;
            while (last >= 0) {
                last = next(all, last);
            }
        }

        private double period() {
            return (last().alongMm() - marks.get(0).alongMm()) / turns;
        }

        private Repeat.Mark last() {
            return marks.get(marks.size() - 1);
        }

        /** Adds the next mark, or the one after it if that is missing, and returns its index; -1 if there is none. */
        private int next(List<Repeat.Mark> all, int last) {
            double period = period();
            for (int step = 1; step <= 2; step++) {
                double place = last().alongMm() + step * period;
                for (int i = last + 1; i < all.size() && all.get(i).alongMm() <= place + TOLERANCE_MM; i++) {
                    if (all.get(i).alongMm() >= place - TOLERANCE_MM && isBeside(marks.get(0), all.get(i))) {
                        marks.add(all.get(i));
                        turns += step;
                        return i;
                    }
                }
            }
            return -1;
        }

        Repeat repeat(Group group, List<Repeat.Mark> all, int pairs) {
            double length = all.get(all.size() - 1).alongMm() - all.get(0).alongMm();
            double hit = 1 - Math.exp(-2 * TOLERANCE_MM * all.size() / length);
            double across =
                    marks.stream().mapToDouble(Repeat.Mark::acrossMm).average().orElseThrow();
            return new Repeat(
                    group.type,
                    group.side,
                    period(),
                    across,
                    turns,
                    pairs * tail(turns - 1, marks.size() - 2, hit),
                    marks);
        }
    }

    /** Returns the probability of at least so many hits in independent trials. */
    private static double tail(int trials, int hits, double hit) {
        double term = Math.pow(1 - hit, trials);
        double sum = 0;
        for (int k = 0; k <= trials; k++) {
            sum += k >= hits ? term : 0;
            term *= (double) (trials - k) / (k + 1) * hit / (1 - hit);
        }
        return Math.min(1, sum);
    }
}
