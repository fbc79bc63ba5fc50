package io.millsight.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Identity of the file that a path leads to. Two paths have equal identities if they lead to the same file: through
 * symbolic links, hard links, or different case on a case-insensitive file system.
 *
 * @param key file key of the file system, or the real path if the file system has no keys
 */
public record FileIdentity(Object key) {

    /**
     * Returns the identity of the file that a path leads to; empty if the file does not exist or cannot be examined.
     */
    public static Optional<FileIdentity> of(Path path) {
        try {
            Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return Optional.of(new FileIdentity(key == null ? path.toRealPath() : key));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
