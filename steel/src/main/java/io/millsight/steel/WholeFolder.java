package io.millsight.steel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Writes folders that appear whole or not at all: first beside their place, then by one move. */
public final class WholeFolder {

    private WholeFolder() {}

    /** Fills an empty folder. */
    @FunctionalInterface
    public interface Content {
        void writeInto(Path folder) throws IOException;
    }

    /** Writes a new folder; an {@link InputException} if there already is one with something in it. */
    public static void create(Path target, Content content) {
        if (Files.exists(target) && !isEmptyFolder(target)) {
            throw new InputException(target + ": this already exists; give the name of a new or empty folder");
        }
        write(target, content);
    }

    /** Writes a folder in the place of what is there, of which nothing remains. */
    public static void replace(Path target, Content content) {
        write(target, content);
    }

    private static void write(Path target, Content content) {
        Path place = target.toAbsolutePath().normalize();
        Path parent = place.getParent();
        if (parent == null) {
            throw new InputException(target + ": the root of the file system cannot be replaced; give a folder in it");
        }
        try {
            Files.createDirectories(parent);
            Path draft =
                    Files.createDirectory(parent.resolve("." + place.getFileName() + ".part-" + UUID.randomUUID()));
            try {
                content.writeInto(draft);
                moveInto(draft, place);
            } finally {
                deleteAll(draft);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new InputException(
                    target + ": cannot be written (" + e.getMessage() + "); nothing was left there", e);
        }
    }

    private static void moveInto(Path draft, Path place) throws IOException {
        if (!Files.exists(place)) {
            Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        Path old = draft.resolveSibling(draft.getFileName() + ".old");
        Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
        Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
        deleteAll(old);
    }

    private static boolean isEmptyFolder(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> entries;
        try (Stream<Path> walk = Files.walk(folder)) {
            entries = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path entry : entries) {
            Files.delete(entry);
        }
    }
}
