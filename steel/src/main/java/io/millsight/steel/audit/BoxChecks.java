package io.millsight.steel.audit;

import io.millsight.files.MessageText;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectFlag;
import io.millsight.steel.DefectType;
import io.millsight.steel.Finding;
import io.millsight.steel.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Checks the boxes of each image. */
final class BoxChecks {

    private BoxChecks() {}

    /** @param unconfirmed ids of images that may have further defects */
    static List<Finding> of(List<AnnotatedImage> images, Set<String> unconfirmed) {
        List<Finding> findings = new ArrayList<>();
        for (AnnotatedImage image : images) {
            compareBoxes(image, findings);
            countTypes(image, unconfirmed.contains(image.id()), findings);
            countFlags(image, findings);
        }
        return findings;
    }

    private static void compareBoxes(AnnotatedImage image, List<Finding> findings) {
        List<Defect> defects = image.defects();
        Map<BoundingBox, Integer> firstByBox = new HashMap<>();
        for (int i = 0; i < defects.size(); i++) {
            Defect defect = defects.get(i);
            Integer first = firstByBox.putIfAbsent(defect.box(), i);
            if (first == null) {
                continue;
            }
            DefectType earlier = defects.get(first).type();
            String box = "box " + (i + 1) + " (" + defect.type().name() + ")";
            findings.add(
                    earlier.equals(defect.type())
                            ? new Finding(
                                    Rule.DUPLICATE_BOX,
                                    image.file(),
                                    box + " repeats box " + (first + 1) + "; remove one")
                            : new Finding(
                                    Rule.CONFLICTING_BOX,
                                    image.file(),
                                    box + " is also called " + earlier.name() + "; remove one"));
        }
    }

    private static void countFlags(AnnotatedImage image, List<Finding> findings) {
        long flagged = image.defects().stream()
                .filter(defect -> defect.flag() != DefectFlag.NONE)
                .count();
        if (flagged > 0) {
            findings.add(
                    new Finding(
                            Rule.FLAGGED_OBJECT,
                            image.file(),
                            flagged + " of " + MessageText.count(image.defects().size(), "object")
                                    + " are marked: difficult ones are left out by VOC's average precision, crowds by every measure"));
        }
    }

    private static void countTypes(AnnotatedImage image, boolean unconfirmed, List<Finding> findings) {
        TreeSet<DefectType> types =
                image.defects().stream().map(Defect::type).collect(Collectors.toCollection(TreeSet::new));
        if (types.isEmpty() && !unconfirmed) {
            findings.add(new Finding(Rule.CLEAN_IMAGE, image.file(), "annotated as free of defects"));
        } else if (types.size() > 1) {
            String names = types.stream().map(DefectType::name).collect(Collectors.joining(", "));
            findings.add(new Finding(Rule.SEVERAL_TYPES, image.file(), types.size() + " types: " + names));
        }
    }
}
