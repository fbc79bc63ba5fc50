package io.millsight.hub;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file in a hub's list.
 *
 * @param path as the hub writes it; not checked
 * @param size bytes; negative if the hub does not say
 * @param checksum null if the hub lists none
 * @param address where its content is
 */
record RemoteFile(String path, long size, @Nullable Checksum checksum, URI address) {

    /** Returns the checksum, if the hub lists one. */
    Optional<Checksum> listedChecksum() {
        return Optional.ofNullable(checksum);
    }
}
