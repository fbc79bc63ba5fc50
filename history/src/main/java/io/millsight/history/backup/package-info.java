/**
 * Backups of the records of a service, and how they are restored. A backup is a folder: {@code records} with the copy of the database and the hashes
 * of all files, and beside it the files at the same places as in the data folder.
 *
 * <p>Invariants: a backup is written while the service runs. A kill at any moment leaves the backup that was there before. A file that is in the
 * backup already is not copied again. Nothing is restored from a backup that is not whole.
 */
@NullMarked
package io.millsight.history.backup;

import org.jspecify.annotations.NullMarked;
