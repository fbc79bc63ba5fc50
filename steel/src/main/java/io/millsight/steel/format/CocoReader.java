package io.millsight.steel.format;

import io.millsight.files.MessageText;
import io.millsight.image.ImageFile;
import io.millsight.steel.DefectType;
import io.millsight.steel.Finding;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads COCO datasets: a JSON file beside the images, or in {@code annotations} beside the image folders, or one file
 * per split as in exports of Roboflow ({@code train/_annotations.coco.json}).
 */
final class CocoReader implements FormatReader {

    private static final Set<String> ANNOTATION_FOLDERS = Set.of("annotations", "annotation");

    /** COCO's file names for other tasks. These files repeat the images of {@code instances_*.json}. */
    private static final List<String> OTHER_TASKS =
            List.of("captions_", "person_keypoints_", "panoptic_", "stuff_", "image_info_");

    /** Annotation file with its split and the folders that its image names may start from. */
    private record Part(Path file, Optional<String> split, List<Path> imageFolders) {}

    @Override
    public DatasetFormat format() {
        return DatasetFormat.COCO;
    }

    @Override
    public List<Path> annotationFiles(Path root) {
        return parts(root).stream()
                .map(Part::file)
                .filter(CocoReader::mayContainBoxes)
                .toList();
    }

    private static boolean mayContainBoxes(Path file) {
        return mayContainBoxes(JsonKind.of(file));
    }

    /** A damaged file may have contained boxes, so it must not be skipped silently. */
    private static boolean mayContainBoxes(JsonKind kind) {
        return kind == JsonKind.COCO || kind == JsonKind.BROKEN;
    }

    private static List<Part> parts(Path root) {
        List<Part> parts = new ArrayList<>();
        SplitFolders.find(root, folder -> jsonFiles(folder).stream().anyMatch(CocoReader::mayContainBoxes))
                .forEach((split, folder) -> {
                    for (Path file : jsonFiles(folder)) {
                        parts.add(new Part(file, Optional.of(split), List.of(folder, folder.resolve("images"))));
                    }
                });
        if (!parts.isEmpty()) {
            return parts;
        }
        Path annotations = FileNames.subfolder(root, ANNOTATION_FOLDERS).orElse(root);
        Stream.concat(
                        jsonFiles(root).stream(),
                        annotations.equals(root) ? Stream.of() : jsonFiles(annotations).stream())
                .forEach(file -> parts.add(part(root, file)));
        return parts;
    }

    /**
     * Determines the split from a part of the name, as in {@code instances_train2017}. The images lie in a folder with
     * this name, in a folder of the split, or in a common folder.
     */
    private static Part part(Path root, Path file) {
        Optional<String> split = splitOf(FileNames.stem(file));
        Set<Path> folders = new LinkedHashSet<>();
        folders.add(FileNames.folder(file));
        List<Path> places = List.of(root.resolve("images"), root);
        for (Path place : places) {
            folders.addAll(foldersOf(place, FileNames.stem(file), split.orElse(null)));
        }
        folders.addAll(places);
        return new Part(file, split, List.copyOf(folders));
    }

    private static Optional<String> splitOf(String name) {
        return Stream.of(name.split("[^a-zA-Z]+"))
                .flatMap(word -> SplitFolders.splitOf(word).stream())
                .findFirst();
    }

    /**
     * Returns the folders whose name ends the stem of the file ({@code instances_default}), then the folders of the
     * same split.
     */
    private static List<Path> foldersOf(Path place, String stem, @Nullable String split) {
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        List<Path> folders =
                FileNames.list(place).stream().filter(Files::isDirectory).toList();
        String lowerCaseStem = stem.toLowerCase(Locale.ROOT);
        return Stream.concat(
                        folders.stream()
                                .filter(folder -> lowerCaseStem.endsWith(
                                        "_" + FileNames.name(folder).toLowerCase(Locale.ROOT))),
                        folders.stream()
                                .filter(folder -> split != null
                                        && splitOf(FileNames.name(folder)).equals(Optional.of(split))))
                .distinct()
                .toList();
    }

    private static List<Path> jsonFiles(Path folder) {
        return FileNames.list(folder).stream()
                .filter(file -> FileNames.extension(file).equals("json") && !Files.isDirectory(file))
                .toList();
    }

    @Override
    public DatasetBuilder read(Path root, @Nullable List<DefectType> types) {
        List<Finding> findings = new ArrayList<>();
        Map<Part, CocoFile> files = new LinkedHashMap<>();
        List<Part> parts = withBoxes(parts(root), findings);
        for (Part part : parts) {
            try {
                files.put(part, CocoFile.read(part.file()));
            } catch (InputException e) {
                if (parts.size() == 1) {
                    throw new InputException(part.file() + ": " + e.getMessage(), e);
                }
                findings.add(new Finding(Rule.UNREADABLE_ANNOTATION, part.file(), String.valueOf(e.getMessage())));
            }
        }
        List<DefectType> allowed = types != null ? types : categories(files.values());
        DatasetBuilder builder = new DatasetBuilder(root, new TypeNames(allowed));
        findings.forEach(finding -> builder.report(finding.rule(), finding.file(), finding.text()));
        Set<Path> folders = new LinkedHashSet<>();
        ImageSearch search = new ImageSearch(root);
        files.forEach((part, file) -> new PartReader(part, file, builder, search).read(folders));
        reportUnannotated(folders, builder);
        return builder;
    }

    /** Drops files without boxes and reports them. They are no error. */
    private static List<Part> withBoxes(List<Part> parts, List<Finding> findings) {
        boolean hasInstances =
                parts.stream().anyMatch(part -> FileNames.name(part.file()).startsWith("instances_"));
        List<Part> chosen = new ArrayList<>();
        for (Part part : parts) {
            JsonKind kind = JsonKind.of(part.file());
            boolean ofAnotherTask =
                    hasInstances && OTHER_TASKS.stream().anyMatch(FileNames.name(part.file())::startsWith);
            if (ofAnotherTask || !mayContainBoxes(kind)) {
                String words = kind == JsonKind.COCO ? "annotations for another task of COCO" : kind.words();
                findings.add(new Finding(Rule.SKIPPED_FILE, part.file(), "it is not read, because it is " + words));
            } else {
                chosen.add(part);
            }
        }
        return chosen;
    }

    private static List<DefectType> categories(Collection<CocoFile> files) {
        Set<DefectType> types = new LinkedHashSet<>();
        files.forEach(file -> types.addAll(file.types()));
        return List.copyOf(types);
    }

    /** Adds the images of one file. */
    private record PartReader(Part part, CocoFile file, DatasetBuilder builder, ImageSearch search) {

        void read(Set<Path> folders) {
            file.findings().forEach(finding -> builder.report(finding.rule(), finding.file(), finding.text()));
            file.categories().forEach(builder::sourceCategory);
            file.entries().forEach(entry -> add(entry, folders));
        }

        private void add(CocoFile.Entry entry, Set<Path> folders) {
            List<Path> places;
            try {
                places = part.imageFolders().stream()
                        .map(folder -> FileNames.resolveInside(folder, entry.fileName()))
                        .distinct()
                        .toList();
            } catch (InputException e) {
                builder.report(Rule.UNSAFE_PATH, part.file(), image(entry) + ": " + e.getMessage());
                return;
            }
            ImageSearch.Found found;
            try {
                found = search.find(places);
            } catch (InputException e) {
                builder.report(Rule.MISSING_IMAGE, part.file(), image(entry) + ": " + e.getMessage());
                return;
            }
            Path image = found.file();
            if (!found.exact()) {
                builder.report(
                        Rule.OTHER_SPELLING,
                        part.file(),
                        image(entry) + ": " + MessageText.excerpt(entry.fileName()) + " is the file "
                                + MessageText.excerpt(FileNames.name(image))
                                + ", which differs in case or Unicode form");
            }
            folders.add(FileNames.folder(image));
            builder.add(new UncheckedImage(image, part.file(), entry.size(), entry.objects()));
            builder.sourceId(FileNames.stem(image), entry.id());
            if (file.findings().stream().anyMatch(finding -> finding.severity() == Rule.Severity.ERROR)) {
                builder.markIncomplete(FileNames.stem(image)); // the refused annotation may belong to this image
            }
            part.split().ifPresent(split -> builder.split(split).add(FileNames.stem(image)));
        }

        private static String image(CocoFile.Entry entry) {
            return "image with the id " + MessageText.excerpt(entry.id());
        }
    }

    private static void reportUnannotated(Set<Path> folders, DatasetBuilder builder) {
        Set<Path> known = Set.copyOf(builder.files().values());
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                FileNames.list(folder).stream()
                        .filter(file -> ImageFile.hasImageName(file) && !known.contains(file))
                        .forEach(file -> builder.report(
                                Rule.MISSING_ANNOTATION, file, "no annotation file lists it, so it is not used"));
            }
        }
    }
}
