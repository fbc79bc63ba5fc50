package io.millsight.adapter.peft;

import io.millsight.files.AtomicFile;
import io.millsight.files.MessageText;
import io.millsight.qwen.config.JsonSection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes adapter_config.json, PEFT's description of an adapter.
 *
 * <p>A key is read, or is known to change nothing in a finished adapter, or must not be set: an adapter that asks for something that is not done here
 * would give other answers than with PEFT.
 */
public final class PeftConfigFile {

    /** The file's name. */
    public static final String NAME = "adapter_config.json";

    private static final String TYPE = "peft_type";
    private static final String BASE_MODEL = "base_model_name_or_path";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** What changes nothing in a finished adapter of any kind: where it came from, and how it is loaded. */
    private static final Set<String> HARMLESS =
            Set.of(TYPE, "auto_mapping", BASE_MODEL, "revision", "task_type", "inference_mode", "peft_version");

    private PeftConfigFile() {}

    /**
     * Opens the file of an adapter folder.
     *
     * @throws AdapterException if it is missing or no JSON object
     */
    public static JsonSection open(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.exists(folder)) {
            throw new AdapterException(folder + ": there is no such folder; give that of an adapter or of a run");
        }
        if (!Files.exists(file)) {
            throw new AdapterException(folder + ": there is no " + NAME + "; is it an adapter folder?");
        }
        return JsonSection.read(file, JsonSection.SETTINGS_BYTES, AdapterException::new);
    }

    /** The kind of the adapter, in PEFT's words, such as {@code LORA}; empty if the file does not say it. */
    public static String type(JsonSection section) {
        return section.text(TYPE, "");
    }

    /**
     * Returns the refusal of a kind.
     *
     * @param supported what may stand there instead
     */
    public static RuntimeException unsupportedType(JsonSection section, String supported) {
        return section.unusable(
                TYPE, "is \"" + MessageText.excerpt(type(section)) + "\", but only " + supported + " are supported");
    }

    /** Where the file says that the base was loaded from; null if it does not. */
    public static @Nullable String baseModel(JsonSection section) {
        JsonNode base = section.node().path(BASE_MODEL);
        return base.isString() ? base.asString() : null;
    }

    /**
     * Refuses keys that are set and not known.
     *
     * @param known keys that are read, or change nothing in a finished adapter of this kind
     * @param remedy what to do instead
     */
    public static void refuseOthers(JsonSection section, Set<String> known, String remedy) {
        section.node().properties().forEach(property -> {
            String key = property.getKey();
            if (!known.contains(key) && !HARMLESS.contains(key) && isSet(property.getValue())) {
                throw section.unusable(
                        MessageText.excerpt(key), "is set, but such adapters are not supported; " + remedy);
            }
        });
    }

    /** Whether a value asks for something: not for none, false, nothing or an empty list. */
    public static boolean isSet(JsonNode value) {
        return !(value.isNull()
                || (value.isBoolean() && !value.booleanValue())
                || (value.isContainer() && value.isEmpty())
                || (value.isString() && value.stringValue().isEmpty()));
    }

    /**
     * Returns an empty description with what all kinds state alike.
     *
     * @param type the kind of the adapter, in PEFT's words
     * @param baseModel where the base was loaded from
     */
    public static ObjectNode describe(String type, String baseModel) {
        return JSON.createObjectNode()
                .put(BASE_MODEL, baseModel)
                .put("inference_mode", true)
                .putNull("modules_to_save")
                .put(TYPE, type)
                .putNull("revision")
                .put("task_type", "CAUSAL_LM");
    }

    /** Returns a value as JSON. */
    public static JsonNode json(Object value) {
        return JSON.valueToTree(value);
    }

    /** Writes the file. Keys are sorted, as PEFT sorts them. */
    public static void write(Path folder, ObjectNode description) throws IOException {
        ObjectNode sorted = JSON.createObjectNode();
        description.propertyNames().stream().sorted().forEach(key -> sorted.set(key, description.get(key)));
        AtomicFile.write(folder.resolve(NAME), JSON.writeValueAsString(sorted).getBytes(StandardCharsets.UTF_8));
    }
}
