package io.millsight.steel.format;

import io.millsight.image.ImageFile;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One folder of Pascal annotations and the images to which they belong.
 *
 * <p>An annotation belongs to the image with its own name; {@code <filename>} only counts where there is no such image, because it is
 * often stale.
 */
final class VocFolder {

    private static final Set<String> ANNOTATION_FOLDERS = Set.of("annotations", "annotation", "xml", "xmls", "labels");
    private static final Set<String> IMAGE_FOLDERS = Set.of("images", "jpegimages", "image", "imgs", "img");

    private final Path annotationFolder;
    private final Path imageFolder;
    private final DatasetBuilder builder;
    private final Map<String, Path> imagesByStem = new TreeMap<>();

    private VocFolder(Path folder, DatasetBuilder builder) {
        this.annotationFolder = annotationFolder(folder);
        this.imageFolder = Names.subfolder(folder, IMAGE_FOLDERS).orElse(folder);
        this.builder = builder;
    }

    static boolean hasAnnotations(Path folder) {
        return !annotations(folder).isEmpty();
    }

    static List<Path> annotations(Path folder) {
        return Names.list(annotationFolder(folder)).stream()
                .filter(VocFolder::isXml)
                .toList();
    }

    private static Path annotationFolder(Path folder) {
        return Names.subfolder(folder, ANNOTATION_FOLDERS).orElse(folder);
    }

    private static boolean isXml(Path file) {
        return Names.extension(file).equals("xml");
    }

    /** Adds all images and findings to the dataset; returns the ids of the images that have an annotation. */
    static Set<String> read(Path folder, DatasetBuilder builder) {
        VocFolder reader = new VocFolder(folder, builder);
        reader.findImages();
        return reader.readAnnotations();
    }

    private void findImages() {
        for (Path file : Names.listAll(imageFolder)) {
            if (ImageFile.hasImageName(file)) {
                Path other = imagesByStem.putIfAbsent(Names.stem(file), file);
                if (other != null) {
                    builder.report(Rule.DUPLICATE_ID, file, "has the same name as " + other + "; rename one of them");
                }
            }
        }
    }

    private Set<String> readAnnotations() {
        Set<String> ids = new TreeSet<>();
        Set<Path> annotated = new HashSet<>();
        for (Path file : Names.list(annotationFolder)) {
            if (isXml(file)) {
                readAnnotation(file, annotated);
            } else if (!annotationFolder.equals(imageFolder) && !Files.isDirectory(file)) {
                builder.report(Rule.STRAY_FILE, file, "not an annotation; it is ignored");
            }
        }
        for (Path image : imagesByStem.values()) {
            if (annotated.contains(image)) {
                ids.add(Names.stem(image));
            } else {
                builder.report(
                        Rule.MISSING_ANNOTATION,
                        image,
                        "no annotation, so it is not used; a clean surface needs one without objects");
            }
        }
        return ids;
    }

    /** Counts an image as annotated even if its annotation cannot be read: one finding is enough. */
    private void readAnnotation(Path file, Set<Path> annotated) {
        Path own = imagesByStem.get(Names.stem(file));
        if (own != null) {
            annotated.add(own);
        }
        try {
            VocAnnotation annotation = VocAnnotation.read(file);
            Path named = namedImage(file, annotation);
            Path image = own != null ? own : named;
            annotated.add(image);
            builder.add(new ImageDraft(image, file, annotation.size(), annotation.objects()));
        } catch (InputException e) {
            builder.report(Rule.UNREADABLE_ANNOTATION, file, String.valueOf(e.getMessage()));
        }
    }

    /** The image that the annotation names, whether or not it exists; without a usable name, the one that it should have. */
    private Path namedImage(Path file, VocAnnotation annotation) {
        Path expected = imageFolder.resolve(Names.stem(file) + ".jpg");
        String filename = annotation.filename();
        if (filename == null) {
            return expected;
        }
        try {
            Path named = Names.resolveInside(imageFolder, filename);
            return imagesByStem.getOrDefault(Names.id(Names.name(named)), named);
        } catch (InputException e) {
            builder.report(Rule.UNSAFE_PATH, file, "<filename>: " + e.getMessage());
            return expected;
        }
    }
}
