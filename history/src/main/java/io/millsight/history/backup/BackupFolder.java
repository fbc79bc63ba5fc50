package io.millsight.history.backup;

import io.millsight.history.History;
import java.nio.file.Path;

/**
 * The layout of a backup.
 *
 * @param folder the whole
 */
record BackupFolder(Path folder) {

    /** The folder that is replaced as a whole when a backup is complete. */
    static final String RECORDS = "records";

    /** The path of the copy of the database within the backup. */
    static final String DATABASE = RECORDS + "/" + History.DATABASE;

    private static final String HASHES = "SHA256SUMS";

    /** Returns the file that says whose backup the folder is. No other file is in a folder before it. */
    Path mark() {
        return folder.resolve("millsight-backup.json");
    }

    Path lock() {
        return folder.resolve(".lock");
    }

    Path records() {
        return folder.resolve(RECORDS);
    }

    Path database() {
        return folder.resolve(DATABASE);
    }

    Path hashes() {
        return hashes(records());
    }

    /** Returns the file of all hashes in a folder of records. */
    static Path hashes(Path records) {
        return records.resolve(HASHES);
    }
}
