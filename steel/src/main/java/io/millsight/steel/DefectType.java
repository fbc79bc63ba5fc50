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

    /** So many types show how they are named. */
    private static final int LISTED = 12;

    public DefectType {
        if (name.isBlank() || !name.equals(name.strip()) || name.codePoints().anyMatch(DefectType::isUnprintable)) {
            throw new IllegalArgumentException("not a name for a defect type: " + MessageText.quote(name));
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
                .filter(type -> type.key().equals(wanted))
                .min(Comparator.comparing(type -> !type.name.equals(written)));
    }

    /** The type that a file or a user means; where there is none, an {@link InputException} suggests one that was perhaps meant. */
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

    /** The words of the name, which two spellings of one type have in common. */
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
