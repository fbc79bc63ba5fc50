package io.millsight.steel.format;

import io.millsight.files.MessageText;
import io.millsight.image.ImageFile;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Names of files and folders. */
final class Names {

    /** Deep enough for {@code images/crazing/crazing_1.jpg}, shallow enough for a home folder given by mistake. */
    private static final int MAX_DEPTH = 4;

    private Names() {}

    static String extension(Path file) {
        String name = name(file);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** The file name without its extension. */
    static String stem(Path file) {
        String name = name(file);
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }

    /** The last part of a path; empty for the root of a file system. */
    static String name(Path file) {
        Path last = file.getFileName();
        return last == null ? "" : last.toString();
    }

    /** The folder of a file that lies in one. */
    static Path folder(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }

    /** The id in a list that names images with or without folder and extension. */
    static String id(String listed) {
        String name = listed.strip().replace('\\', '/');
        Path file = Path.of(name.substring(name.lastIndexOf('/') + 1));
        return ImageFile.hasImageName(file) || extension(file).equals("xml") ? stem(file) : name(file);
    }

    /** What lies in a folder, sorted by name; hidden files are left out. */
    static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Names::isVisible).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new InputException(folder + ": the folder cannot be listed (" + e.getMessage() + ")", e);
        }
    }

    /** The files in a folder and its subfolders, sorted by path; hidden files are left out. */
    static List<Path> listAll(Path folder) {
        try (Stream<Path> files = Files.walk(folder, MAX_DEPTH, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(Files::isRegularFile)
                    .filter(Names::isVisible)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new InputException(folder + ": the folder cannot be listed (" + e.getMessage() + ")", e);
        }
    }

    private static boolean isVisible(Path file) {
        return !name(file).startsWith(".");
    }

    /** The folder of this name inside another, whatever its case. */
    static Optional<Path> subfolder(Path folder, Set<String> lowerCaseNames) {
        return list(folder).stream()
                .filter(Files::isDirectory)
                .filter(entry -> lowerCaseNames.contains(name(entry).toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /**
     * Resolves a path that a file of the dataset contains.
     *
     * @throws InputException if it leads out of the folder; the message is to follow the file's name
     */
    static Path resolveInside(Path folder, String written) {
        String path = written.strip().replace('\\', '/');
        boolean absolute = path.startsWith("/") || path.matches("[A-Za-z]:.*");
        if (absolute
                || path.isEmpty()
                || path.indexOf('\0') >= 0
                || List.of(path.split("/")).contains("..")) {
            throw new InputException("the file name " + MessageText.quote(path)
                    + " leads out of the dataset; give a name inside the folder");
        }
        return resolve(folder, path);
    }

    /**
     * Resolves a path that a file of the dataset contains, wherever it leads.
     *
     * @throws InputException if it is no path; the message is to follow the file's name
     */
    static Path resolve(Path folder, String path) {
        try {
            return folder.resolve(path).normalize();
        } catch (InvalidPathException e) {
            throw new InputException(
                    "the file name " + MessageText.quote(path) + " is not one that this system allows ("
                            + MessageText.printable(e.getReason()) + ")",
                    e);
        }
    }
}
