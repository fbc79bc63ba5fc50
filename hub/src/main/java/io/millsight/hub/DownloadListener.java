package io.millsight.hub;

/** Receives the progress of a download. All calls come from the thread that runs the download. */
public interface DownloadListener {

    /** Discards the progress. */
    DownloadListener NONE = new DownloadListener() {};

    /**
     * Reports the size of the download, after the list of files has been read.
     *
     * @param totalBytes of all files
     * @param presentBytes that an earlier, interrupted download has left
     */
    default void begin(long totalBytes, long presentBytes) {}

    /**
     * Reports bytes that have arrived.
     *
     * @param bytes negative if a file has changed on the hub and is fetched anew
     */
    default void advance(long bytes) {}

    /** Replaces the note beside the figures, for example {@code 3 breaks}. */
    default void note(String note) {}

    /** Reports a fact that a user should know, for example which files are left out. */
    default void message(String message) {}
}
