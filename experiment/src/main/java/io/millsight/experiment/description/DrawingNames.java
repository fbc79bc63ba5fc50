package io.millsight.experiment.description;

import io.millsight.steel.InputException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Names for the pictures of images. No two names are equal, and each tells its image.
 *
 * <p>{@code strip.jpg} becomes {@code strip.png}. If two images would then share a name, all keep their extension:
 * {@code strip.jpg.png}. If names are still equal, all pictures lie in folders as their images do:
 * {@code line-2/strip.jpg.png}. Names that only differ in case or in the form of their accents count as equal, because they
 * are on some disks.
 */
enum DrawingNames {
    WITHOUT_EXTENSION {
        @Override
        Path pictureOf(Path image, int shared) {
            String name = fileName(image);
            int dot = name.lastIndexOf('.');
            return Path.of((dot <= 0 ? name : name.substring(0, dot)) + EXTENSION);
        }
    },
    WITH_EXTENSION {
        @Override
        Path pictureOf(Path image, int shared) {
            return Path.of(fileName(image) + EXTENSION);
        }
    },
    IN_FOLDERS {
        @Override
        Path pictureOf(Path image, int shared) {
            return image.subpath(shared, image.getNameCount()).resolveSibling(fileName(image) + EXTENSION);
        }
    };

    private static final String EXTENSION = ".png";

    /**
     * The name of an image's picture.
     *
     * @param image an absolute path
     * @param shared how many folders from the root on all images lie in
     */
    abstract Path pictureOf(Path image, int shared);

    private static String fileName(Path image) {
        return Objects.requireNonNull(image.getFileName()).toString();
    }

    /**
     * The names of the pictures, in the order of their images.
     *
     * @param images each once
     * @throws InputException if there are none, naming two images
     */
    static List<Path> of(List<Path> images) {
        List<Path> absolute =
                images.stream().map(image -> image.toAbsolutePath().normalize()).toList();
        int shared = sharedFolders(absolute);
        for (DrawingNames naming : values()) {
            List<Path> names = absolute.stream()
                    .map(image -> naming.pictureOf(image, shared))
                    .toList();
            Optional<Clash> clash = clash(names);
            if (clash.isEmpty()) {
                return names;
            }
            if (naming == IN_FOLDERS) {
                throw new InputException(images.get(clash.get().first) + " and " + images.get(clash.get().second)
                        + ": their names differ in nothing that every disk tells apart, so neither would their pictures';"
                        + " draw them one by one, each into a folder of its own");
            }
        }
        throw new IllegalStateException("no naming is the last");
    }

    private static int sharedFolders(List<Path> images) {
        Path first = images.get(0);
        int shared = first.getNameCount() - 1;
        for (Path image : images) {
            int same = 0;
            while (same < Math.min(shared, image.getNameCount() - 1)
                    && image.getName(same).equals(first.getName(same))) {
                same++;
            }
            shared = same;
        }
        return shared;
    }

    /** Two places with the same name. */
    private record Clash(int first, int second) {}

    private static Optional<Clash> clash(List<Path> names) {
        Map<String, Integer> places = new HashMap<>();
        for (int place = 0; place < names.size(); place++) {
            String key = Normalizer.normalize(names.get(place).toString(), Normalizer.Form.NFC)
                    .toLowerCase(Locale.ROOT);
            Integer other = places.putIfAbsent(key, place);
            if (other != null) {
                return Optional.of(new Clash(other, place));
            }
        }
        return Optional.empty();
    }
}
