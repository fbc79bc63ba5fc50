package io.millsight.steel.format;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;

/** Finds the file that was probably meant by a name that no file has: one that only looks the same. */
final class SimilarFileName {

    private SimilarFileName() {}

    /**
     * Words to follow a message about a missing file; empty where nothing looks like it.
     *
     * @param wanted the name
     * @param present files that there are
     * @param nameOf the part of a file's name that is compared
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
