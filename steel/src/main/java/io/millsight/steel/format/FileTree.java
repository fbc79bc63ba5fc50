package io.millsight.steel.format;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Lists the files in a dataset folder and its subfolders.
 *
 * <p>Links are followed, except links to a parent folder. Hidden files and folders are skipped. Folders of results are
 * skipped as well, because their images are no data: {@code runs} in the dataset folder, and folders with the settings
 * or metrics of a training or evaluation. Files that are not regular are listed, so that reading them reports the
 * problem; the same holds for folders that are named like an annotation.
 */
final class FileTree extends SimpleFileVisitor<Path> {

    /** Enough for {@code images/train/line1/2024/05/a.jpg}. */
    private static final int MAX_DEPTH = 8;

    /** A folder with more files is probably a disk that was given by mistake. */
    private static final int MAX_FILES = 2_000_000;

    private static final Set<String> ANNOTATION_EXTENSIONS = Set.of("xml", "txt");
    private static final String RESULTS = "runs";
    private static final List<String> RESULT_FILES = List.of("args.yaml", "metrics.json", "metrics.jsonl");

    private final Path root;
    private final List<Path> files = new ArrayList<>();
    private final List<Path> results = new ArrayList<>();

    private FileTree(Path root) {
        this.root = root;
    }

    /** Walks through a folder. */
    static FileTree of(Path root) throws IOException {
        FileTree tree = new FileTree(root);
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, tree);
        return tree;
    }

    /** Returns the files, sorted by path. */
    List<Path> files() {
        return files.stream().sorted().toList();
    }

    /** Returns the skipped folders of results, sorted by path. */
    List<Path> results() {
        return results.stream().sorted().toList();
    }

    private boolean containsResults(Path folder) {
        return (FileNames.name(folder).equalsIgnoreCase(RESULTS) && root.equals(folder.getParent()))
                || RESULT_FILES.stream().map(folder::resolve).anyMatch(Files::isRegularFile);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
        if (folder.equals(root)) {
            return FileVisitResult.CONTINUE;
        }
        if (!FileNames.isVisible(folder)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        if (containsResults(folder)) {
            results.add(folder);
            return FileVisitResult.SKIP_SUBTREE;
        }
        if (ANNOTATION_EXTENSIONS.contains(FileNames.extension(folder))) {
            add(folder);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (FileNames.isVisible(file) && !attributes.isDirectory()) {
            add(file);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (failure instanceof FileSystemLoopException) {
            return FileVisitResult.CONTINUE;
        }
        throw failure;
    }

    private void add(Path file) throws IOException {
        if (files.size() == MAX_FILES) {
            throw new FileSystemException(
                    root.toString(), null, "more than " + MAX_FILES + " files; give the folder of one dataset");
        }
        files.add(file);
    }
}
