package io.millsight.files;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Suggests the name that a user may have meant. */
public final class NearestName {

    /**
     * Longer texts are no mistyped names, and the comparison takes time in proportion to the product of both lengths.
     */
    private static final int LONGEST = 500;

    private NearestName() {}

    /**
     * Returns the name with the smallest edit distance, the first of equal ones. Empty if more than half of the letters
     * would change.
     */
    public static Optional<String> to(String written, Collection<String> names) {
        return names.stream()
                .filter(name -> Math.max(written.length(), name.length()) <= LONGEST)
                .min(Comparator.comparingInt(name -> distance(written, name)))
                .filter(name -> distance(written, name) <= Math.max(written.length(), name.length()) / 2);
    }

    /** Returns the Levenshtein distance: the number of letters to insert, delete or replace. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
