package io.millsight.steel.audit;

import io.millsight.files.MessageText;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.DefectType;
import io.millsight.steel.Finding;
import io.millsight.steel.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Checks that the types are distinct. Names that differ only in case or in the characters between words are usually one
 * type in two spellings.
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
