package io.millsight.qwen.chat;

import io.millsight.files.Hashes;
import io.millsight.files.InputFile;
import io.millsight.qwen.config.JsonSection;
import io.millsight.qwen.config.ModelFolderException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The Jinja text of a model folder's chat template. It is not executed, {@link ChatTemplate} is its equal in Java; its hash tells two
 * folders apart, and new folders get a text for other programs to run.
 */
public final class ChatTemplateFile {

    private static final String RESOURCE = "chat_template.jinja";
    private static final String KEY = "chat_template";

    /** The hash of the text that the published models have, which says the same as ours. */
    private static final String PUBLISHED = "a0bc6f6fc7a29a80017a433e8f03a1cc1236e838a944a2d034295a60c4f2fddb";

    private ChatTemplateFile() {}

    /** The text for new model folders. */
    public static String standardText() {
        try (InputStream in = ChatTemplateFile.class.getResourceAsStream(RESOURCE)) {
            return new String(Objects.requireNonNull(in, RESOURCE).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The SHA-256 of the folder's template as hexadecimal digits, or nothing if it has none. */
    public static Optional<String> sha256(Path folder) {
        return all(folder).values().stream().findFirst().map(ChatTemplateFile::sha256);
    }

    /** What a user may take for the form of the questions but is not; empty if there is nothing of the kind. */
    public static Optional<String> unused(Path folder) {
        return all(folder).entrySet().stream()
                .filter(template -> !isStandard(template.getValue()))
                .map(
                        template -> template.getKey()
                                + ": this chat template is not used; it differs from that of Qwen2.5-VL, in whose form the model is asked")
                .findFirst();
    }

    private static boolean isStandard(String template) {
        String hash = sha256(template.strip());
        return hash.equals(PUBLISHED) || hash.equals(sha256(standardText().strip()));
    }

    private static String sha256(String text) {
        return Hashes.hex(Hashes.sha256(text));
    }

    /** The folder's templates by file: the places in which releases of transformers look, newest first. */
    private static Map<Path, String> all(Path folder) {
        Map<Path, String> templates = new LinkedHashMap<>();
        Path plain = folder.resolve(RESOURCE);
        if (Files.exists(plain)) {
            try {
                templates.put(plain, InputFile.readText(plain, JsonSection.SETTINGS_BYTES));
            } catch (IOException e) {
                throw new ModelFolderException(plain + " cannot be read: " + InputFile.reason(e), e);
            }
        }
        for (String name : List.of("chat_template.json", "tokenizer_config.json", "processor_config.json")) {
            Path file = folder.resolve(name);
            if (Files.exists(file)) {
                JsonSection section = JsonSection.read(file);
                if (section.has(KEY)) {
                    JsonNode template = section.node().get(KEY); // several with names stand in a list or an object
                    templates.put(file, template.isString() ? template.stringValue() : template.toString());
                }
            }
        }
        return templates;
    }
}
