package io.millsight.steel.format;

import io.millsight.files.MessageText;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Converts names in a dataset to types: from a given list, or any name if there is no list. */
final class TypeNames {

    private final @Nullable List<DefectType> given;
    private final TreeSet<DefectType> collected = new TreeSet<>();

    /** @param given allowed types; null allows all */
    TypeNames(@Nullable List<DefectType> given) {
        this.given = given;
    }

    /**
     * Returns the type with this name. The caller puts the file's name in front of the message of an {@link
     * InputException}.
     */
    DefectType resolve(String written) {
        if (given != null) {
            return DefectType.named(written, given);
        }
        try {
            DefectType type = new DefectType(written);
            collected.add(type);
            return type;
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    MessageText.quote(written) + " is not a name for a type; give one line of text", e);
        }
    }

    /** Returns the given list, or the collected types in alphabetical order. */
    List<DefectType> all() {
        return given != null ? given : List.copyOf(collected);
    }
}
