package io.millsight.evaluation.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts of the n-grams of a text, for n from 1 to {@value #MAX_ORDER}. */
final class NgramCounts {

    static final int MAX_ORDER = 4;

    private final int length;
    private final List<Map<List<String>, Integer>> byOrder = new ArrayList<>(MAX_ORDER);

    NgramCounts(List<String> words) {
        length = words.size();
        for (int order = 1; order <= MAX_ORDER; order++) {
            Map<List<String>, Integer> counts = new LinkedHashMap<>();
            for (int start = 0; start + order <= length; start++) {
                counts.merge(List.copyOf(words.subList(start, start + order)), 1, Integer::sum);
            }
            byOrder.add(counts);
        }
    }

    /** Returns the number of words. */
    int length() {
        return length;
    }

    /** Returns the n-grams of an order with their counts. */
    Map<List<String>, Integer> ofOrder(int order) {
        return byOrder.get(order - 1);
    }

    /** Returns the number of n-grams of an order, with repetitions. */
    int total(int order) {
        return Math.max(0, length - order + 1);
    }
}
