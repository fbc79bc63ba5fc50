package io.millsight.steel.duplicate;

import java.util.Collections;
import java.util.HashMap;
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
public record NearDuplicates(List<ImageOverlap> overlaps, Map<String, String> groups) {

    public NearDuplicates {
        overlaps = List.copyOf(overlaps);
        groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
    }

    /**
     * The groups when what is already known is taken in: images are in one group if they are in one here or in one there, directly or
     * through others.
     *
     * @param known the group of an image by its id; need not name all images
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
