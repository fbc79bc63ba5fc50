package io.millsight.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes a set of files into a folder. A later set replaces the earlier one; other files of the folder are not touched.
 * The file {@value #LIST} lists the files of the set. Files that are not in the list belong to somebody else.
 *
 * <p>A set appears as a whole. It is written under a hidden name in the folder. When this name becomes {@value
 * #STAGED}, the new set is valid and its files are moved to their places. A shutdown waits for these moves. After a
 * kill, the next use of the folder completes them.
 *
 * @param writer the command that writes such sets, for example {@code millsight evaluate}
 * @param names pattern of the file names that a set may contain
 */
public record ListedFiles(String writer, Pattern names) {

    /** File that lists the other files of the set. */
    public static final String LIST = "millsight-files.txt";

    /** Hidden folder with the new set, once it is complete. */
    static final String STAGED = ".millsight-files.new";

    private static final long MAX_BYTES = 1 << 20;

    /**
     * Checks that a folder can take a set. The folder may contain an earlier set of the same writer and unrelated files
     * with other names.
     *
     * @throws FileAlreadyExistsException if it contains anything else; the message names the folder or file and the
     *     remedy
     * @throws IOException if the folder cannot be read
     */
    public void requirePlace(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new FileAlreadyExistsException(folder.toString(), null, "is a file; give a folder to write to");
        }
        Leftovers.clear(folder);
        install(folder);
        boolean earlier = Files.exists(folder.resolve(LIST));
        Set<String> own = earlier ? listed(folder) : Set.of();
        for (String name : namesIn(folder)) {
            if (!earlier) {
                throw new FileAlreadyExistsException(
                        folder.toString(),
                        null,
                        "the folder is not empty, and '" + writer
                                + "' has not written into it before; choose another, or remove it first");
            }
            if (!own.contains(name) && names.matcher(name).matches()) {
                throw inTheWay(folder.resolve(name));
            }
        }
    }

    /**
     * Writes a set and replaces the earlier one. Creates the folder if it is missing.
     *
     * @param content writes the files into the given folder; their names must match {@link #names}
     * @throws FileAlreadyExistsException if {@link #requirePlace} refuses the folder; nothing has changed
     * @throws IOException if the files cannot be written; the earlier set is unchanged
     */
    public void write(Path folder, AtomicFolder.Content content) throws IOException {
        AtomicFolder.Content listed = staged -> {
            content.writeTo(staged);
            AtomicFile.write(staged.resolve(LIST), list(namesIn(staged)));
        };
        if (!Files.exists(folder)) {
            AtomicFolder.write(folder, listed);
            return;
        }
        requirePlace(folder);
        AtomicFolder.write(folder.resolve(STAGED), listed);
        try (ShutdownGuard guard = ShutdownGuard.finish(() -> {})) {
            install(folder);
        }
    }

    /** Moves a complete set to its place. Also completes moves that a kill interrupted. */
    private void install(Path folder) throws IOException {
        Path staged = folder.resolve(STAGED);
        if (!Files.isDirectory(staged, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.exists(staged.resolve(LIST))) {
            Set<String> current = listed(staged);
            Set<String> former = Files.exists(folder.resolve(LIST)) ? listed(folder) : Set.of();
            for (String name : namesIn(staged)) {
                if (!name.equals(LIST) && !former.contains(name) && Files.exists(folder.resolve(name))) {
                    FileTrees.deleteTree(staged);
                    throw inTheWay(folder.resolve(name));
                }
            }
            for (String name : former) {
                if (!current.contains(name)) {
                    Files.deleteIfExists(folder.resolve(name));
                }
            }
            List<String> inOrder = new ArrayList<>(namesIn(staged));
            inOrder.remove(LIST);
            inOrder.add(LIST); // The list is moved last. An old list therefore means that the moves are incomplete.
            for (String name : inOrder) {
                Files.move(
                        staged.resolve(name),
                        folder.resolve(name),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        FileTrees.forceNames(folder);
        FileTrees.deleteTree(staged);
    }

    private static FileAlreadyExistsException inTheWay(Path file) {
        return new FileAlreadyExistsException(
                file.toString(),
                null,
                "is in the way, and no earlier report wrote it; move it away, or choose another folder");
    }

    private static Set<String> namesIn(Path folder) throws IOException {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }

    private String heading() {
        return "Files of '" + writer + "', which replaces them when it writes here again:";
    }

    private byte[] list(Set<String> files) {
        return (heading() + "\n" + files.stream().map(name -> name + "\n").collect(Collectors.joining()))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Reads the names in a list. Only plain names are accepted, because the named files may be deleted. */
    private Set<String> listed(Path folder) throws IOException {
        Path file = folder.resolve(LIST);
        List<String> lines = InputFile.readText(file, MAX_BYTES).lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(heading())) {
            throw new FileAlreadyExistsException(
                    file.toString(), null, "is not the list of '" + writer + "'; choose another folder");
        }
        Set<String> files = new LinkedHashSet<>(lines.subList(1, lines.size()));
        for (String name : files) {
            if (!names.matcher(name).matches() || Files.isDirectory(folder.resolve(name))) {
                throw new FileSystemException(
                        file.toString(),
                        null,
                        "names " + name + ", which '" + writer + "' does not write; choose another folder");
            }
        }
        files.add(LIST);
        return files;
    }
}
