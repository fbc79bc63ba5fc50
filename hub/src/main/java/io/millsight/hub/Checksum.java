package io.millsight.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * The hash that a hub lists for a file.
 *
 * @param kind how it is computed
 * @param hex lower-case hexadecimal digits
 */
record Checksum(Kind kind, String hex) {

    /** The two ways of hashing. */
    enum Kind {
        /** SHA-256 of the content: large files of Hugging Face, all files of ModelScope. */
        SHA256("SHA-256", 64),

        /** SHA-1 of a Git object: the word "blob", the size, a zero byte, the content. For small files of Hugging Face. */
        GIT_BLOB("SHA-1", 40);

        private final String algorithm;
        private final Pattern form;

        Kind(String algorithm, int digits) {
            this.algorithm = algorithm;
            this.form = Pattern.compile("[0-9a-f]{" + digits + "}");
        }
    }

    private static final int BUFFER = 1 << 20;

    /** Returns a checksum, or empty if the text is not one of that kind. */
    static Optional<Checksum> of(Kind kind, String hex) {
        String lower = hex.toLowerCase(Locale.ROOT);
        return kind.form.matcher(lower).matches() ? Optional.of(new Checksum(kind, lower)) : Optional.empty();
    }

    /**
     * Computes the hash of the same kind of a local file.
     *
     * @param stopped asked now and then, because a large file takes many seconds
     * @return empty if it was stopped
     */
    Optional<Checksum> ofFile(Path file, BooleanSupplier stopped) throws IOException {
        MessageDigest digest = digest();
        if (kind == Kind.GIT_BLOB) {
            digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (stopped.getAsBoolean()) {
                    return Optional.empty();
                }
                digest.update(buffer, 0, count);
            }
        }
        return Optional.of(new Checksum(kind, HexFormat.of().formatHex(digest.digest())));
    }

    private MessageDigest digest() {
        try {
            return MessageDigest.getInstance(kind.algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has both
        }
    }

    /** Returns the name and the digits, for messages. */
    @Override
    public String toString() {
        return (kind == Kind.GIT_BLOB ? "Git hash " : "SHA-256 ") + hex;
    }
}
