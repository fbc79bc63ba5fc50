package io.millsight.steel.duplicate;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Result of a search for near-duplicates.
 *
 * @param overlaps pairs of images that show the same piece of steel, ordered by their later image in the input. A copy
 *     is paired with its original only; the original represents it in all other pairs
 * @param groups group of every image, in the order of the input. Images that overlap directly or through others are in
 *     one group, which is named after its first image
 */
public record NearDuplicates(List<ImageOverlap> overlaps, Map<String, String> groups) {

    public NearDuplicates {
        overlaps = List.copyOf(overlaps);
        groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
    }

    /**
     * Merges these groups with known groups: images are in one group if they share a group here or there, directly or
     * through others.
     *
     * @param known group of an image by its id; images may be missing
     */
    public Map<String, String> groupsJoinedWith(Map<String, String> known) {
        List<String> ids = List.copyOf(groups.keySet());
        DisjointSets sets = new DisjointSets(ids.size());
        for (Map<String, String> division : List.of(groups, known)) {
            Map<String, Integer> firstOfGroup = new HashMap<>();
            for (int i = 0; i < ids.size(); i++) {
                String group = division.get(ids.get(i));
                Integer first = group == null ? null : firstOfGroup.putIfAbsent(group, i);
                if (first != null) {
                    sets.union(first, i);
                }
            }
        }
        Map<String, String> joined = new LinkedHashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            joined.put(ids.get(i), ids.get(sets.find(i)));
        }
        return joined;
    }
}
