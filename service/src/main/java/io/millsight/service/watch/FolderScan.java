package io.millsight.service.watch;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Finds new images in a folder by looking again and again, because a file system of another machine tells nobody of its changes. A file is complete
 * if its size and its time are the same as at the scan before. Links and hidden files are left out.
 */
final class FolderScan {

    /** What follows the name of an image in the name of its result. */
    static final String RESULT = ".json";

    private static final Set<String> IMAGES = Set.of("png", "jpg", "jpeg", "bmp", "gif", "tif", "tiff", "webp");

    private record Stamp(long size, FileTime modified) {}

    private final Path folder;
    private Map<Path, Stamp> waiting = Map.of();

    FolderScan(Path folder) {
        this.folder = folder;
    }

    /** Returns the complete images without a result that is as new, the oldest first. */
    List<Path> ready() throws IOException {
        Map<Path, Stamp> files = files();
        Map<Path, Stamp> open = new HashMap<>();
        files.forEach((file, stamp) -> {
            Stamp result = files.get(result(file));
            if (isImage(file) && (result == null || result.modified.compareTo(stamp.modified) < 0)) {
                open.put(file, stamp);
            }
        });
        List<Path> ready = open.entrySet().stream()
                .filter(image -> image.getValue().equals(waiting.get(image.getKey())))
                .sorted(Comparator.comparing((Map.Entry<Path, Stamp> image) -> image.getValue().modified)
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .toList();
        waiting = open;
        return ready;
    }

    /** Returns the file of an image's result. */
    static Path result(Path image) {
        return image.resolveSibling(image.getFileName() + RESULT);
    }

    private static boolean isImage(Path file) {
        String name = file.getFileName().toString();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return IMAGES.contains(extension);
    }

    private Map<Path, Stamp> files() throws IOException {
        Map<Path, Stamp> files = new HashMap<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path place, BasicFileAttributes attributes) {
                return place.equals(folder) || !isHidden(place)
                        ? FileVisitResult.CONTINUE
                        : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && !isHidden(file)) {
                    files.put(file, new Stamp(attributes.size(), attributes.lastModifiedTime()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE; // it was removed meanwhile, or nobody may read it
            }
        });
        return files;
    }

    private static boolean isHidden(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") || name.startsWith("~");
    }
}
