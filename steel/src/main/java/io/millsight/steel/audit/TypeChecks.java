package io.millsight.steel.audit;

import io.millsight.files.MessageText;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.Finding;
import io.millsight.steel.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks that the types are distinct and occur where they are needed. Names that differ only in case or in the
 * characters between words are usually one type in two spellings.
 */
final class TypeChecks {

    private TypeChecks() {}

    static List<Finding> of(Dataset dataset) {
        Map<String, List<DefectType>> byWords = new LinkedHashMap<>();
        for (DefectType type : dataset.types()) {
            byWords.computeIfAbsent(type.key(), unused -> new ArrayList<>()).add(type);
        }
        return byWords.values().stream()
                .filter(types -> types.size() > 1)
                .map(types -> new Finding(Rule.SIMILAR_TYPES, dataset.root(), text(types, dataset.images())))
                .toList();
    }

    /** Returns the types that a split lacks, so that they are not learned, or not measured. */
    static List<Finding> bySplit(Dataset dataset) {
        List<Finding> findings = new ArrayList<>();
        for (String split : SplitChecks.APART) {
            List<String> ids = dataset.splits().getOrDefault(split, List.of());
            if (!ids.isEmpty()) {
                Set<DefectType> present = types(dataset, Set.copyOf(ids));
                dataset.types().stream()
                        .filter(type -> !present.contains(type) && boxes(type, dataset.images()) > 0)
                        .map(type -> new Finding(
                                Rule.TYPE_NOT_IN_SPLIT,
                                dataset.root(),
                                MessageText.quote(type.name()) + " has no box in the split " + split + " ("
                                        + MessageText.count(boxes(type, dataset.images()), "box", "boxes")
                                        + " in the dataset); " + consequence(split)))
                        .forEach(findings::add);
            }
        }
        return findings;
    }

    private static String consequence(String split) {
        return split.equals("train") ? "it will not be learned" : "it will not be measured there";
    }

    private static Set<DefectType> types(Dataset dataset, Set<String> ids) {
        return dataset.images().stream()
                .filter(image -> ids.contains(image.id()))
                .flatMap(image -> image.defects().stream())
                .map(Defect::type)
                .collect(Collectors.toSet());
    }

    /** Returns a finding if no image is clean. */
    static List<Finding> cleanImages(Dataset dataset) {
        boolean anyClean =
                dataset.images().stream().anyMatch(image -> image.defects().isEmpty());
        return anyClean || dataset.images().isEmpty()
                ? List.of()
                : List.of(new Finding(
                        Rule.NO_CLEAN_IMAGES,
                        dataset.root(),
                        "no image is clean; a model that is trained on it will report defects on clean steel, and how"
                                + " often cannot be measured: add images without defects"));
    }

    private static String text(List<DefectType> types, List<AnnotatedImage> images) {
        String spellings = types.stream()
                .map(type -> MessageText.quote(type.name()) + " ("
                        + MessageText.count(boxes(type, images), "box", "boxes") + ")")
                .collect(Collectors.joining(" and "));
        return spellings
                + " are different types here, but read as the same words; if one defect is meant, write it in one way";
    }

    private static long boxes(DefectType type, List<AnnotatedImage> images) {
        return images.stream()
                .flatMap(image -> image.defects().stream())
                .filter(defect -> defect.type().equals(type))
                .count();
    }
}
