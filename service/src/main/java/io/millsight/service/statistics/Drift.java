package io.millsight.service.statistics;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;

/**
 * How much the mix of types has changed between two periods, as population stability index: the sum over the types of (share now − share before) ×
 * ln(share now / share before). Below 0.1 the mix counts as stable, above 0.25 as another one. Half a box is added to each count, so that a type that
 * is missing in one period does not make the index infinite.
 *
 * @param before the number of boxes before
 * @param now the number of boxes now
 * @param types the types of both periods, by name
 */
public record Drift(long before, long now, List<TypeShare> types) {

    /** With fewer boxes in a period, chance alone moves the index. */
    public static final long FEWEST_BOXES = 50;

    public Drift {
        types = List.copyOf(types);
    }

    /**
     * The share of a type.
     *
     * @param type its name
     * @param before the number of its boxes before
     * @param now the number of its boxes now
     * @param index what the type adds to the index
     */
    public record TypeShare(String type, long before, long now, double index) {}

    /** Compares the numbers of boxes by type. */
    public static Drift between(Map<String, Long> before, Map<String, Long> now) {
        TreeSet<String> types = new TreeSet<>(before.keySet());
        types.addAll(now.keySet());
        long allBefore = sum(before);
        long allNow = sum(now);
        return new Drift(
                allBefore,
                allNow,
                types.stream()
                        .map(type -> {
                            long one = before.getOrDefault(type, 0L);
                            long other = now.getOrDefault(type, 0L);
                            double shareBefore = (one + 0.5) / (allBefore + 0.5 * types.size());
                            double shareNow = (other + 0.5) / (allNow + 0.5 * types.size());
                            return new TypeShare(
                                    type, one, other, (shareNow - shareBefore) * Math.log(shareNow / shareBefore));
                        })
                        .toList());
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the index; empty if a period has too few boxes to tell. */
    public OptionalDouble index() {
        return before < FEWEST_BOXES || now < FEWEST_BOXES
                ? OptionalDouble.empty()
                : OptionalDouble.of(types.stream().mapToDouble(TypeShare::index).sum());
    }
}
