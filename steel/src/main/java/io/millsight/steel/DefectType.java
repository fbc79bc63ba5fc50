package io.millsight.steel;

import io.millsight.files.MessageText;
import io.millsight.files.NearestName;
import java.text.Normalizer;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Type of a defect, named as in the dataset: {@code rolled-in_scale}.
 *
 * @param name name in the dataset: not blank, without line breaks or surrounding blanks
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

    /** Number of types that a message lists. */
    private static final int LISTED = 12;

    public DefectType {
        if (name.isBlank() || !name.equals(name.strip()) || name.codePoints().anyMatch(DefectType::isUnprintable)) {
            throw new IllegalArgumentException("not a name for a defect type: " + MessageText.quote(name));
        }
    }

    private static boolean isUnprintable(int character) {
        return Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE;
    }

    /** Returns the name as a sentence writes it: {@code rolled-in scale}. */
    public String words() {
        return name.replace('_', ' ');
    }

    /**
     * Finds the type for a written name. Case and the characters between words (blank, hyphen, underscore) do not
     * matter: {@code Rolled in scale} is {@code rolled-in_scale}.
     */
    public static Optional<DefectType> find(String written, Collection<DefectType> types) {
        String wanted = key(written);
        return types.stream()
                .filter(type -> type.key().equals(wanted))
                .min(Comparator.comparing(type -> !type.name.equals(written)));
    }

    /** Finds the type for a written name. Throws an {@link InputException} with a suggestion if there is none. */
    public static DefectType named(String written, Collection<DefectType> types) {
        return find(written, types).orElseThrow(() -> {
            List<String> names = types.stream().map(DefectType::name).toList();
            String unknown = MessageText.quote(written)
                    + (names.size() == 1 ? " is not the one type" : " is not one of the " + names.size() + " types");
            return new InputException(NearestName.to(written, names)
                    .map(nearest -> unknown + "; did you mean " + MessageText.quote(nearest) + "?")
                    .orElseGet(() -> unknown + ": " + list(names)));
        });
    }

    private static String list(List<String> names) {
        String first = names.stream().limit(LISTED).map(MessageText::excerpt).collect(Collectors.joining(", "));
        return names.size() > LISTED ? first + " and " + (names.size() - LISTED) + " more" : first;
    }

    /** Returns the normalised words of the name. Two spellings of one type have the same key. */
    public String key() {
        return key(name);
    }

    private static String key(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC)
                .strip()
                .replaceAll("[\\s_-]+", " ")
                .toLowerCase(Locale.ROOT);
    }

    @Override
    public int compareTo(DefectType other) {
        return name.compareTo(other.name);
    }
}
