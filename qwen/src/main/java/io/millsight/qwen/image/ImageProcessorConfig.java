package io.millsight.qwen.image;

import io.millsight.qwen.config.JsonFile;
import io.millsight.qwen.config.JsonSection;
import io.millsight.qwen.config.ModelConfig;
import io.millsight.qwen.config.ModelFolderException;
import io.millsight.qwen.config.Require;
import io.millsight.qwen.config.VisionConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How pixels become patches, from preprocessor_config.json or the {@code image_processor} of processor_config.json.
 *
 * @param minPixels a smaller image is enlarged to at least this area
 * @param maxPixels a larger image is reduced to at most this area
 * @param patchSize side of a patch, in pixels
 * @param temporalPatchSize how often a still image is repeated
 * @param mergeSize side of the square of patches that becomes one token
 * @param mean of each channel, after rescaling
 * @param standardDeviation of each channel, after rescaling
 * @param rescaleFactor brings bytes to the range from 0 to 1
 */
public record ImageProcessorConfig(
        int minPixels,
        int maxPixels,
        int patchSize,
        int temporalPatchSize,
        int mergeSize,
        List<Double> mean,
        List<Double> standardDeviation,
        double rescaleFactor) {

    /** The file's name inside a model folder. */
    public static final String FILE = "preprocessor_config.json";

    private static final String NESTED_FILE = "processor_config.json";

    /** The settings that the published models come with. */
    public static final ImageProcessorConfig PUBLISHED = new ImageProcessorConfig(
            56 * 56,
            16384 * 28 * 28,
            14,
            2,
            2,
            List.of(0.48145466, 0.4578275, 0.40821073),
            List.of(0.26862954, 0.26130258, 0.27577711),
            1 / 255.0);

    /** What the reference falls back to when a file says nothing about the largest area. */
    private static final int DEFAULT_MAX_PIXELS = 1280 * 28 * 28;

    /** The largest area that an image may be brought to: 21,399 tokens. The patches of an image then take 400 MB, and attention over it much more. */
    private static final int LARGEST_AREA = 1 << 24;

    private static final int LARGEST_SIDE = 256;

    private static final int BICUBIC = 3;

    public ImageProcessorConfig {
        Require.positive("min_pixels", minPixels, LARGEST_AREA);
        Require.positive("max_pixels", maxPixels, LARGEST_AREA);
        Require.positive("patch_size", patchSize, LARGEST_SIDE);
        Require.positive("temporal_patch_size", temporalPatchSize, LARGEST_SIDE);
        Require.positive("merge_size", mergeSize, LARGEST_SIDE);
        Require.positive("rescale_factor", rescaleFactor);
        mean = List.copyOf(mean);
        standardDeviation = List.copyOf(standardDeviation);
        if (minPixels > maxPixels) {
            throw new IllegalArgumentException("min_pixels " + minPixels + " is over max_pixels " + maxPixels);
        }
        if (mean.size() != VisionConfig.CHANNELS) {
            throw new IllegalArgumentException("image_mean " + mean + " must have one value per channel");
        }
        if (standardDeviation.size() != VisionConfig.CHANNELS
                || standardDeviation.stream().anyMatch(value -> !(value > 0))) {
            throw new IllegalArgumentException(
                    "image_std " + standardDeviation + " must have one positive value per channel");
        }
    }

    /** Reads a model folder's settings; those nested in processor_config.json, which only newer releases write, come first. */
    public static ImageProcessorConfig read(Path folder) {
        Path nested = folder.resolve(NESTED_FILE);
        if (Files.exists(nested)) {
            Optional<JsonSection> section = JsonSection.read(nested).section("image_processor");
            if (section.isPresent()) {
                return of(nested, section.get());
            }
        }
        return readFile(folder.resolve(FILE));
    }

    /** Reads a file of any name with the fields on top. */
    public static ImageProcessorConfig readFile(Path file) {
        return of(file, JsonSection.read(file));
    }

    /** The same settings with another range of areas, in pixels. */
    public ImageProcessorConfig withPixels(int minPixels, int maxPixels) {
        return new ImageProcessorConfig(
                minPixels, maxPixels, patchSize, temporalPatchSize, mergeSize, mean, standardDeviation, rescaleFactor);
    }

    /** Both sides of a resized image are multiples of this many pixels: the side of one token. */
    public int sizeFactor() {
        return patchSize * mergeSize;
    }

    /**
     * Refuses settings whose patches would not fit the vision tower.
     *
     * @throws ModelFolderException naming what differs
     */
    public void requireFit(VisionConfig vision, Path folder) {
        if (patchSize != vision.patchSize()
                || mergeSize != vision.spatialMergeSize()
                || temporalPatchSize != vision.temporalPatchSize()) {
            throw new ModelFolderException(folder + ": the image settings (patch_size " + patchSize + ", merge_size "
                    + mergeSize + ", temporal_patch_size " + temporalPatchSize + ") do not fit " + ModelConfig.FILE
                    + " (" + vision.patchSize() + ", " + vision.spatialMergeSize() + ", " + vision.temporalPatchSize()
                    + ")");
        }
    }

    /** Writes preprocessor_config.json. */
    public void write(Path folder) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("min_pixels", minPixels);
        fields.put("max_pixels", maxPixels);
        fields.put("patch_size", patchSize);
        fields.put("temporal_patch_size", temporalPatchSize);
        fields.put("merge_size", mergeSize);
        fields.put("image_mean", mean);
        fields.put("image_std", standardDeviation);
        fields.put("resample", BICUBIC);
        fields.put("rescale_factor", rescaleFactor);
        fields.put("image_processor_type", "Qwen2VLImageProcessor");
        fields.put("processor_class", "Qwen2_5_VLProcessor");
        JsonFile.write(folder.resolve(FILE), fields);
    }

    private static ImageProcessorConfig of(Path file, JsonSection section) {
        for (String step : List.of("do_resize", "do_rescale", "do_normalize", "do_convert_rgb")) {
            if (!section.flag(step, true)) {
                throw section.unusable(step, "is false; skipping this step is not supported");
            }
        }
        if (section.integer("resample", BICUBIC) != BICUBIC) {
            throw section.unusable("resample", "is not " + BICUBIC + "; only bicubic resampling is supported");
        }
        try {
            return new ImageProcessorConfig(
                    area(section, "min_pixels", "shortest_edge", PUBLISHED.minPixels),
                    area(section, "max_pixels", "longest_edge", DEFAULT_MAX_PIXELS),
                    section.integer("patch_size", PUBLISHED.patchSize),
                    section.integer("temporal_patch_size", PUBLISHED.temporalPatchSize),
                    section.integer("merge_size", PUBLISHED.mergeSize),
                    section.numbers("image_mean", PUBLISHED.mean),
                    section.numbers("image_std", PUBLISHED.standardDeviation),
                    section.number("rescale_factor", PUBLISHED.rescaleFactor));
        } catch (IllegalArgumentException e) {
            throw new ModelFolderException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * An area in one of its spellings. The field on top wins over those in {@code size}, which has either edges, as transformers 5 writes it, or the
     * pixels of earlier releases. A {@code size} that does not say it is of another image processor.
     */
    private static int area(JsonSection section, String pixels, String edge, int fallback) {
        Optional<JsonSection> size = section.section("size");
        if (section.has(pixels) || size.isEmpty()) {
            return section.integer(pixels, fallback);
        }
        JsonSection inner = size.get();
        if (!inner.has(edge) && !inner.has(pixels)) {
            throw section.unusable(
                    "size",
                    "gives neither " + edge + " nor " + pixels + ", and " + pixels
                            + " does not stand beside it either");
        }
        int area = inner.integer(edge, inner.integer(pixels, fallback));
        if (inner.integer(pixels, area) != area) {
            throw section.unusable(
                    "size",
                    "says both " + edge + " " + area + " and " + pixels + " " + inner.integer(pixels, area)
                            + "; keep the one that is meant");
        }
        return area;
    }
}
