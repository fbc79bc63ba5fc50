package io.millsight.steel.duplicate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What images have in common.
 *
 * @param overlaps the pairs that show the same piece of steel, in the order of the input by their later image. A copy is paired with its
 *     original only, which stands for it in all other pairs
 * @param groups the group of every image, in the order of the input. Images that overlap, directly or through others, are in one group; it
 *     is named after its image that came first
 */
public record NearDuplicates(List<Overlap> overlaps, Map<String, String> groups) {

    public NearDuplicates {
        overlaps = List.copyOf(overlaps);
        groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
    }
}
