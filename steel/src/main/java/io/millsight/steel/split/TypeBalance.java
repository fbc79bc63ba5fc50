package io.millsight.steel.split;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How often each image is shown in an epoch. */
public enum TypeBalance {
    /** Once. */
    NONE,
    /**
     * Images of rare types several times: an image occurs m / n times, rounded, where n is the number of images of its rarest type and m the number
     * of images of the most frequent type, but at most {@value #MOST} times. Clean images count as a type of their own.
     */
    OVERSAMPLE;

    private static final int MOST = 10;

    /** Returns the images of an epoch, in the order of the given images; copies of an image follow each other. */
    public List<AnnotatedImage> epoch(List<AnnotatedImage> images) {
        if (this == NONE || images.isEmpty()) {
            return images;
        }
        Map<String, Integer> counts = new HashMap<>();
        images.forEach(image -> types(image).forEach(type -> counts.merge(type, 1, Integer::sum)));
        int most = Collections.max(counts.values());
        return images.stream()
                .flatMap(image -> Collections.nCopies(times(image, counts, most), image).stream())
                .toList();
    }

    private static int times(AnnotatedImage image, Map<String, Integer> counts, int most) {
        int rarest = types(image).stream().mapToInt(counts::get).min().orElse(most);
        return (int) Math.min(MOST, Math.max(1, Math.round((double) most / rarest)));
    }

    private static Set<String> types(AnnotatedImage image) {
        return image.defects().isEmpty()
                ? Set.of(FewShot.CLEAN)
                : image.defects().stream()
                        .map(Defect::type)
                        .map(DefectType::name)
                        .collect(Collectors.toSet());
    }
}
