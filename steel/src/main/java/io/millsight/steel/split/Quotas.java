package io.millsight.steel.split;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** Target numbers of images of one stratum for each split, and the numbers that are still missing. */
final class Quotas {

    /**
     * Largest part of a small split that one group may take. A larger group would dominate the figures of the split and
     * goes to the largest split.
     */
    private static final double MAX_PART_OF_A_SMALL_SPLIT = 1.0 / 3;

    private final List<String> names;
    private final int[] targets;
    private final int[] missing;
    private final int largest;

    /** Rounds the ratios to whole images by the largest remainder method. */
    Quotas(SplitRatios ratios, int images) {
        names = List.copyOf(ratios.shares().keySet());
        targets = new int[names.size()];
        double[] remainders = new double[names.size()];
        int left = images;
        List<Integer> order = new ArrayList<>();
        int i = 0;
        for (double share : ratios.shares().values()) {
            double exact = share * images;
            targets[i] = (int) Math.floor(exact + 1e-9);
            remainders[i] = exact - targets[i];
            left -= targets[i];
            order.add(i++);
        }
        order.sort(Comparator.comparingDouble(split -> -remainders[split]));
        for (int split : order.subList(0, left)) {
            targets[split]++;
        }
        missing = targets.clone();
        largest = order.stream()
                .max(Comparator.comparingInt(split -> targets[split]))
                .orElseThrow();
    }

    /** Returns whether a unit of this size can only go to the largest split. */
    boolean isLarge(int size) {
        for (int split = 0; split < targets.length; split++) {
            if (split != largest && fits(split, size)) {
                return false;
            }
        }
        return true;
    }

    /** Chooses the split of a unit at random, in proportion to the missing numbers, and counts the unit. */
    String draw(int size, SplittableRandom random) {
        int open = 0;
        for (int split = 0; split < missing.length; split++) {
            open += isOpen(split, size) ? missing[split] : 0;
        }
        int chosen = open == 0 ? mostMissing() : draw(size, random.nextInt(open));
        missing[chosen] -= size;
        return names.get(chosen);
    }

    private int draw(int size, int ticket) {
        int left = ticket;
        for (int split = 0; split < missing.length; split++) {
            if (isOpen(split, size)) {
                left -= missing[split];
                if (left < 0) {
                    return split;
                }
            }
        }
        throw new IllegalStateException("a ticket beyond what is missing");
    }

    private boolean isOpen(int split, int size) {
        return missing[split] >= size && fits(split, size);
    }

    private boolean fits(int split, int size) {
        return split == largest || size == 1 || size <= targets[split] * MAX_PART_OF_A_SMALL_SPLIT;
    }

    private int mostMissing() {
        int most = largest;
        for (int split = 0; split < missing.length; split++) {
            if (missing[split] > missing[most]) {
                most = split;
            }
        }
        return most;
    }
}
