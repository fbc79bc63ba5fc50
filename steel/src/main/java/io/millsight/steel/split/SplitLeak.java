package io.millsight.steel.split;

import io.millsight.steel.Dataset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Data leak: an evaluation image and a training image that show the same steel.
 *
 * @param split split of the evaluation image, {@code val} or {@code test}
 * @param image id of the evaluation image
 * @param trainImage id of the first such image in {@code train}
 */
public record SplitLeak(String split, String image, String trainImage) {

    private static final String TRAIN = "train";
    private static final List<String> HELD_OUT = List.of("val", "test");

    /**
     * Returns all leaks from {@code train} into {@code val} and {@code test}, by the groups of the dataset; none if no
     * groups are known.
     */
    public static List<SplitLeak> find(Dataset dataset) {
        Map<String, String> trained = new LinkedHashMap<>();
        for (String id : dataset.splits().getOrDefault(TRAIN, List.of())) {
            String group = dataset.groups().get(id);
            if (group != null) {
                trained.putIfAbsent(group, id);
            }
        }
        List<SplitLeak> leaks = new ArrayList<>();
        for (String split : HELD_OUT) {
            for (String id : dataset.splits().getOrDefault(split, List.of())) {
                String group = dataset.groups().get(id);
                String trainImage = group == null ? null : trained.get(group);
                if (trainImage != null) {
                    leaks.add(new SplitLeak(split, id, trainImage));
                }
            }
        }
        return leaks;
    }
}
