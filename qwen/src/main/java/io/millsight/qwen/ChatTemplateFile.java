package io.millsight.qwen;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/**
 * The Jinja text of a model folder's chat template. It is not executed, {@link ChatTemplate} is its equal in Java; its hash tells two
 * folders apart, and new folders get a text for other programs to run.
 */
public final class ChatTemplateFile {

    private static final String RESOURCE = "chat_template.jinja";
    private static final String KEY = "chat_template";

    private ChatTemplateFile() {}

    /** The text for new model folders. */
    static String standardText() {
        try (InputStream in = ChatTemplateFile.class.getResourceAsStream(RESOURCE)) {
            return new String(Objects.requireNonNull(in, RESOURCE).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The SHA-256 of the folder's template as hexadecimal digits, or nothing if it has none. */
    public static Optional<String> sha256(Path folder) {
        return read(folder).map(text -> {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(digest);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** The three places in which releases of transformers look, newest first. */
    private static Optional<String> read(Path folder) {
        Path plain = folder.resolve("chat_template.jinja");
        if (Files.exists(plain)) {
            try {
                return Optional.of(Files.readString(plain));
            } catch (IOException e) {
                throw new ModelFolderException(plain + " cannot be read: " + e.getMessage(), e);
            }
        }
        return readKey(folder.resolve("chat_template.json")).or(() -> readKey(folder.resolve("tokenizer_config.json")));
    }

    private static Optional<String> readKey(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonSection section = JsonSection.read(file);
        return section.has(KEY) ? Optional.of(section.text(KEY, "")) : Optional.empty();
    }
}
