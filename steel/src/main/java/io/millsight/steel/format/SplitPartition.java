package io.millsight.steel.format;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.InputException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Images of a dataset by split, for formats that store every image in one split. */
final class SplitPartition {

    private static final List<String> SPLITS = List.of("train", "val", "test");

    private SplitPartition() {}

    /**
     * Returns all images without a split, or the images by {@code train}, {@code val} and {@code test}. Other lists are
     * dropped.
     */
    static Map<Optional<String>, List<AnnotatedImage>> of(Dataset dataset) {
        if (SPLITS.stream().noneMatch(dataset.splits()::containsKey)) {
            return Map.of(Optional.empty(), dataset.images());
        }
        Map<Optional<String>, List<AnnotatedImage>> partition = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        for (String split : SPLITS) {
            if (dataset.splits().containsKey(split)) {
                List<AnnotatedImage> images = dataset.split(split);
                for (AnnotatedImage image : images) {
                    if (!seen.add(image.id())) {
                        throw new InputException(dataset.root() + ": " + image.id()
                                + " is in two splits, but this format keeps it in one; make the splits again");
                    }
                }
                partition.put(Optional.of(split), images);
            }
        }
        for (AnnotatedImage image : dataset.images()) {
            if (!seen.contains(image.id())) {
                throw new InputException(
                        dataset.root() + ": " + image.id()
                                + " is in none of train, val and test, so this format has no place for it; make the splits again");
            }
        }
        return partition;
    }
}
