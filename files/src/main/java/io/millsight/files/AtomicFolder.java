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
 * Makes a folder with all its files or not at all: it is filled under a hidden name beside its place, forced to the disk and then renamed. If the
 * program is asked to end meanwhile, the work is stopped and nothing of it remains. What a kill leaves is hidden, and the next folder that is written
 * beside it removes it.
 */
public final class AtomicFolder {

    private static final int RECOVERY_ATTEMPTS = 20;
    private static final long RECOVERY_MILLISECONDS = 50;

    /** Writes the files of a folder. */
    @FunctionalInterface
    public interface Content {
        void writeTo(Path folder) throws IOException;
    }

    /** What becomes of a folder that has been filled. */
    @FunctionalInterface
    private interface Placement {
        void place(StagedTarget draft) throws IOException;
    }

    private AtomicFolder() {}

    /**
     * Makes a folder, and those above it if need be.
     *
     * @param target does not exist, or is an empty folder
     * @throws FileAlreadyExistsException if it is a file or holds anything; nothing has been written then
     * @throws IOException if the content cannot be written; nothing of it remains
     * @throws ProgramEndingException if the program is asked to end; nothing of it remains
     */
    public static void write(Path target, Content content) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        requireFree(target);
        fill(absolute, forced(content), draft -> {
            requireFree(target); // another process may have made it meanwhile
            moveOntoEmpty(draft.partial(), absolute);
        });
    }

    /**
     * Makes a folder in the place of another, of which nothing remains. A kill leaves the one or the other; where it comes in the instant between
     * two renames, {@link #recover} or the next writing puts the former folder back.
     *
     * @throws FileAlreadyExistsException if there is a file in its place
     * @throws IOException if the content cannot be written; the former folder is as it was then
     * @throws ProgramEndingException if the program is asked to end; the former folder is as it was then
     */
    public static void replace(Path target, Content content) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        requireNoFile(target);
        fill(absolute, forced(content), StagedTarget::replaceTarget);
    }

    /**
     * Lends a folder for work that makes something beside it; afterwards nothing of the folder remains.
     *
     * @param target the folder lies beside it, so on the same disk
     * @throws IOException if the work fails
     * @throws ProgramEndingException if the program is asked to end
     */
    public static void withScratch(Path target, Content work) throws IOException {
        fill(target.toAbsolutePath().normalize(), work, draft -> {});
    }

    /**
     * Deletes a folder so that it is there as a whole or not at all.
     *
     * @throws IOException if it cannot be taken away; it is as it was then
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
     * Puts a folder back whose replacement was cut off by a kill. To be called before a folder is read that {@link #replace} writes.
     *
     * @throws IOException if it cannot be put back
     */
    public static void recover(Path target) throws IOException {
        Path folder = Objects.requireNonNull(target.toAbsolutePath().normalize().getParent());
        for (int attempt = 0; attempt < RECOVERY_ATTEMPTS; attempt++) {
            if (Files.exists(target) || !holdsFormer(folder)) {
                return;
            }
            Leftovers.clear(folder);
            pause(attempt); // a living process is just replacing it
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
            writer.interrupt(); // a large file that is being written ends at once
            draft.takeAway();
        })) {
            List<Path> made = createFolders(folder);
            boolean placed = false;
            try (draft) {
                Leftovers.clear(folder);
                draft.open();
                Files.createDirectory(draft.partial());
                requireNotTakenAway(draft, guard);
                content.writeTo(draft.partial());
                synchronized (draft) { // so that it is not taken away in the middle of this
                    requireNotTakenAway(draft, guard);
                    placement.place(draft);
                }
                placed = true;
            } catch (IOException | RuntimeException e) {
                if (guard.told()) {
                    throw new ProgramEndingException(e); // its way to fail does not matter
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

    private static void requireNotTakenAway(StagedTarget draft, ShutdownGuard guard) {
        if (guard.told() || draft.isTakenAway()) {
            throw new ProgramEndingException();
        }
    }

    /** Makes a folder and those above it; answers what was missing, the deepest first. */
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
                return; // somebody else has put something into it
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
                Files.delete(to); // not every system moves onto an empty folder
            } catch (DirectoryNotEmptyException filled) {
                throw notEmpty(to);
            }
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /**
     * Refuses a place that {@link #write} would refuse, for callers whose content takes long to make.
     *
     * @throws FileAlreadyExistsException if it is a file or holds anything
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
