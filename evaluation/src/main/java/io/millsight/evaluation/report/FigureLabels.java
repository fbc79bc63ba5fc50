package io.millsight.evaluation.report;

import io.millsight.files.MessageText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes external names suitable for a figure: short, printable and unique. */
final class FigureLabels {

    static final int LONGEST = 40;

    private FigureLabels() {}

    /**
     * Returns a label for each name.
     *
     * @param names the names
     * @param taken labels that the figure already contains
     */
    static List<String> of(List<String> names, Collection<String> taken) {
        Set<String> used = new HashSet<>(taken);
        List<String> labels = new ArrayList<>();
        for (String name : names) {
            String plain = shortened(name, LONGEST);
            String label = plain;
            for (int number = 2; !used.add(label); number++) {
                label = plain + " (" + number + ")";
            }
            labels.add(label);
        }
        return labels;
    }

    /** Returns a printable text of at most this many characters. */
    static String shortened(String text, int longest) {
        String plain = MessageText.printable(text);
        return plain.codePointCount(0, plain.length()) <= longest
                ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, longest - 1)) + "…";
    }
}
