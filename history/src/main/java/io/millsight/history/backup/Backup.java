package io.millsight.history.backup;

import io.millsight.files.AtomicFile;
import io.millsight.files.AtomicFolder;
import io.millsight.files.InputFile;
import io.millsight.files.ProcessLock;
import io.millsight.history.DatabaseCopy;
import io.millsight.history.DatabaseCopy.Picture;
import io.millsight.history.History;
import io.millsight.history.HistoryException;
import io.millsight.history.ImageStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a backup of a data folder, or brings one up to date. The steps, and what a kill leaves:
 *
 * <ol>
 *   <li>The database is copied as it is at one moment, into a hidden folder.
 *   <li>The files that the copy names are copied, unless the backup has them. The former backup needs none of them, and loses none.
 *   <li>The hidden folder becomes {@code records}: from here on the new backup holds.
 *   <li>Files that it does not name are deleted. A kill before that leaves some; the next backup deletes them.
 * </ol>
 */
public final class Backup {

    private static final long MAX_MARK_BYTES = 4096;

    /** The identity of a data folder without a database. */
    private static final String FILES_ONLY = "files";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path data;
    private final BackupFolder backup;
    private final Clock clock;

    /** The hashes of all files of the new backup, by their paths. */
    private final Map<String, String> hashes = new TreeMap<>();

    private final List<Picture> missing = new ArrayList<>();
    private Map<String, String> former = Map.of();
    private long copied;
    private long bytes;

    /**
     * What a backup holds.
     *
     * @param files the number of files
     * @param copied the number of those that were written now: the database, and the files that were not there before
     * @param bytes their size
     * @param missing the number of pictures that the records keep and whose files are lost; the backup marks them as removed
     * @param hasDatabase false if the records are on a PostgreSQL server
     */
    public record Written(long files, long copied, long bytes, long missing, boolean hasDatabase) {}

    private Backup(Path data, Path folder, Clock clock) {
        this.data = data;
        this.backup = new BackupFolder(folder);
        this.clock = clock;
    }

    /**
     * Writes a backup.
     *
     * @param data the data folder; a server may use it
     * @param folder new, empty, or an earlier backup of the same data folder
     * @throws HistoryException if one of them cannot be used
     * @throws IOException if a file cannot be copied; the earlier backup holds
     */
    public static Written write(Path data, Path folder, Clock clock) throws IOException {
        if (!Files.isDirectory(data.resolve(ImageStore.FOLDER))) {
            throw new HistoryException(data + ": is no data folder of the service; give the --data-dir of 'serve'");
        }
        Files.createDirectories(folder);
        if (folder.toRealPath().startsWith(data.toRealPath())) {
            throw new HistoryException(folder + ": lies in the data folder; give a folder elsewhere, on another disk");
        }
        Backup backup = new Backup(data, folder, clock);
        try (ProcessLock lock = backup.lock()) {
            return backup.write();
        }
    }

    private ProcessLock lock() throws IOException {
        return ProcessLock.tryAcquire(backup.lock())
                .orElseThrow(() -> new HistoryException(
                        backup.folder() + ": another backup is being written there; wait for its end"));
    }

    private Written write() throws IOException {
        Path database = data.resolve(History.DATABASE);
        boolean hasDatabase = Files.exists(database);
        AtomicFolder.recover(backup.records());
        if (Files.exists(backup.hashes())) {
            former = FileHashes.read(backup.hashes());
        }
        AtomicFolder.replace(backup.records(), staging -> {
            if (hasDatabase) {
                copyAll(database, staging.resolve(History.DATABASE));
            } else {
                requireOwn(FILES_ONLY);
                copyFiles();
            }
            if (Files.exists(data.resolve(History.DEMO))) {
                copy(History.DEMO);
            }
            FileHashes.write(BackupFolder.hashes(staging), hashes);
        });
        prune();
        return new Written(hashes.size(), copied, bytes, missing.size(), hasDatabase);
    }

    /** Makes sure that nothing is deleted in a folder that is no backup of these records. */
    private void requireOwn(String identity) throws IOException {
        Path mark = backup.mark();
        if (Files.exists(mark)) {
            String of = readMark(mark);
            if (!of.equals(identity)) {
                throw new HistoryException(
                        backup.folder() + ": is the backup of other records; give a folder of its own");
            }
            return;
        }
        try (Stream<Path> content = Files.list(backup.folder())) {
            if (content.anyMatch(file -> !String.valueOf(file.getFileName()).startsWith("."))) {
                throw new HistoryException(
                        backup.folder() + ": is not empty, and no backup; give a new folder, or an earlier backup");
            }
        }
        byte[] text = JSON.writeValueAsBytes(Map.of("records", identity));
        AtomicFile.write(mark, text);
    }

    private static String readMark(Path mark) throws IOException {
        try {
            return JSON.readTree(InputFile.read(mark, MAX_MARK_BYTES))
                    .path("records")
                    .asString("");
        } catch (JacksonException e) {
            throw new HistoryException(mark + ": is not what 'millsight backup' writes; give another folder", e);
        }
    }

    private void copyAll(Path database, Path to) throws IOException {
        DatabaseCopy.make(database, to);
        try (DatabaseCopy copy = DatabaseCopy.open(to, true)) {
            requireOwn(copy.identity());
            copy.pictures(this::copyPicture);
            for (String folder : copy.folders()) {
                copyFolder(folder);
            }
            copy.markRemoved(missing, clock.instant());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        hashes.put(BackupFolder.DATABASE, FileHashes.of(to));
        copied++;
        bytes += Files.size(to);
    }

    /** Copies all files where the records are on a server. */
    private void copyFiles() throws IOException {
        for (String path : files(data)) {
            Path file = data.resolve(path);
            if (path.startsWith(ImageStore.FOLDER + "/") && ImageStore.isImage(file)) {
                copyPicture(new Picture(path, ImageStore.sha256(file), sizeOf(file)));
            } else {
                copy(path);
            }
        }
    }

    private static String path(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    /** A picture is known by its hash, so that the one in the backup is the same. */
    private void copyPicture(Picture picture) {
        try {
            if (sizeOf(backup.folder().resolve(picture.path())) == picture.bytes()
                    || copyWhole(picture.path(), picture.sha256())) {
                hashes.put(picture.path(), picture.sha256());
            } else {
                missing.add(picture);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long sizeOf(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : -1;
    }

    /** Copies a file if it is there and has the hash that it should have. */
    private boolean copyWhole(String path, String sha256) throws IOException {
        try {
            return sha256.equals(transfer(path));
        } catch (NoSuchFileException e) {
            return false; // old pictures are removed while the backup is written
        }
    }

    private void copyFolder(String folder) throws IOException {
        Path place = data.resolve(folder).normalize();
        if (!Files.isDirectory(place) || !place.startsWith(data.normalize())) {
            return;
        }
        for (String path : files(place)) {
            copy(path);
        }
    }

    /** Returns the paths of the files in a folder, without hidden ones: those are locks, and files that are being written. */
    private List<String> files(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile)
                    .map(file -> path(data, file))
                    .filter(FileHashes::isPlain)
                    .toList();
        }
    }

    /** Copies a file, unless the backup has one of the same size and time. */
    private void copy(String path) throws IOException {
        String known = former.get(path);
        try {
            boolean same =
                    known != null && isSame(data.resolve(path), backup.folder().resolve(path));
            hashes.put(path, same ? known : transfer(path));
        } catch (NoSuchFileException e) {
            hashes.remove(path); // a training that runs removes its older checkpoints
        }
    }

    private static boolean isSame(Path from, Path to) throws IOException {
        return Files.exists(to)
                && Files.size(from) == Files.size(to)
                && Files.getLastModifiedTime(from).equals(Files.getLastModifiedTime(to));
    }

    private String transfer(String path) throws IOException {
        Path from = data.resolve(path);
        Path to = backup.folder().resolve(path);
        BasicFileAttributes attributes = Files.readAttributes(from, BasicFileAttributes.class);
        String[] hash = new String[1];
        Files.createDirectories(Objects.requireNonNull(to.getParent()));
        AtomicFile.write(to, channel -> hash[0] = FileHashes.copy(from, Channels.newOutputStream(channel)));
        Files.setLastModifiedTime(to, attributes.lastModifiedTime());
        copied++;
        bytes += attributes.size();
        return hash[0];
    }

    private void prune() throws IOException {
        try (Stream<Path> tree = Files.walk(backup.folder())) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                String path = path(backup.folder(), file);
                boolean own = path.startsWith(BackupFolder.RECORDS + "/")
                        || file.equals(backup.mark())
                        || file.equals(backup.lock());
                if (!own && !hashes.containsKey(path)) {
                    Files.delete(file);
                }
            }
        }
    }
}
