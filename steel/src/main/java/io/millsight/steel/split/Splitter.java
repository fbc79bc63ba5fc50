package io.millsight.steel.split;

import io.millsight.files.MessageText;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Divides a dataset at random, stratified by primary type.
 *
 * <p>The images of a group are one unit and stay together; without groups, each image is a unit. Within a type, each
 * unit is assigned to a split at random, in proportion to the missing numbers. Single images are divided exactly by the
 * ratios, groups approximately.
 *
 * @param ratios fractions of the splits
 * @param seed seed of the random choice
 * @param grouped whether to keep images of one group together
 */
public record Splitter(SplitRatios ratios, long seed, boolean grouped) {

    /**
     * Divides all images. Throws an {@link InputException} if a split would be empty, or if groups are required but
     * unknown.
     */
    public DatasetSplit split(Dataset dataset) {
        if (grouped && dataset.groups().isEmpty()) {
            throw new InputException(
                    dataset.root() + ": no groups are known, so images of the same steel cannot be kept"
                            + " together; give groups.csv or let them be found");
        }
        Map<String, List<String>> lists = new LinkedHashMap<>();
        ratios.shares().keySet().forEach(name -> lists.put(name, new ArrayList<>()));
        SplittableRandom random = new SplittableRandom(seed);
        for (List<Unit> stratum : strata(dataset)) {
            divide(stratum, lists, random);
        }
        lists.forEach((name, ids) -> {
            if (ids.isEmpty()) {
                throw new InputException(dataset.root() + ": the split " + name + " would be empty, since there "
                        + (dataset.images().size() == 1 ? "is only " : "are only ")
                        + MessageText.count(dataset.images().size(), "image") + "; change the ratios");
            }
            ids.sort(Comparator.naturalOrder());
        });
        return new DatasetSplit(ratios, seed, grouped, lists);
    }

    /** Images that stay together. */
    private record Unit(List<AnnotatedImage> images) {

        int size() {
            return images.size();
        }

        /** Returns the most frequent primary type of the images; empty for clean surfaces. */
        String primaryType() {
            Map<String, Long> counts = images.stream()
                    .collect(Collectors.groupingBy(
                            image -> image.primaryType().map(DefectType::name).orElse(""),
                            TreeMap::new,
                            Collectors.counting()));
            return counts.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .orElse("");
        }
    }

    private List<List<Unit>> strata(Dataset dataset) {
        Map<String, List<AnnotatedImage>> units = new TreeMap<>();
        for (AnnotatedImage image : dataset.images()) {
            String group = grouped ? dataset.groups().get(image.id()) : null;
            String key = group == null ? "image " + image.id() : "group " + group;
            units.computeIfAbsent(key, unused -> new ArrayList<>()).add(image);
        }
        Map<String, List<Unit>> strata = new TreeMap<>();
        for (List<AnnotatedImage> images : units.values()) {
            Unit unit = new Unit(images);
            strata.computeIfAbsent(unit.primaryType(), unused -> new ArrayList<>())
                    .add(unit);
        }
        return List.copyOf(strata.values());
    }

    private void divide(List<Unit> stratum, Map<String, List<String>> lists, SplittableRandom random) {
        Quotas quotas = new Quotas(ratios, stratum.stream().mapToInt(Unit::size).sum());
        List<Unit> order = new ArrayList<>(stratum);
        shuffle(order, random);
        // Units that are too large for the small splits come first, while the large split has room for them.
        order.sort(Comparator.comparing(unit -> !quotas.isLarge(unit.size())));
        for (Unit unit : order) {
            String split = quotas.draw(unit.size(), random);
            for (AnnotatedImage image : unit.images()) {
                Optional.ofNullable(lists.get(split)).orElseThrow().add(image.id());
            }
        }
    }

    private static void shuffle(List<Unit> units, SplittableRandom random) {
        for (int i = units.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            Unit unit = units.get(i);
            units.set(i, units.get(j));
            units.set(j, unit);
        }
    }
}
