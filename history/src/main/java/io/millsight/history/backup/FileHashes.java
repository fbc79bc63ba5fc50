package io.millsight.history.backup;

import io.millsight.files.AtomicFile;
import io.millsight.files.Hashes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The hashes of files by their paths, in a text file that {@code sha256sum -c} reads: a line for each file, the hash, two spaces, the path. */
final class FileHashes {

    /** A path within the folder: no name begins with a dot, so that none leads out of it. */
    private static final Pattern PATH = Pattern.compile("[^./\\\\\\v][^/\\\\\\v]*(?:/[^./\\\\\\v][^/\\\\\\v]*)*");

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (" + PATH + ")");

    private FileHashes() {}

    /** Returns whether a path can be written down: it names no hidden file, and stays within the folder. */
    static boolean isPlain(String path) {
        return PATH.matcher(path).matches();
    }

    /**
     * Reads hashes.
     *
     * @throws IOException if the file cannot be read, or has a line of another form
     */
    static Map<String, String> read(Path file) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher matcher = LINE.matcher(line);
                if (!matcher.matches()) {
                    throw new FileSystemException(
                            file.toString(), null, "line " + (hashes.size() + 1) + " is no hash with a path");
                }
                hashes.put(matcher.group(2), matcher.group(1));
            }
        }
        return hashes;
    }

    /** Writes hashes. */
    static void write(Path file, Map<String, String> hashes) throws IOException {
        AtomicFile.write(file, channel -> {
            Writer lines = Channels.newWriter(channel, StandardCharsets.UTF_8);
            for (Map.Entry<String, String> entry : hashes.entrySet()) {
                lines.write(entry.getValue() + "  " + entry.getKey() + "\n");
            }
            lines.flush();
        });
    }

    /** Returns the hash of a file. */
    static String of(Path file) throws IOException {
        return copy(file, OutputStream.nullOutputStream());
    }

    /** Copies a file; returns the hash of what was copied. */
    static String copy(Path from, OutputStream to) throws IOException {
        MessageDigest digest = Hashes.sha256();
        Hashes.copy(from, to, digest);
        return Hashes.hex(digest.digest());
    }
}
