package io.millsight.tuning;

import io.millsight.files.AtomicFile;
import io.millsight.files.MessageText;
import io.millsight.image.ImageSize;
import io.millsight.image.InvalidImageException;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.chat.ChatTemplateFile;
import io.millsight.qwen.config.JsonSection;
import io.millsight.qwen.image.ImageProcessor;
import io.millsight.qwen.image.ImageProcessorConfig;
import io.millsight.qwen.image.ResizeVariant;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.report.BoxOrder;
import io.millsight.steel.report.ReportDialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
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

    /** Of the only pictures that a model knows; it counts their pixels. */
    private static final int LARGEST_SIDE = 16_384;

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
        JsonSection section = JsonSection.read(file, JsonSection.SETTINGS_BYTES, AdapterException::new);
        if (section.integer("format", 0) != FORMAT) {
            throw section.unusable(
                    "format",
                    "is " + MessageText.excerpt(section.node().path("format").toString())
                            + ", this version of Millsight reads " + FORMAT);
        }
        try {
            return Optional.of(parse(section));
        } catch (InputException | InvalidImageException | IllegalArgumentException e) {
            throw new AdapterException(file + ": " + e.getMessage(), e);
        }
    }

    private static Manifest parse(JsonSection section) {
        ReportTask task = new ReportTask(
                constant(ReportDialect.class, section, "dialect"),
                constant(ReportTask.Coordinates.class, section, "coordinates"),
                constant(BoxOrder.class, section, "box_order"),
                text(section, "instruction"),
                types(section));
        int minPixels = number(section, "min_pixels");
        int maxPixels = number(section, "max_pixels");
        ImageProcessorConfig.PUBLISHED.withPixels(minPixels, maxPixels); // refuses what no image processor takes
        return new Manifest(
                task,
                minPixels,
                maxPixels,
                constant(ResizeVariant.class, section, "resize"),
                pictureSize(section),
                section.flag("cells", false),
                section.flag("augment", false),
                text(section, "base_fingerprint"),
                text(section, "chat_template_sha256"));
    }

    private static List<DefectType> types(JsonSection section) {
        section.require("types");
        if (!section.node().path("types").isArray()) {
            throw section.unusable("types", "is not a list of the names of defect types");
        }
        try {
            return section.texts("types").stream().map(DefectType::new).toList();
        } catch (IllegalArgumentException e) {
            throw section.unusable("types", "holds what is " + MessageText.excerpt(String.valueOf(e.getMessage())));
        }
    }

    private static String text(JsonSection section, String key) {
        section.require(key);
        return section.text(key, "");
    }

    private static int number(JsonSection section, String key) {
        section.require(key);
        return section.integer(key, 0);
    }

    private static Optional<ImageSize> pictureSize(JsonSection section) {
        List<Integer> sides = section.integers("picture_size", List.of());
        if (!section.has("picture_size")) {
            return Optional.empty();
        }
        boolean fits = sides.size() == 2 && sides.stream().allMatch(side -> side >= 1 && side <= LARGEST_SIDE);
        if (!fits) {
            throw section.unusable(
                    "picture_size",
                    "is " + sides + ", expected a width and a height of at least 1 and at most " + LARGEST_SIDE
                            + " pixels");
        }
        ImageSize size = new ImageSize(sides.get(0), sides.get(1));
        new ImageProcessor(ImageProcessorConfig.PUBLISHED, ResizeVariant.ATEN).requireUsable(size, "picture_size");
        return Optional.of(size);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, JsonSection section, String key) {
        String word = text(section, key);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> word(constant).equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> section.unusable(
                        key,
                        "is " + MessageText.quote(word) + ", expected one of "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(Manifest::word)
                                        .collect(Collectors.joining(", "))));
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
