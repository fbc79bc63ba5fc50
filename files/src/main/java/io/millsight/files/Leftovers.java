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
 * Cleans up what killed processes left in a folder: partly written files and folders under hidden names, and folders
 * that were being replaced. Only files of this program are touched, and only if the process that wrote them has ended
 * ({@link ProcessLock}).
 */
public final class Leftovers {

    /**
     * Folders that were already cleaned in this process. Without this set, writing 100,000 files into one folder would
     * scan the folder each time.
     */
    private static final Set<Path> CLEARED = ConcurrentHashMap.newKeySet();

    private Leftovers() {}

    /** Cleans a folder with {@link #clear}, but only once per process. */
    static void clearOnce(Path folder) {
        if (CLEARED.add(folder)) {
            clear(folder);
        }
    }

    /**
     * Deletes partly written files and restores folders whose replacement was interrupted. Does nothing if the folder
     * is not writable.
     *
     * @param folder only its direct entries are examined; may be missing
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
            // the remaining files are hidden and do no harm
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
            StagedTarget draft = StagedTarget.ofKilledProcess(lockFile);
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

    /** If the target exists, the replacement was finished and only the old folder has to be deleted. */
    private static void putBack(StagedTarget draft, Path target) throws IOException {
        if (Objects.equals(draft.former().getParent(), target.getParent())) {
            Path place = FileTrees.exists(target) ? draft.removed() : target;
            Files.move(draft.former(), place, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
