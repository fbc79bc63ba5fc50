package io.millsight.steel.format;

import io.millsight.image.ImageFile;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Folder of Pascal VOC annotations and their images, with subfolders of any depth.
 *
 * <p>An annotation belongs to the image with the same file name. {@code <filename>} is used only if there is no such
 * image, because it is often outdated. If there is a folder with the name of an annotation folder, only its content is
 * read, so that copies elsewhere are ignored. An annotation elsewhere is an error if its image has no other.
 */
final class VocFolder {

    private static final Set<String> ANNOTATION_FOLDERS = Set.of("annotations", "annotation", "xml", "xmls", "labels");
    private static final Set<String> IMAGE_FOLDERS = Set.of("images", "jpegimages", "image", "imgs", "img");

    private final List<Path> files;
    private final Path annotationFolder;
    private final Path imageFolder;
    private final DatasetBuilder builder;
    private final Map<String, Path> imagesByStem = new TreeMap<>();
    private final Set<Path> annotated = new HashSet<>();

    /** Split of each image by id, if its folders or the folders of its annotation have the name of a split. */
    private final Map<String, Optional<String>> splits = new LinkedHashMap<>();

    private VocFolder(Path folder, List<Path> files, DatasetBuilder builder) {
        this.files = files;
        this.annotationFolder = subfolder(
                folder,
                ANNOTATION_FOLDERS,
                files.stream().filter(VocFolder::isXml).toList());
        this.imageFolder = subfolder(
                folder,
                IMAGE_FOLDERS,
                files.stream().filter(ImageFile::hasImageName).toList());
        this.builder = builder;
    }

    /** Returns the subfolder with one of these names that contains any of the files, or the folder itself. */
    private static Path subfolder(Path folder, Set<String> names, List<Path> files) {
        return FileNames.subfolder(folder, names)
                .filter(subfolder -> files.stream().anyMatch(file -> file.startsWith(subfolder)))
                .orElse(folder);
    }

    /** Returns whether a file has the extension of an annotation. */
    static boolean isXml(Path file) {
        return FileNames.extension(file).equals("xml");
    }

    /**
     * Adds all images and findings to the dataset.
     *
     * @param folder the folder
     * @param files files in the folder to be read
     * @param builder collects images and findings
     * @return ids of the images that were read, with their split if their folders state one
     */
    static Map<String, Optional<String>> read(Path folder, List<Path> files, DatasetBuilder builder) {
        VocFolder reader = new VocFolder(folder, files, builder);
        reader.findImages();
        reader.readAnnotations();
        reader.reportRest();
        return reader.splits;
    }

    private void findImages() {
        for (Path file : files) {
            if (ImageFile.hasImageName(file) && file.startsWith(imageFolder)) {
                Path other = imagesByStem.putIfAbsent(FileNames.stem(file), file);
                if (other != null) {
                    builder.report(Rule.DUPLICATE_ID, file, "has the same name as " + other + "; rename one of them");
                }
            }
        }
    }

    private void readAnnotations() {
        for (Path file : files) {
            if (isXml(file) && file.startsWith(annotationFolder)) {
                readAnnotation(file);
            }
        }
    }

    /**
     * Reads an annotation. Its image counts as annotated even if the annotation is unreadable, because one finding is
     * enough.
     */
    private void readAnnotation(Path file) {
        Path own = imagesByStem.get(FileNames.stem(file));
        if (own != null) {
            annotated.add(own);
        }
        try {
            VocAnnotation annotation = VocAnnotation.read(file);
            Path named = namedImage(file, annotation);
            Path image = own != null ? own : named;
            annotated.add(image);
            if (builder.add(new UncheckedImage(image, file, annotation.size(), annotation.objects()))) {
                splits.put(FileNames.stem(image), split(file, image));
            }
        } catch (InputException e) {
            builder.report(Rule.UNREADABLE_ANNOTATION, file, String.valueOf(e.getMessage()));
        }
    }

    private Optional<String> split(Path file, Path image) {
        Optional<String> split = SplitFolders.splitOfFolders(annotationFolder.relativize(FileNames.folder(file)));
        return split.isPresent() || !image.startsWith(imageFolder)
                ? split
                : SplitFolders.splitOfFolders(imageFolder.relativize(FileNames.folder(image)));
    }

    /**
     * Returns the image that the annotation names, which may be missing. Without a valid name, returns the expected
     * file.
     */
    private Path namedImage(Path file, VocAnnotation annotation) {
        Path expected = imageFolder.resolve(FileNames.stem(file) + ".jpg");
        String filename = annotation.filename();
        if (filename == null) {
            return expected;
        }
        try {
            Path named = FileNames.resolveInside(imageFolder, filename);
            return imagesByStem.getOrDefault(FileNames.id(FileNames.name(named)), named);
        } catch (InputException e) {
            builder.report(Rule.UNSAFE_PATH, file, "<filename>: " + e.getMessage());
            return expected;
        }
    }

    private void reportRest() {
        Set<Path> elsewhere = new HashSet<>();
        for (Path file : files) {
            if (isXml(file) && !file.startsWith(annotationFolder)) {
                reportElsewhere(file, elsewhere);
            } else if (!isXml(file)
                    && file.startsWith(annotationFolder)
                    && !imageFolder.startsWith(annotationFolder)
                    && !Files.isDirectory(file)) {
                builder.report(Rule.STRAY_FILE, file, "not an annotation; it is ignored");
            }
        }
        for (Path image : imagesByStem.values()) {
            if (!annotated.contains(image) && !elsewhere.contains(image)) {
                builder.report(
                        Rule.MISSING_ANNOTATION,
                        image,
                        "no annotation, so it is not used; a clean surface needs one without objects");
            }
        }
    }

    private void reportElsewhere(Path file, Set<Path> elsewhere) {
        Path image = imagesByStem.get(FileNames.stem(file));
        if (image != null && !annotated.contains(image)) {
            elsewhere.add(image);
            builder.report(
                    Rule.UNREADABLE_ANNOTATION,
                    file,
                    "not read, since it lies outside of " + annotationFolder + ", but " + FileNames.name(image)
                            + " has no other annotation; move it there");
        } else {
            builder.report(Rule.STRAY_FILE, file, "ignored, since it lies outside of " + annotationFolder);
        }
    }
}
