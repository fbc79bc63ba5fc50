package io.millsight.history.backup;

import io.millsight.files.AtomicFolder;
import io.millsight.files.InputFile;
import io.millsight.files.MessageText;
import io.millsight.files.ProcessLock;
import io.millsight.history.DatabaseCopy;
import io.millsight.history.History;
import io.millsight.history.HistoryException;
import io.millsight.history.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Checks backups, and makes data folders of them. */
public final class Restore {

    private final BackupFolder backup;
    private final Map<String, String> hashes;
    private final List<String> problems = new ArrayList<>();

    /**
     * What is in a backup.
     *
     * @param files the number of files
     * @param inspections the number of inspections; 0 if the records are on a PostgreSQL server
     * @param newest when the newest inspection was stored; null without any
     * @param hasDatabase false if the records are on a PostgreSQL server
     */
    public record Content(
            long files, long inspections, @Nullable Instant newest, boolean hasDatabase) {}

    private Restore(BackupFolder backup) {
        this.backup = backup;
        hashes = read(backup);
    }

    /**
     * Checks a backup and writes nothing: the hash of every file, the database with its audit, and that every file is there that the records name.
     *
     * @throws HistoryException if something is wrong; the message says what
     */
    public static Content check(Path folder) {
        return new Restore(new BackupFolder(folder)).check();
    }

    private Content check() {
        checkFiles();
        boolean hasDatabase = hashes.containsKey(BackupFolder.DATABASE);
        Content content = new Content(hashes.size(), 0, null, hasDatabase);
        if (hasDatabase && problems.isEmpty()) {
            content = checkDatabase();
        } else if (!hasDatabase && Files.exists(backup.database())) {
            problems.add(BackupFolder.DATABASE + " has no hash");
        }
        if (!problems.isEmpty()) {
            throw new HistoryException(backup.folder() + ": the backup is not whole: " + String.join("; ", problems));
        }
        return content;
    }

    private static Map<String, String> read(BackupFolder backup) {
        if (!Files.exists(backup.hashes())) {
            throw new HistoryException(backup.folder() + ": is no backup; give a folder that 'millsight backup' wrote");
        }
        try {
            return FileHashes.read(backup.hashes());
        } catch (IOException e) {
            throw new HistoryException(backup.hashes() + ": " + InputFile.reason(e), e);
        }
    }

    private void checkFiles() {
        List<String> missing = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        hashes.forEach((path, hash) -> {
            Path file = backup.folder().resolve(path);
            try {
                if (!Files.exists(file)) {
                    missing.add(path);
                } else if (!FileHashes.of(file).equals(hash)) {
                    changed.add(path);
                }
            } catch (IOException e) {
                changed.add(path);
            }
        });
        note(missing, "is missing", "are missing");
        note(changed, "was changed or is damaged", "were changed or are damaged");
    }

    /** Names the first of the files. */
    private void note(List<String> paths, String singular, String plural) {
        if (paths.size() == 1) {
            problems.add(paths.get(0) + " " + singular);
        } else if (!paths.isEmpty()) {
            problems.add(MessageText.count(paths.size(), "file") + " " + plural + ", the first " + paths.get(0));
        }
    }

    private Content checkDatabase() {
        try (DatabaseCopy copy = DatabaseCopy.open(backup.database(), false)) {
            if (!copy.isSound()) {
                problems.add(BackupFolder.DATABASE + " is damaged");
            }
            OptionalLong broken = copy.firstBrokenAuditEntry();
            if (broken.isPresent()) {
                problems.add("the audit was changed outside the program, at entry " + broken.getAsLong());
            }
            List<String> unknown = new ArrayList<>();
            copy.pictures(picture -> {
                if (!picture.sha256().equals(hashes.get(picture.path()))) {
                    unknown.add(picture.path());
                }
            });
            note(unknown, "is in the records, and not in the backup", "are in the records, and not in the backup");
            return new Content(hashes.size(), copy.inspections(), copy.newest(), true);
        }
    }

    /**
     * Makes a data folder of a backup, whole or not at all.
     *
     * @param data new or empty
     * @throws HistoryException if the backup is not whole, or a server uses the data folder
     * @throws IOException if the data folder is not empty or cannot be written
     */
    public static Content restore(Path folder, Path data) throws IOException {
        requireUnused(data);
        AtomicFolder.requireFree(data);
        BackupFolder backup = new BackupFolder(folder);
        AtomicFolder.recover(backup.records());
        Restore restore = new Restore(backup);
        Content content = restore.check();
        AtomicFolder.write(data, staging -> {
            Files.createDirectories(staging.resolve(ImageStore.FOLDER));
            for (String path : restore.hashes.keySet()) {
                String place = path.equals(BackupFolder.DATABASE) ? History.DATABASE : path;
                Path to = staging.resolve(place);
                Files.createDirectories(Objects.requireNonNull(to.getParent()));
                Files.copy(folder.resolve(path), to);
            }
        });
        return content;
    }

    private static void requireUnused(Path data) throws IOException {
        Path lockFile = History.lockFile(data);
        if (Files.exists(lockFile)) {
            try (ProcessLock lock = ProcessLock.tryAcquire(lockFile).orElse(null)) {
                if (lock == null) {
                    throw new HistoryException(data + ": a server uses this folder; end it, or give another folder");
                }
            }
        }
    }
}
