package io.millsight.steel.format;

import io.millsight.files.InputFile;
import io.millsight.files.MessageText;
import io.millsight.image.ImageFile;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Helpers for names of files and folders. */
final class FileNames {

    private FileNames() {}

    static String extension(Path file) {
        String name = name(file);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** Returns the file name without extension. */
    static String stem(Path file) {
        String name = name(file);
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }

    /** Returns the last part of a path; empty for the root of a file system. */
    static String name(Path file) {
        Path last = file.getFileName();
        return last == null ? "" : last.toString();
    }

    /** Returns the folder of a file. */
    static Path folder(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }

    /** Returns the id for an entry of a list, which may have a folder and an extension. */
    static String id(String listed) {
        String written = listed.strip().replace('\\', '/');
        String name = written.substring(written.lastIndexOf('/') + 1);
        try {
            Path file = Path.of(name);
            return ImageFile.hasImageName(file) || extension(file).equals("xml") ? stem(file) : name(file);
        } catch (InvalidPathException e) {
            return name; // such a name belongs to no image
        }
    }

    /**
     * Returns the known id that an entry of a list means: as written, without surrounding blanks, or without folder and
     * extension.
     */
    static Optional<String> known(String listed, Set<String> ids) {
        return Stream.of(listed, listed.strip(), id(listed))
                .filter(ids::contains)
                .findFirst();
    }

    /** Returns the entries of a folder, sorted by name, without hidden files. */
    static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(FileNames::isVisible).sorted().toList();
        } catch (IOException e) {
            throw unlistable(folder, e);
        } catch (UncheckedIOException e) {
            throw new InputException(folder + ": the folder cannot be listed (" + e.getMessage() + ")", e);
        }
    }

    /** Returns the files in a folder and its subfolders, see {@link FileTree}. */
    static List<Path> listAll(Path folder) {
        return tree(folder).files();
    }

    /** Returns the content of a folder and its subfolders. */
    static FileTree tree(Path folder) {
        try {
            return FileTree.of(folder);
        } catch (IOException e) {
            throw unlistable(folder, e);
        }
    }

    private static InputException unlistable(Path folder, IOException e) {
        return new InputException(folder + ": the folder cannot be listed (" + InputFile.reason(e) + ")", e);
    }

    static boolean isVisible(Path file) {
        return !name(file).startsWith(".");
    }

    /** Returns whether the path exists as a file, folder, pipe or link. A link may lead to nothing. */
    static boolean exists(Path place) {
        return Files.exists(place, LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns the subfolder with one of these names, in any case. */
    static Optional<Path> subfolder(Path folder, Set<String> lowerCaseNames) {
        return list(folder).stream()
                .filter(Files::isDirectory)
                .filter(entry -> lowerCaseNames.contains(name(entry).toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /**
     * Resolves a path from a file of the dataset.
     *
     * @throws InputException if it leads out of the folder; the caller puts the file's name in front of the message
     */
    static Path resolveInside(Path folder, String written) {
        String path = written.strip().replace('\\', '/');
        boolean absolute = path.startsWith("/") || path.matches("(?s)[A-Za-z]:.*");
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
     * Resolves a path from a file of the dataset. It may lead out of the folder.
     *
     * @throws InputException if it is not a valid path; the caller puts the file's name in front of the message
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
