package io.millsight.steel.split;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Division of a dataset into splits.
 *
 * @param ratios requested ratios
 * @param seed seed of the random choice
 * @param grouped whether images of one group were kept together
 * @param lists sorted ids of images by split name
 */
public record DatasetSplit(SplitRatios ratios, long seed, boolean grouped, Map<String, List<String>> lists) {

    public DatasetSplit {
        Map<String, List<String>> copies = new LinkedHashMap<>();
        lists.forEach((name, ids) -> copies.put(name, List.copyOf(ids)));
        lists = Collections.unmodifiableMap(copies);
    }

    /** Returns the ids of a split; empty if there is no such split. */
    public List<String> ids(String name) {
        return lists.getOrDefault(name, List.of());
    }
}
