package io.millsight.steel.format;

import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Turns the names in a dataset into types: those of a list, or, where there is no list, whatever names occur. */
final class TypeNames {

    private final @Nullable List<DefectType> given;
    private final TreeSet<DefectType> collected = new TreeSet<>();

    /** @param given the only types that are allowed; null allows all */
    TypeNames(@Nullable List<DefectType> given) {
        this.given = given;
    }

    /** The type of this name; an {@link InputException} whose message is to follow a file's name if there is none. */
    DefectType resolve(String written) {
        if (given != null) {
            return DefectType.find(written, given).orElseThrow(() -> new InputException(unknown(written, given)));
        }
        try {
            DefectType type = new DefectType(written);
            collected.add(type);
            return type;
        } catch (IllegalArgumentException e) {
            throw new InputException("\"" + written + "\" is not a name for a type; give one line of text", e);
        }
    }

    /** The list, or the collected types in alphabetical order. */
    List<DefectType> all() {
        return given != null ? given : List.copyOf(collected);
    }

    private static String unknown(String written, List<DefectType> types) {
        String known = "\"" + written + "\" is not one of the " + types.size() + " types";
        return types.stream()
                .min(Comparator.comparingInt(type -> distance(written, type.name())))
                .map(nearest -> known + "; did you mean \"" + nearest.name() + "\"?")
                .orElse(known);
    }

    /** The number of letters to insert, delete or replace (Levenshtein). */
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
