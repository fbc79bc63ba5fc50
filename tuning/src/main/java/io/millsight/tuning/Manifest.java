package io.millsight.tuning;

import io.millsight.files.AtomicFile;
import io.millsight.image.ImageSize;
import io.millsight.qwen.ChatTemplateFile;
import io.millsight.qwen.ImageProcessorConfig;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.ResizeVariant;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.BoxOrder;
import io.millsight.steel.report.ReportDialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything besides the weights that changes an answer; millsight.json beside an adapter or in a tuned model's folder.
 *
 * @param task what is asked and how it is answered
 * @param minPixels smaller images are enlarged to this area
 * @param maxPixels larger images are reduced to this area
 * @param resize how
 * @param pictureSize of the only pictures that the model knows, as which it is shown all others; empty if it is shown each in its own size
 * @param cells whether the image's tokens were taught to tell what they show, see {@link CellLessons}
 * @param augment whether a picture is described from looks at its flips and parts: it was taught on such
 * @param baseFingerprint of the base model, see {@link ModelFolder#fingerprint}; empty for a model that was tuned as a whole
 * @param chatTemplate the SHA-256 of the base's chat template; empty if it has none
 */
public record Manifest(
        ReportTask task,
        int minPixels,
        int maxPixels,
        ResizeVariant resize,
        Optional<ImageSize> pictureSize,
        boolean cells,
        boolean augment,
        String baseFingerprint,
        String chatTemplate) {

    /** The file's name. */
    public static final String FILE = "millsight.json";

    private static final int FORMAT = 1;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** The manifest of an adapter that is taught on this base. */
    static Manifest of(
            ReportTask task,
            ImageProcessorConfig images,
            Optional<ImageSize> pictureSize,
            ModelFolder base,
            boolean cells,
            boolean augment) {
        return new Manifest(
                task,
                images.minPixels(),
                images.maxPixels(),
                ResizeVariant.ATEN,
                pictureSize,
                cells,
                augment,
                base.fingerprint(),
                ChatTemplateFile.sha256(base.path()).orElse(""));
    }

    /**
     * Reads a folder's manifest; there is none in folders that other programs wrote.
     *
     * @throws AdapterException if it is broken or of a newer format
     */
    public static Optional<Manifest> read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode node = JSON.readTree(Files.readAllBytes(file));
            if (node.path("format").asInt() != FORMAT) {
                throw new AdapterException(
                        file + ": is of format " + node.path("format") + ", this version of Millsight reads " + FORMAT);
            }
            return Optional.of(parse(node));
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            throw new AdapterException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static Manifest parse(JsonNode node) {
        ReportTask task = new ReportTask(
                constant(ReportDialect.class, node, "dialect"),
                constant(ReportTask.Coordinates.class, node, "coordinates"),
                constant(BoxOrder.class, node, "box_order"),
                node.required("instruction").asString(),
                node.required("types")
                        .valueStream()
                        .map(type -> new DefectType(type.asString()))
                        .toList());
        return new Manifest(
                task,
                node.required("min_pixels").asInt(),
                node.required("max_pixels").asInt(),
                constant(ResizeVariant.class, node, "resize"),
                pictureSize(node.path("picture_size")),
                node.path("cells").asBoolean(false),
                node.path("augment").asBoolean(false),
                node.required("base_fingerprint").asString(),
                node.required("chat_template_sha256").asString());
    }

    private static Optional<ImageSize> pictureSize(JsonNode node) {
        return node.isMissingNode()
                ? Optional.empty()
                : Optional.of(
                        new ImageSize(node.required(0).asInt(), node.required(1).asInt()));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, JsonNode node, String key) {
        return Enum.valueOf(type, node.required(key).asString().toUpperCase(Locale.ROOT));
    }

    /** Writes it into a folder. */
    public void write(Path folder) throws IOException {
        ObjectNode node = JSON.createObjectNode();
        node.put("format", FORMAT);
        node.put("dialect", word(task.dialect()));
        node.put("coordinates", word(task.coordinates()));
        node.put("box_order", word(task.boxOrder()));
        node.put("instruction", task.instruction());
        node.set(
                "types",
                JSON.valueToTree(task.types().stream().map(DefectType::name).toList()));
        node.put("min_pixels", minPixels);
        node.put("max_pixels", maxPixels);
        node.put("resize", word(resize));
        pictureSize.ifPresent(
                size -> node.putArray("picture_size").add(size.width()).add(size.height()));
        node.put("cells", cells);
        node.put("augment", augment);
        node.put("base_fingerprint", baseFingerprint);
        node.put("chat_template_sha256", chatTemplate);
        byte[] text = JSON.writeValueAsBytes(node);
        AtomicFile.write(folder.resolve(FILE), text);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Refuses a base model that this was not made for.
     *
     * @throws AdapterException if its weights or its chat template are others
     */
    public void requireBase(ModelFolder base, Path adapter) {
        if (!baseFingerprint.isEmpty() && !baseFingerprint.equals(base.fingerprint())) {
            throw new AdapterException(adapter + ": was tuned on another base model than " + base.path()
                    + " (the fingerprints differ); give the base that it was tuned on");
        }
        String template = ChatTemplateFile.sha256(base.path()).orElse("");
        if (!chatTemplate.equals(template)) {
            throw new AdapterException(adapter + ": was tuned with another chat template than that of " + base.path()
                    + "; restore the base's chat template");
        }
    }

    /** The same for a model that is one with what it learned: taught as a whole, or merged. */
    public Manifest withoutBase() {
        return new Manifest(task, minPixels, maxPixels, resize, pictureSize, cells, augment, "", chatTemplate);
    }

    /** The base's image settings with this manifest's pixel budget. */
    public ImageProcessorConfig images(ImageProcessorConfig base) {
        return base.withPixels(minPixels, maxPixels);
    }
}
