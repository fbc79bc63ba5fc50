package io.millsight.steel.format;

import io.millsight.files.MessageText;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
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

    /** The list, or the collected types in alphabetical order. */
    List<DefectType> all() {
        return given != null ? given : List.copyOf(collected);
    }
}
