package io.millsight.steel.format;

import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads Pascal VOC folders: annotations and images in folders of their own ({@code Annotations}, {@code JPEGImages} or {@code IMAGES},
 * whatever their case), or side by side, or either of these below {@code train} and {@code validation}.
 *
 * <p>An annotation belongs to the image with its own name; {@code <filename>} only counts where there is no such image, because it is
 * often stale.
 */
final class VocReader implements FormatReader {

    private static final Set<String> ANNOTATION_FOLDERS = Set.of("annotations", "annotation", "xml", "xmls", "labels");
    private static final Set<String> IMAGE_FOLDERS = Set.of("images", "jpegimages", "image", "imgs", "img");

    @Override
    public DatasetFormat format() {
        return DatasetFormat.VOC;
    }

    @Override
    public boolean recognises(Path root) {
        return hasAnnotations(root)
                || !SplitFolders.find(root, VocReader::hasAnnotations).isEmpty();
    }

    private static boolean hasAnnotations(Path folder) {
        return Names.list(annotationFolder(folder)).stream().anyMatch(VocReader::isXml);
    }

    private static Path annotationFolder(Path folder) {
        return Names.subfolder(folder, ANNOTATION_FOLDERS).orElse(folder);
    }

    private static boolean isXml(Path file) {
        return Names.extension(file).equals("xml");
    }

    @Override
    public DatasetBuilder read(Path root, @Nullable List<DefectType> types) {
        List<DefectType> listed = types != null ? types : TypeList.beside(root).orElse(null);
        DatasetBuilder builder = new DatasetBuilder(root, new TypeNames(listed));
        if (hasAnnotations(root)) {
            readFolder(root, builder);
        } else {
            SplitFolders.find(root, VocReader::hasAnnotations)
                    .forEach((split, folder) -> builder.split(split).addAll(readFolder(folder, builder)));
        }
        return builder;
    }

    /** Reads annotations and their images; returns the ids of the images. */
    private static Set<String> readFolder(Path folder, DatasetBuilder builder) {
        Path imageFolder = Names.subfolder(folder, IMAGE_FOLDERS).orElse(folder);
        Map<String, Path> images = imagesByStem(imageFolder, builder);
        Set<String> ids = new TreeSet<>();
        Set<Path> annotated = new HashSet<>();
        for (Path file : Names.list(annotationFolder(folder))) {
            if (!isXml(file)) {
                reportStray(file, folder, builder);
                continue;
            }
            readAnnotation(file, imageFolder, images, builder).ifPresent(draft -> {
                builder.add(draft);
                annotated.add(draft.image());
                ids.add(Names.stem(draft.image()));
            });
        }
        images.values().stream()
                .filter(image -> !annotated.contains(image) && !hasBrokenAnnotation(image, folder))
                .forEach(image -> builder.report(
                        Rule.MISSING_ANNOTATION,
                        image,
                        "no annotation, so it is not used; a clean surface needs one without objects"));
        return ids;
    }

    private static boolean hasBrokenAnnotation(Path image, Path folder) {
        return Files.exists(annotationFolder(folder).resolve(Names.stem(image) + ".xml"));
    }

    private static void reportStray(Path file, Path folder, DatasetBuilder builder) {
        boolean expected = Files.isDirectory(file)
                || Names.isImage(file)
                || annotationFolder(folder).equals(folder);
        if (!expected) {
            builder.report(Rule.STRAY_FILE, file, "not an annotation; it is ignored");
        }
    }

    private static Map<String, Path> imagesByStem(Path folder, DatasetBuilder builder) {
        Map<String, Path> images = new TreeMap<>();
        for (Path file : Names.listAll(folder)) {
            if (Names.isImage(file)) {
                Path other = images.putIfAbsent(Names.stem(file), file);
                if (other != null) {
                    builder.report(Rule.DUPLICATE_ID, file, "has the same name as " + other + "; rename one of them");
                }
            }
        }
        return images;
    }

    private static Optional<ImageDraft> readAnnotation(
            Path file, Path imageFolder, Map<String, Path> images, DatasetBuilder builder) {
        try {
            VocAnnotation annotation = VocAnnotation.read(file);
            Path image = imageOf(file, annotation, imageFolder, images, builder);
            return Optional.of(new ImageDraft(image, file, annotation.size(), annotation.objects()));
        } catch (InputException e) {
            builder.report(Rule.UNREADABLE_ANNOTATION, file, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            builder.report(Rule.UNREADABLE_ANNOTATION, file, "cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static Path imageOf(
            Path file, VocAnnotation annotation, Path imageFolder, Map<String, Path> images, DatasetBuilder builder) {
        String filename = annotation.filename();
        Path named = null;
        if (filename != null) {
            try {
                named = Names.resolveInside(imageFolder, filename);
            } catch (InputException e) {
                builder.report(Rule.UNSAFE_PATH, file, "<filename>: " + e.getMessage());
            }
        }
        Path own = images.get(Names.stem(file));
        if (own != null) {
            return own;
        }
        return named == null
                ? imageFolder.resolve(Names.stem(file) + ".jpg")
                : images.getOrDefault(Names.id(Names.name(named)), named);
    }
}
