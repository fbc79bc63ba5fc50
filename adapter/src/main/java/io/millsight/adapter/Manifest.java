package io.millsight.adapter;

import io.millsight.adapter.peft.AdapterException;
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
import io.millsight.qwen.text.VirtualTokens;
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
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything besides the weights that changes an answer; millsight.json beside an adapter or in the folder of a model that was trained as a whole.
 *
 * @param task what is asked and how it is answered
 * @param images how the model is shown images
 * @param patchSupervision whether the patch-level auxiliary loss was part of the training
 * @param testTimeAugmentation whether a picture is described from several views of it, because the model was trained on varied images
 * @param base the model that the adapter was trained on
 * @param positions of the tokens behind a soft prompt; empty without one
 * @param cleanTrainingImages number of training images without defects; empty if unknown
 * @param minScore score threshold that was chosen on validation images; empty for none
 */
public record Manifest(
        ReportTask task,
        Images images,
        boolean patchSupervision,
        boolean testTimeAugmentation,
        Base base,
        Optional<VirtualTokens.Positions> positions,
        OptionalInt cleanTrainingImages,
        Optional<ScoreThreshold> minScore) {

    /**
     * How a model is shown images.
     *
     * @param minPixels smaller images are enlarged to this area
     * @param maxPixels larger images are reduced to this area
     * @param resize the variant of bicubic resizing
     * @param pictureSize the size at which the model is shown every picture, if it was trained at one size; empty if it is shown each in its own size
     */
    public record Images(int minPixels, int maxPixels, ResizeVariant resize, Optional<ImageSize> pictureSize) {}

    /**
     * What tells a base model from others.
     *
     * @param fingerprint see {@link ModelFolder#fingerprint}; empty for a model that was trained as a whole
     * @param chatTemplate the SHA-256 of the chat template; empty if there is none
     */
    public record Base(String fingerprint, String chatTemplate) {

        /** The base in a folder. */
        public static Base of(ModelFolder folder) {
            return new Base(
                    folder.fingerprint(), ChatTemplateFile.sha256(folder.path()).orElse(""));
        }
    }

    /** The file's name. */
    public static final String FILE = "millsight.json";

    private static final int FORMAT = 2;

    /** Of earlier versions, which had other names for the two flags. */
    private static final int FORMER_FORMAT = 1;

    private static final String PATCH_SUPERVISION = "patch_supervision";
    private static final String TEST_TIME_AUGMENTATION = "test_time_augmentation";

    private static final String POSITIONS = "positions";
    private static final String CLEAN_TRAINING_IMAGES = "clean_training_images";
    private static final String MIN_SCORE = "min_score";

    /** Of the only pictures that a model knows; it counts their pixels. */
    private static final int LARGEST_SIDE = 16_384;

    private static final Logger LOG = LoggerFactory.getLogger(Manifest.class);

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Creates a manifest of unknown training images and without a score threshold. */
    public Manifest(ReportTask task, Images images, boolean patchSupervision, boolean testTimeAugmentation, Base base) {
        this(
                task,
                images,
                patchSupervision,
                testTimeAugmentation,
                base,
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty());
    }

    /** The manifest of what is trained with these prompts. */
    public static Manifest of(
            PromptSettings prompts, boolean patchSupervision, boolean testTimeAugmentation, Base base) {
        Images images = new Images(
                prompts.images().minPixels(), prompts.images().maxPixels(), prompts.resize(), prompts.pictureSize());
        return new Manifest(prompts.task(), images, patchSupervision, testTimeAugmentation, base);
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
        int format = section.integer("format", 0);
        if (format != FORMAT && format != FORMER_FORMAT) {
            throw section.unusable(
                    "format",
                    "is " + MessageText.excerpt(section.node().path("format").toString())
                            + ", this version of Millsight reads " + FORMER_FORMAT + " and " + FORMAT);
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
                new Images(
                        minPixels, maxPixels, constant(ResizeVariant.class, section, "resize"), pictureSize(section)),
                flag(section, PATCH_SUPERVISION, "cells"),
                flag(section, TEST_TIME_AUGMENTATION, "augment"),
                new Base(text(section, "base_fingerprint"), text(section, "chat_template_sha256")),
                section.has(POSITIONS)
                        ? Optional.of(constant(VirtualTokens.Positions.class, section, POSITIONS))
                        : Optional.empty(),
                cleanTrainingImages(section),
                section.section(MIN_SCORE).map(Manifest::minScore));
    }

    private static OptionalInt cleanTrainingImages(JsonSection section) {
        if (!section.has(CLEAN_TRAINING_IMAGES)) {
            return OptionalInt.empty();
        }
        int images = section.integer(CLEAN_TRAINING_IMAGES, 0);
        if (images < 0) {
            throw section.unusable(CLEAN_TRAINING_IMAGES, "is " + images + ", expected a number of images");
        }
        return OptionalInt.of(images);
    }

    private static ScoreThreshold minScore(JsonSection section) {
        section.require("value");
        return new ScoreThreshold(
                section.number("value", 0),
                text(section, "chosen_for"),
                section.number("reached", 0),
                text(section, "split"),
                text(section, "split_hash"));
    }

    /** A flag under its name, or under the name that it had in the former format. */
    private static boolean flag(JsonSection section, String key, String formerKey) {
        if (section.has(formerKey) && !section.has(key)) {
            LOG.warn(
                    "{}: {} is called {} now; rename it, the next version does not read the old name",
                    section.file(),
                    formerKey,
                    key);
            return section.flag(formerKey, false);
        }
        return section.flag(key, false);
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
        node.put("min_pixels", images.minPixels);
        node.put("max_pixels", images.maxPixels);
        node.put("resize", word(images.resize));
        images.pictureSize.ifPresent(
                size -> node.putArray("picture_size").add(size.width()).add(size.height()));
        node.put(PATCH_SUPERVISION, patchSupervision);
        node.put(TEST_TIME_AUGMENTATION, testTimeAugmentation);
        node.put("base_fingerprint", base.fingerprint);
        node.put("chat_template_sha256", base.chatTemplate);
        positions.ifPresent(rule -> node.put(POSITIONS, word(rule)));
        cleanTrainingImages.ifPresent(clean -> node.put(CLEAN_TRAINING_IMAGES, clean));
        minScore.ifPresent(threshold -> node.putObject(MIN_SCORE)
                .put("value", threshold.value())
                .put("chosen_for", threshold.chosenFor())
                .put("reached", threshold.reached())
                .put("split", threshold.split())
                .put("split_hash", threshold.splitHash()));
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
    public void requireBase(ModelFolder folder, Path adapter) {
        if (!base.fingerprint.isEmpty() && !base.fingerprint.equals(folder.fingerprint())) {
            throw new AdapterException(adapter + ": was tuned on another base model than " + folder.path()
                    + " (the fingerprints differ); give the base that it was tuned on");
        }
        String template = ChatTemplateFile.sha256(folder.path()).orElse("");
        if (!base.chatTemplate.equals(template)) {
            throw new AdapterException(adapter + ": was tuned with another chat template than that of " + folder.path()
                    + "; restore the base's chat template");
        }
    }

    /** The same for a model that is one with what it learned: trained as a whole, or merged. */
    public Manifest withoutBase() {
        return new Manifest(
                task,
                images,
                patchSupervision,
                testTimeAugmentation,
                new Base("", base.chatTemplate),
                positions,
                cleanTrainingImages,
                minScore);
    }

    /** Returns the same manifest with the number of training images without defects. */
    public Manifest withCleanTrainingImages(int clean) {
        return new Manifest(
                task, images, patchSupervision, testTimeAugmentation, base, positions, OptionalInt.of(clean), minScore);
    }

    /** Returns the same manifest with the positions of the tokens behind a soft prompt. */
    public Manifest withPositions(VirtualTokens.Positions rule) {
        return new Manifest(
                task,
                images,
                patchSupervision,
                testTimeAugmentation,
                base,
                Optional.of(rule),
                cleanTrainingImages,
                minScore);
    }

    /** Returns the same manifest with a score threshold. */
    public Manifest withMinScore(ScoreThreshold threshold) {
        return new Manifest(
                task,
                images,
                patchSupervision,
                testTimeAugmentation,
                base,
                positions,
                cleanTrainingImages,
                Optional.of(threshold));
    }

    /** Returns what a user has to know about the training, as sentences without a full stop. */
    public List<String> caveats() {
        return cleanTrainingImages.isPresent() && cleanTrainingImages.getAsInt() == 0
                ? List.of("the model was trained without clean images: expect false alarms on clean steel;"
                        + " a score threshold (--min-score) removes the least certain ones")
                : List.of();
    }

    /** The settings of a model's image processor with this manifest's pixel budget. */
    public ImageProcessorConfig imageProcessor(ImageProcessorConfig model) {
        return model.withPixels(images.minPixels, images.maxPixels);
    }

    /** How prompts are made for a model. */
    public PromptSettings prompts(ImageProcessorConfig model) {
        return new PromptSettings(task, imageProcessor(model), images.resize, images.pictureSize);
    }
}
