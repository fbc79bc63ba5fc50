package io.millsight.steel.audit;

import io.millsight.steel.Dataset;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Statistics of the groups: images that show the same steel.
 *
 * @param groups number of groups, including groups of a single image
 * @param imagesSharingAGroup number of images that share their group with another image
 * @param largest number of images in the largest group
 */
public record GroupStatistics(int groups, long imagesSharingAGroup, long largest) {

    static GroupStatistics of(Dataset dataset) {
        Map<String, Long> sizes = dataset.groups().values().stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        Collection<Long> counts = sizes.values();
        return new GroupStatistics(
                counts.size(),
                counts.stream()
                        .filter(size -> size > 1)
                        .mapToLong(Long::longValue)
                        .sum(),
                counts.stream().mapToLong(Long::longValue).max().orElse(0));
    }
}
