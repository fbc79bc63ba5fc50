package io.millsight.evaluation.report;

import io.millsight.files.MessageText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes names from outside fit into a figure: short, printable and each different from all others. */
final class FigureLabels {

    private static final int LONGEST = 40;

    private FigureLabels() {}

    /**
     * A label for each name.
     *
     * @param taken labels that are in the figure already
     */
    static List<String> of(List<String> names, Collection<String> taken) {
        Set<String> used = new HashSet<>(taken);
        List<String> labels = new ArrayList<>();
        for (String name : names) {
            String plain = shortened(MessageText.printable(name));
            String label = plain;
            for (int number = 2; !used.add(label); number++) {
                label = plain + " (" + number + ")";
            }
            labels.add(label);
        }
        return labels;
    }

    private static String shortened(String name) {
        return name.codePointCount(0, name.length()) <= LONGEST
                ? name
                : name.substring(0, name.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }
}
