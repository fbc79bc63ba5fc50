package io.millsight.steel;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A kind of defect, named as in the dataset: {@code rolled-in_scale}.
 *
 * @param name the dataset's own name: not blank, without line breaks or surrounding blanks
 */
public record DefectType(String name) implements Comparable<DefectType> {

    /** The six types of NEU-DET, in alphabetical order. */
    public static final List<DefectType> NEU_DET = List.of(
            new DefectType("crazing"),
            new DefectType("inclusion"),
            new DefectType("patches"),
            new DefectType("pitted_surface"),
            new DefectType("rolled-in_scale"),
            new DefectType("scratches"));

    public DefectType {
        if (name.isBlank() || !name.equals(name.strip()) || name.codePoints().anyMatch(DefectType::isUnprintable)) {
            throw new IllegalArgumentException("not a name for a defect type: \"" + name + "\"");
        }
    }

    private static boolean isUnprintable(int character) {
        return Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE;
    }

    /** The name as a sentence says it: {@code rolled-in scale}. */
    public String words() {
        return name.replace('_', ' ');
    }

    /**
     * The type that a file or a sentence means. Case does not matter, nor whether the parts of the name are joined by blanks, hyphens or
     * underscores: {@code Rolled in scale} is {@code rolled-in_scale}.
     */
    public static Optional<DefectType> find(String written, Collection<DefectType> types) {
        String wanted = key(written);
        return types.stream()
                .filter(type -> key(type.name).equals(wanted))
                .min(Comparator.comparing(type -> !type.name.equals(written)));
    }

    /** The type that a file or a user means; where there is none, an {@link InputException} suggests one that was perhaps meant. */
    public static DefectType named(String written, Collection<DefectType> types) {
        return find(written, types).orElseThrow(() -> {
            String known = "\"" + written + "\" is not one of the " + types.size() + " types";
            return new InputException(
                    NearestName.to(written, types.stream().map(DefectType::name).toList())
                            .map(nearest -> known + "; did you mean \"" + nearest + "\"?")
                            .orElse(known));
        });
    }

    private static String key(String name) {
        return name.strip().replaceAll("[\\s_-]+", " ").toLowerCase(Locale.ROOT);
    }

    @Override
    public int compareTo(DefectType other) {
        return name.compareTo(other.name);
    }
}
