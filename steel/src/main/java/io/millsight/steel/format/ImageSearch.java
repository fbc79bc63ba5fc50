package io.millsight.steel.format;

import io.millsight.files.MessageText;
import io.millsight.files.NearestName;
import io.millsight.steel.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the images that an annotation file names. The written name may differ from the file name in case ({@code
 * a.JPG}) or in the Unicode form of an accent. Such a file is accepted if it is the only one.
 */
final class ImageSearch {

    /** Comparing names takes time. More missing images than this mean a missing folder. */
    private static final int MAX_SUGGESTIONS = 20;

    private static final int MAX_FOLDER_SIZE_FOR_SUGGESTIONS = 20_000;

    private final Path root;
    private final Map<Path, Map<String, List<Path>>> foldersByKey = new HashMap<>();
    private int suggestions;

    /** @param root folder to which paths in messages are relative */
    ImageSearch(Path root) {
        this.root = root;
    }

    /**
     * Found image.
     *
     * @param file the image file
     * @param exact whether the file name equals the written name
     */
    record Found(Path file, boolean exact) {}

    /**
     * Returns the first existing file of these paths.
     *
     * @throws InputException if there is none; the caller puts the name of the annotation in front of the message
     */
    Found find(List<Path> places) {
        for (Path place : places) {
            if (Files.isRegularFile(place)) {
                return new Found(place, true);
            }
        }
        Set<Path> similar = new LinkedHashSet<>();
        places.forEach(place -> similar.addAll(siblings(place).getOrDefault(key(place), List.of())));
        if (similar.size() > 1) {
            throw new InputException(missing(places)
                    + similar.stream().map(this::shown).collect(Collectors.joining(" and ", "; ", ""))
                    + " differ from it by case only: rename one of them");
        }
        return similar.stream()
                .findFirst()
                .map(file -> new Found(file, false))
                .orElseThrow(() -> new InputException(missing(places) + suggestion(places)));
    }

    private Map<String, List<Path>> siblings(Path place) {
        return foldersByKey.computeIfAbsent(
                FileNames.folder(place),
                folder -> Files.isDirectory(folder)
                        ? FileNames.list(folder).stream()
                                .filter(Files::isRegularFile)
                                .collect(Collectors.groupingBy(ImageSearch::key))
                        : Map.of());
    }

    /** Returns a key that is equal for names that differ only in case or Unicode form. */
    private static String key(Path file) {
        return Normalizer.normalize(FileNames.name(file), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    private String missing(List<Path> places) {
        String folders = places.stream()
                .map(FileNames::folder)
                .distinct()
                .map(this::shown)
                .collect(Collectors.joining(", "));
        return "its image " + MessageText.excerpt(FileNames.name(places.get(0))) + " does not exist; looked for in "
                + folders;
    }

    private String shown(Path path) {
        Path inside = path.startsWith(root) ? root.relativize(path) : path;
        return inside.toString().isEmpty() ? "the dataset's folder" : MessageText.printable(inside.toString());
    }

    private String suggestion(List<Path> places) {
        List<String> names = places.stream()
                .flatMap(place -> siblings(place).values().stream())
                .flatMap(List::stream)
                .map(FileNames::name)
                .distinct()
                .limit(MAX_FOLDER_SIZE_FOR_SUGGESTIONS)
                .toList();
        suggestions++;
        Optional<String> nearest =
                suggestions > MAX_SUGGESTIONS ? Optional.empty() : NearestName.to(FileNames.name(places.get(0)), names);
        return nearest.map(name -> "; the nearest name there is " + MessageText.excerpt(name))
                .orElse("");
    }
}
