package io.millsight.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Makes a folder with all its files or not at all: it is filled under a hidden name beside its place and then renamed. */
public final class AtomicFolder {

    /** Writes the files of a folder. */
    @FunctionalInterface
    public interface Content {
        void writeTo(Path folder) throws IOException;
    }

    private AtomicFolder() {}

    /**
     * Makes a folder, and those above it if need be.
     *
     * @param target does not exist, or is an empty folder
     * @throws FileAlreadyExistsException if it is a file or holds anything; nothing has been written then
     * @throws IOException if the content cannot be written; nothing of it remains, not even after an interrupt from the keyboard
     */
    public static void write(Path target, Content content) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        requireFree(target);
        fill(absolute, content, partial -> {
            Files.deleteIfExists(absolute); // an empty folder, which not every system replaces
            Files.move(partial, absolute, StandardCopyOption.ATOMIC_MOVE);
        });
    }

    /**
     * Makes a folder in the place of another, of which nothing remains.
     *
     * @throws IOException if the content cannot be written; the former folder is as it was then
     */
    public static void replace(Path target, Content content) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        Path former = AtomicFile.partialSibling(absolute);
        fill(absolute, content, partial -> {
            if (Files.exists(absolute)) {
                Files.move(absolute, former, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(partial, absolute, StandardCopyOption.ATOMIC_MOVE);
            deleteTree(former);
        });
    }

    private static void fill(Path absolute, Content content, Content place) throws IOException {
        Path partial = AtomicFile.partialSibling(absolute);
        Files.createDirectories(partial);
        Thread cleaner = new Thread(() -> deleteTree(partial));
        Runtime.getRuntime().addShutdownHook(cleaner);
        try {
            content.writeTo(partial);
            place.writeTo(partial);
        } finally {
            deleteTree(partial);
            removeHook(cleaner);
        }
    }

    /**
     * Refuses a place that {@link #write} would refuse, for callers whose content takes long to make.
     *
     * @throws FileAlreadyExistsException if it is a file or holds anything
     */
    public static void requireFree(Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw new FileAlreadyExistsException(target.toString(), null, "is a file; choose another folder");
        }
        try (Stream<Path> content = Files.list(target)) {
            if (content.findAny().isPresent()) {
                throw new FileAlreadyExistsException(
                        target.toString(), null, "the folder is not empty; choose another, or remove it first");
            }
        }
    }

    /** As far as possible: this is for what failed already. */
    private static void deleteTree(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            folder.toFile().deleteOnExit();
        }
    }

    private static void removeHook(Thread cleaner) {
        try {
            Runtime.getRuntime().removeShutdownHook(cleaner);
        } catch (IllegalStateException e) {
            // the program is ending already, and the hook runs
        }
    }
}
