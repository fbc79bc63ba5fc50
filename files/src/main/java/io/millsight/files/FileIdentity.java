package io.millsight.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Which file a path leads to: two paths have equal identities if they lead to one file, be it through symbolic links, hard links, or names that differ in case
 * where the file system makes no difference.
 *
 * @param key the file system's own, or, where it has none, the real path
 */
public record FileIdentity(Object key) {

    /** The identity of what a path leads to; empty if there is nothing, or if it cannot be told. */
    public static Optional<FileIdentity> of(Path path) {
        try {
            Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return Optional.of(new FileIdentity(key == null ? path.toRealPath() : key));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
