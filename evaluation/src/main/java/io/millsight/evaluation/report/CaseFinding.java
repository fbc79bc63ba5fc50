package io.millsight.evaluation.report;

import io.millsight.evaluation.AnswerStatus;
import io.millsight.evaluation.DefectPairs.Pair;
import io.millsight.files.MessageText;
import io.millsight.steel.Defect;
import java.util.ArrayList;
import java.util.List;

/** Says in one line what a model made of an image, for example {@code 2 of 3 annotated scratches found, 1 false alarm}. */
final class CaseFinding {

    private CaseFinding() {}

    static String of(ExampleCase example) {
        List<Pair> pairs = example.pairs();
        List<Defect> annotated = new ArrayList<>();
        for (Pair pair : pairs) {
            Defect defect = pair.annotated();
            if (defect != null) {
                annotated.add(defect);
            }
        }
        long found = pairs.stream().filter(Pair::isFound).count();
        long wrongType = pairs.stream()
                .filter(pair -> pair.annotated() != null && pair.predicted() != null && !pair.isFound())
                .count();
        long falseAlarms =
                pairs.stream().filter(pair -> pair.annotated() == null).count();
        boolean read = example.image().prediction().status() == AnswerStatus.READ;
        List<String> parts = new ArrayList<>();
        if (!annotated.isEmpty()) {
            parts.add(found + " of " + annotated.size() + " annotated " + kind(annotated) + " found");
        } else {
            parts.add(falseAlarms == 0 && read ? "clean image, called clean" : "clean image");
        }
        if (wrongType > 0) {
            parts.add(wrongType + " of a wrong type");
        }
        if (falseAlarms > 0) {
            parts.add(MessageText.count(falseAlarms, "false alarm"));
        }
        if (!read) {
            parts.add("the answer could not be read completely");
        }
        return String.join(", ", parts);
    }

    /** Returns the type if there is only one, else a word for all of them. */
    private static String kind(List<Defect> annotated) {
        return annotated.stream().map(Defect::type).distinct().count() == 1
                ? annotated.get(0).type().words()
                : "defects";
    }
}
