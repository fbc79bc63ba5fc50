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

/** Names of files and folders. */
final class FileNames {

    private FileNames() {}

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
        String written = listed.strip().replace('\\', '/');
        String name = written.substring(written.lastIndexOf('/') + 1);
        try {
            Path file = Path.of(name);
            return ImageFile.hasImageName(file) || extension(file).equals("xml") ? stem(file) : name(file);
        } catch (InvalidPathException e) {
            return name; // no image is called so
        }
    }

    /** The id that a list means, if it is among the known ones: as it is written, without surrounding blanks, or without folder and extension. */
    static Optional<String> known(String listed, Set<String> ids) {
        return Stream.of(listed, listed.strip(), id(listed))
                .filter(ids::contains)
                .findFirst();
    }

    /** What lies in a folder, sorted by name; hidden files are left out. */
    static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(FileNames::isVisible).sorted().toList();
        } catch (IOException e) {
            throw unlistable(folder, e);
        } catch (UncheckedIOException e) {
            throw new InputException(folder + ": the folder cannot be listed (" + e.getMessage() + ")", e);
        }
    }

    /** The files in a folder and its subfolders, see {@link FileTree}. */
    static List<Path> listAll(Path folder) {
        return tree(folder).files();
    }

    /** What lies in a folder and its subfolders. */
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

    /** Whether there is anything of this name: a file, a folder, a pipe, a link to nothing. */
    static boolean isTaken(Path place) {
        return Files.exists(place, LinkOption.NOFOLLOW_LINKS);
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
