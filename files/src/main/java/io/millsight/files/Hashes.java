package io.millsight.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256. */
public final class Hashes {

    private Hashes() {}

    /** Returns an empty digest, for content that comes in parts. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Copies a file, and adds what was copied to a digest. */
    public static void copy(Path from, OutputStream to, MessageDigest digest) throws IOException {
        try (InputStream in = new DigestInputStream(Files.newInputStream(from), digest)) {
            in.transferTo(to);
        }
    }

    /** Returns the hash of bytes, 32 bytes long. */
    public static byte[] sha256(byte[] bytes) {
        return sha256().digest(bytes);
    }

    /** Returns the hash of a text in UTF-8. */
    public static byte[] sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a hash as it is written, in lower case. */
    public static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }
}
