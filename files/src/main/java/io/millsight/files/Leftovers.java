package io.millsight.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What killed processes have left in a folder: half-written files and folders under hidden names, and folders that were taken out of the way to be
 * replaced. Only what this program wrote is touched, and only if the process that wrote it has ended, which a {@link ProcessLock} tells.
 */
public final class Leftovers {

    /** Folders that need not be looked through again: a folder may hold a hundred thousand files, written one by one. */
    private static final Set<Path> CLEARED = ConcurrentHashMap.newKeySet();

    private Leftovers() {}

    /** As {@link #clear}, but only the first time in this process. */
    static void clearOnce(Path folder) {
        if (CLEARED.add(folder)) {
            clear(folder);
        }
    }

    /**
     * Deletes what is half-written, and puts back what was being replaced. Does nothing where that is not allowed.
     *
     * @param folder only what lies directly in it is considered; need not exist
     */
    public static void clear(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(folder, StagedTarget.LOCKS)) {
            for (Path lock : locks) {
                clearOne(lock);
            }
        } catch (IOException | DirectoryIteratorException | InvalidPathException e) {
            // what cannot be removed is hidden, and in nobody's way
        }
    }

    private static void clearOne(Path lockFile) throws IOException {
        Optional<ProcessLock> free = ProcessLock.tryAcquire(lockFile);
        if (free.isEmpty()) {
            return;
        }
        try (ProcessLock lock = free.get()) {
            if (!lock.excludesOtherProcesses()) {
                return;
            }
            StagedTarget draft = StagedTarget.leftBehind(lockFile);
            FileTrees.deleteTree(draft.partial());
            if (FileTrees.exists(draft.former())) {
                putBack(draft, lockFile.resolveSibling(lock.text()));
            }
            FileTrees.deleteTree(draft.removed());
            if (!FileTrees.exists(draft.former())) {
                FileTrees.deleteTree(lockFile);
            }
        }
    }

    /** Where the replacement is in its place, the former has only not been deleted yet. */
    private static void putBack(StagedTarget draft, Path target) throws IOException {
        if (Objects.equals(draft.former().getParent(), target.getParent())) {
            Path place = FileTrees.exists(target) ? draft.removed() : target;
            Files.move(draft.former(), place, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
