package io.millsight.hub;

import java.util.List;

/**
 * The files of a model at one moment.
 *
 * @param commit the state of the model, as its hub names it
 * @param files all of them, in the hub's order
 */
record Snapshot(String commit, List<RemoteFile> files) {

    Snapshot {
        files = List.copyOf(files);
    }
}
