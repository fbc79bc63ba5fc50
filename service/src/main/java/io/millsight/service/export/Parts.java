package io.millsight.service.export;

import io.millsight.files.Hashes;
import io.millsight.history.DatasetPart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides what images are for. Images of one group stay together, so that no model is measured on steel that it has seen. A hash of the group's name
 * decides, so a group has the same part in every version.
 */
final class Parts {

    /** One group in ten validates. */
    private static final double VALIDATION = 0.1;

    private static final int RANGE = 1 << 16;

    private Parts() {}

    /**
     * Chooses the gold set: whole groups, in an order that their names decide, until there are enough images.
     *
     * @param groups the group of each image
     * @param wanted the number of images; there may be a few more
     * @return the group of each chosen image
     */
    static Map<String, String> chooseGold(Map<String, String> groups, int wanted) {
        Map<String, String> gold = new LinkedHashMap<>();
        byGroup(groups).entrySet().stream()
                .sorted(Comparator.comparing(group -> Hashes.hex(Hashes.sha256("gold " + group.getKey()))))
                .forEach(group -> {
                    if (gold.size() < wanted) {
                        group.getValue().forEach(image -> gold.put(image, group.getKey()));
                    }
                });
        return gold;
    }

    /**
     * Gives each image its part.
     *
     * @param groups the group of each image
     * @param gold the group of each image of the gold set
     * @return the images that have a part; those of the gold set's groups that are not in it have none
     */
    static Map<String, DatasetPart> assign(Map<String, String> groups, Map<String, String> gold) {
        Map<String, DatasetPart> parts = new LinkedHashMap<>();
        Set<String> goldGroups = Set.copyOf(gold.values());
        Map<String, List<String>> images = byGroup(groups);
        List<String> others = new ArrayList<>();
        images.forEach((group, members) -> {
            if (goldGroups.contains(group)) {
                members.stream().filter(gold::containsKey).forEach(image -> parts.put(image, DatasetPart.GOLD));
            } else {
                others.add(group);
            }
        });
        others.sort(Comparator.comparingDouble(Parts::place));
        for (int i = 0; i < others.size(); i++) {
            String group = others.get(i);
            boolean validates = others.size() > 1 && (i == 0 || place(group) < VALIDATION);
            for (String image : images.getOrDefault(group, List.of())) {
                parts.put(image, validates ? DatasetPart.VAL : DatasetPart.TRAIN);
            }
        }
        return parts;
    }

    private static Map<String, List<String>> byGroup(Map<String, String> groups) {
        Map<String, List<String>> images = new TreeMap<>();
        groups.forEach((image, group) ->
                images.computeIfAbsent(group, name -> new ArrayList<>()).add(image));
        return images;
    }

    /** Returns a number from 0 to 1 that the name decides. */
    private static double place(String group) {
        byte[] hash = Hashes.sha256("part " + group);
        return (((hash[0] & 0xff) << 8) | (hash[1] & 0xff)) / (double) RANGE;
    }
}
