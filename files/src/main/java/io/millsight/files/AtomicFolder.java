package io.millsight.files;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Creates a folder with all its files, or nothing. The folder is filled under a hidden name beside its target, forced
 * to the disk and then renamed.
 * If the program is asked to end, the work stops and its files are deleted. A killed process leaves hidden files; the
 * next write beside the target removes them.
 */
public final class AtomicFolder {

    private static final int RECOVERY_ATTEMPTS = 20;
    private static final long RECOVERY_MILLISECONDS = 50;

    /** Writes the files of a folder. */
    @FunctionalInterface
    public interface Content {
        void writeTo(Path folder) throws IOException;
    }

    /** Moves a filled folder to its target, or uses it in another way. */
    @FunctionalInterface
    private interface Placement {
        void place(StagedTarget draft) throws IOException;
    }

    private AtomicFolder() {}

    /**
     * Creates a folder and its missing parents.
     *
     * @param target must not exist or must be an empty folder
     * @throws FileAlreadyExistsException if the target is a file or a folder with content; nothing has been written
     * @throws IOException if the content cannot be written; nothing is left on the disk
     * @throws ProgramEndingException if the program is asked to end; nothing is left on the disk
     */
    public static void write(Path target, Content content) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        requireFree(target);
        fill(absolute, forced(content), draft -> {
            requireFree(target); // another process may have created it in the meantime
            moveOntoEmpty(draft.partial(), absolute);
        });
    }

    /**
     * Moves a complete folder to its target in one step, after forcing its files to the disk.
     *
     * @param filled lies on the same disk as the target
     * @param target must not exist or must be an empty folder
     * @throws FileAlreadyExistsException if the target is a file or a folder with content; nothing has been moved
     * @throws IOException if it cannot be moved; both folders are unchanged
     */
    public static void place(Path filled, Path target) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        try (ShutdownGuard guard = ShutdownGuard.finish(() -> {})) {
            FileTrees.forceTree(filled);
            requireFree(target);
            moveOntoEmpty(filled, absolute);
            FileTrees.forceNames(Objects.requireNonNull(absolute.getParent()));
        }
    }

    /**
     * Replaces a folder by a new one. After a kill, either the old or the new folder exists. If the kill comes between
     * the two renames, {@link #recover} or the next write restores the old folder.
     *
     * @throws FileAlreadyExistsException if the target is a file
     * @throws IOException if the content cannot be written; the old folder is unchanged
     * @throws ProgramEndingException if the program is asked to end; the old folder is unchanged
     */
    public static void replace(Path target, Content content) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        requireNoFile(target);
        fill(absolute, forced(content), StagedTarget::replaceTarget);
    }

    /**
     * Creates a temporary folder for some work and deletes it afterwards.
     *
     * @param target the temporary folder lies beside this path, on the same disk
     * @throws IOException if the work fails
     * @throws ProgramEndingException if the program is asked to end
     */
    public static void withScratch(Path target, Content work) throws IOException {
        fill(target.toAbsolutePath().normalize(), work, draft -> {});
    }

    /**
     * Deletes a folder completely or not at all.
     *
     * @throws IOException if the folder cannot be moved away; it is unchanged
     */
    public static void remove(Path target) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        StagedTarget draft = new StagedTarget(absolute);
        try (ShutdownGuard guard = ShutdownGuard.finish(() -> {});
                draft) {
            draft.open();
            draft.removeTarget();
        } catch (FileSystemException e) {
            throw draft.translated(e);
        }
    }

    /**
     * Restores a folder whose replacement was interrupted by a kill. Call it before reading a folder that {@link
     * #replace} writes.
     *
     * @throws IOException if the folder cannot be restored
     */
    public static void recover(Path target) throws IOException {
        Path folder = Objects.requireNonNull(target.toAbsolutePath().normalize().getParent());
        for (int attempt = 0; attempt < RECOVERY_ATTEMPTS; attempt++) {
            if (Files.exists(target) || !holdsFormer(folder)) {
                return;
            }
            Leftovers.clear(folder);
            pause(attempt); // a running process may be replacing it at this moment
        }
        throw new FileSystemException(
                target.toString(),
                null,
                "is being replaced, or was when the program was killed, and cannot be put back; try again, and allow"
                        + " writing to " + folder);
    }

    private static boolean holdsFormer(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (DirectoryStream<Path> formers = Files.newDirectoryStream(folder, StagedTarget.FORMERS)) {
            return formers.iterator().hasNext();
        }
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(attempt == 0 ? 0 : RECOVERY_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void fill(Path absolute, Content content, Placement placement) throws IOException {
        Path folder = absolute.getParent();
        if (folder == null) {
            throw new FileAlreadyExistsException(
                    absolute.toString(), null, "cannot be replaced; choose another folder");
        }
        StagedTarget draft = new StagedTarget(absolute);
        Thread writer = Thread.currentThread();
        try (ShutdownGuard guard = ShutdownGuard.abandon(() -> {
            writer.interrupt(); // interrupts a large write at once
            draft.discard();
        })) {
            List<Path> made = createFolders(folder);
            boolean placed = false;
            try (draft) {
                Leftovers.clear(folder);
                draft.open();
                Files.createDirectory(draft.partial());
                requireNotDiscarded(draft, guard);
                content.writeTo(draft.partial());
                synchronized (draft) { // the shutdown thread must not discard the folder during these steps
                    requireNotDiscarded(draft, guard);
                    placement.place(draft);
                }
                placed = true;
            } catch (IOException | RuntimeException e) {
                if (guard.shutdownRequested()) {
                    throw new ProgramEndingException(e); // the failure is a consequence of the shutdown
                }
                throw e;
            } finally {
                if (!placed) {
                    deleteEmpty(made);
                }
            }
        } catch (FileSystemException e) {
            throw draft.translated(e);
        }
    }

    private static Content forced(Content content) {
        return folder -> {
            content.writeTo(folder);
            FileTrees.forceTree(folder);
        };
    }

    private static void requireNotDiscarded(StagedTarget draft, ShutdownGuard guard) {
        if (guard.shutdownRequested() || draft.isDiscarded()) {
            throw new ProgramEndingException();
        }
    }

    /** Creates a folder and its parents. Returns the folders that were missing, the deepest first. */
    private static List<Path> createFolders(Path folder) throws IOException {
        List<Path> missing = new ArrayList<>();
        for (@Nullable Path path = folder; path != null && !Files.exists(path); path = path.getParent()) {
            missing.add(path);
        }
        Files.createDirectories(folder);
        return missing;
    }

    private static void deleteEmpty(List<Path> folders) {
        for (Path folder : folders) {
            try {
                Files.deleteIfExists(folder);
            } catch (IOException e) {
                return; // another process has put a file into it
            }
        }
    }

    private static void moveOntoEmpty(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(to)) {
                throw e;
            }
            try {
                Files.delete(to); // some systems cannot rename onto an empty folder
            } catch (DirectoryNotEmptyException filled) {
                throw notEmpty(to);
            }
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /**
     * Checks a target early, before slow work starts: refuses what {@link #write} would refuse.
     *
     * @throws FileAlreadyExistsException if the target is a file or a folder with content
     */
    public static void requireFree(Path target) throws IOException {
        requireNoFile(target);
        if (!Files.exists(target)) {
            return;
        }
        try (Stream<Path> content = Files.list(target)) {
            if (content.findAny().isPresent()) {
                throw notEmpty(target);
            }
        }
    }

    private static void requireNoFile(Path target) throws FileAlreadyExistsException {
        if (Files.exists(target) && !Files.isDirectory(target)) {
            throw new FileAlreadyExistsException(target.toString(), null, "is a file; choose another folder");
        }
    }

    private static FileAlreadyExistsException notEmpty(Path target) {
        return new FileAlreadyExistsException(
                target.toString(), null, "the folder is not empty; choose another, or remove it first");
    }
}
