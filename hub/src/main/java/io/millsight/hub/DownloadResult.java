package io.millsight.hub;

import java.nio.file.Path;

/**
 * A complete model folder.
 *
 * @param folder the folder
 * @param files number of files that came from the hub
 * @param bytes their size
 * @param commit on the hub from which they were taken
 * @param fresh false if the folder was complete before and nothing was downloaded
 */
public record DownloadResult(Path folder, int files, long bytes, String commit, boolean fresh) {}
