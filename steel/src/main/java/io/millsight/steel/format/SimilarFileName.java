package io.millsight.steel.format;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;

/** Suggests an existing file for a missing one, if the names differ in case or Unicode form only. */
final class SimilarFileName {

    private SimilarFileName() {}

    /**
     * Returns words to append to the message about a missing file; empty if there is no similar name.
     *
     * @param wanted the missing name
     * @param present existing files
     * @param nameOf returns the part of a file's name that is compared
     */
    static String hint(String wanted, Collection<Path> present, Function<Path, String> nameOf) {
        return present.stream()
                .filter(file -> folded(nameOf.apply(file)).equals(folded(wanted)))
                .findFirst()
                .map(file -> "; " + FileNames.name(file) + " is called so but for "
                        + (composed(nameOf.apply(file)).equals(composed(wanted))
                                ? "the Unicode form of its letters"
                                : "upper and lower case")
                        + ", rename one of the two")
                .orElse("");
    }

    private static String folded(String name) {
        return composed(name).toLowerCase(Locale.ROOT);
    }

    private static String composed(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }
}
