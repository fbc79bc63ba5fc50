package io.millsight.qwen.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.millsight.image.ImageFile;
import io.millsight.image.ImageSize;
import io.millsight.image.InvalidImageException;
import io.millsight.image.RgbImage;
import io.millsight.qwen.GoldenFolder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class ImageProcessorTest {

    private static final JsonNode GOLDEN = GoldenFolder.json("preprocess.json");
    private static final Map<String, ResizeVariant> VARIANTS =
            Map.of("aten", ResizeVariant.ATEN, "pil", ResizeVariant.PILLOW);

    static Stream<String> images() {
        return GOLDEN.get("images").propertyNames().stream();
    }

    static Stream<String> imagesWithTensors() {
        Set<String> tensors = GoldenFolder.tensorNames("preprocess.safetensors");
        return images().filter(name -> tensors.contains("pixel_values/" + name));
    }

    @ParameterizedTest
    @MethodSource("images")
    void decodesEveryKindOfImageAsPillow(String name) {
        JsonNode expected = GOLDEN.get("images").get(name);
        Path file = GoldenFolder.file(expected.get("file").stringValue());

        RgbImage image = ImageFile.read(file);

        assertThat(ImageFile.size(file)).isEqualTo(image.size());
        assertThat(image.width()).isEqualTo(expected.get("width").intValue());
        assertThat(image.height()).isEqualTo(expected.get("height").intValue());
        assertThat(sum(image.pixels())).isEqualTo(expected.get("rgb_sum").longValue());
        assertThat(sha256(image.pixels())).isEqualTo(expected.get("rgb_sha256").stringValue());
    }

    @ParameterizedTest
    @MethodSource("images")
    void resizesEveryImageToTheReferencesBytes(String name) {
        JsonNode expected = GOLDEN.get("images").get(name);
        RgbImage image = ImageFile.read(GoldenFolder.file(expected.get("file").stringValue()));
        for (String budget : GOLDEN.get("budgets").propertyNames()) {
            JsonNode atBudget = expected.get("budgets").get(budget);
            int[] size = GoldenFolder.ints(atBudget.get("resized"));
            VARIANTS.forEach((key, variant) -> {
                RgbImage resized = BicubicResize.resize(image, new ImageSize(size[1], size[0]), variant);

                byte[] bytes = channelFirst(resized);
                JsonNode ofVariant = atBudget.get(key);
                for (JsonNode probe : ofVariant.get("resized_probes").values()) {
                    int[] at = GoldenFolder.ints(probe);
                    assertThat(resized.value(at[2], at[1], at[0]))
                            .as(budget + key)
                            .isEqualTo(at[3]);
                }
                assertThat(sum(bytes)).isEqualTo(ofVariant.get("resized_sum").longValue());
                assertThat(sha256(bytes))
                        .isEqualTo(ofVariant.get("resized_sha256").stringValue());
            });
        }
    }

    @ParameterizedTest
    @MethodSource("images")
    void cutsEveryImageIntoTheReferencesPatches(String name) {
        JsonNode expected = GOLDEN.get("images").get(name);
        Path file = GoldenFolder.file(expected.get("file").stringValue());
        for (String budget : GOLDEN.get("budgets").propertyNames()) {
            JsonNode atBudget = expected.get("budgets").get(budget);
            VARIANTS.forEach((key, variant) -> {
                PixelPatches patches = new ImageProcessor(config(budget), variant).process(file);

                int[] size = GoldenFolder.ints(atBudget.get("resized"));
                int[] grid = GoldenFolder.ints(atBudget.get("grid_thw"));
                assertThat(patches.resized()).isEqualTo(new ImageSize(size[1], size[0]));
                assertThat(patches.grid()).isEqualTo(new PatchGrid(grid[0], grid[1], grid[2]));
                assertThat(patches.grid().patches())
                        .isEqualTo(atBudget.get("patches").intValue());
                assertThat(patches.tokens())
                        .isEqualTo(atBudget.get("llm_tokens").intValue());
                assertStatistics(patches.values(), atBudget.get(key));
            });
        }
    }

    @ParameterizedTest
    @MethodSource("imagesWithTensors")
    void givesTheReferencesPixelValuesToTheLastBit(String name) {
        JsonNode expected = GOLDEN.get("images").get(name);

        PixelPatches patches = new ImageProcessor(config("default"), ResizeVariant.ATEN)
                .process(GoldenFolder.file(expected.get("file").stringValue()));

        assertThat(patches.values()).isEqualTo(GoldenFolder.floats("preprocess.safetensors", "pixel_values/" + name));
    }

    @Test
    void choosesTheReferencesSizes() {
        for (JsonNode row : GOLDEN.get("smart_resize").get("rows").values()) {
            int[] values = GoldenFolder.ints(row);
            ImageProcessorConfig config = ImageProcessorConfig.PUBLISHED.withPixels(values[2], values[3]);

            assertThat(SmartResize.fit(new ImageSize(values[1], values[0]), config))
                    .as(row.toString())
                    .isEqualTo(new ImageSize(values[5], values[4]));
        }
        for (JsonNode row : GOLDEN.get("smart_resize").get("must_fail").values()) {
            int[] values = GoldenFolder.ints(row);
            assertThatThrownBy(
                            () -> SmartResize.fit(new ImageSize(values[1], values[0]), ImageProcessorConfig.PUBLISHED))
                    .isInstanceOf(InvalidImageException.class);
        }
    }

    @Test
    void refusesTheInvalidFiles() {
        ImageProcessor processor = new ImageProcessor(ImageProcessorConfig.PUBLISHED, ResizeVariant.ATEN);
        for (JsonNode name : GOLDEN.get("invalid_files").values()) {
            Path file = GoldenFolder.file(name.stringValue());
            assertThatThrownBy(() -> processor.process(file))
                    .isInstanceOf(InvalidImageException.class)
                    .hasMessageStartingWith(file + ": ");
        }
    }

    @Test
    void namesTheFileOfAnImageThatIsTooThin(@TempDir Path folder) {
        ImageProcessor processor = new ImageProcessor(ImageProcessorConfig.PUBLISHED, ResizeVariant.ATEN);
        Path file = folder.resolve("thin.png");
        ImageFile.writePng(new RgbImage(201, 1, new byte[603]), file);

        assertThatThrownBy(() -> processor.process(file))
                .isInstanceOf(InvalidImageException.class)
                .hasMessage(file + ": an image of 201x1 pixels is too long and thin;"
                        + " one side may be at most 200 times the other, so cut it into pieces");
    }

    /** The numbers of a worked example over a synthetic image, made by the reference. */
    @ParameterizedTest
    @CsvSource({"200, 200, ATEN, 14813275, 46660.3755", "200, 200, PILLOW, 14813636, 46670.9268"})
    void agreesWithTheWorkedExample(int width, int height, ResizeVariant variant, long byteSum, double valueSum) {
        byte[] pixels = new byte[3 * width * height];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels[i++] = (byte) (7 * x + 3 * y);
                pixels[i++] = (byte) (5 * x + 11 * y);
                pixels[i++] = (byte) (x + 2 * y);
            }
        }
        RgbImage image = new RgbImage(width, height, pixels);

        PixelPatches patches = new ImageProcessor(ImageProcessorConfig.PUBLISHED, variant).process(image);

        RgbImage resized = BicubicResize.resize(image, patches.resized(), variant);
        assertThat(sum(resized.pixels())).isEqualTo(byteSum);
        double total = 0;
        for (float value : patches.values()) {
            total += value;
        }
        assertThat(total).isCloseTo(valueSum, offset(6e-5));
    }

    private static ImageProcessorConfig config(String budget) {
        JsonNode pixels = GOLDEN.get("budgets").get(budget);
        return ImageProcessorConfig.read(GoldenFolder.model())
                .withPixels(
                        pixels.get("min_pixels").intValue(),
                        pixels.get("max_pixels").intValue());
    }

    private static void assertStatistics(float[] values, JsonNode expected) {
        JsonNode statistics = expected.get("pixel_values");
        double sum = 0;
        double absolute = 0;
        for (float value : values) {
            sum += value;
            absolute += Math.abs(value);
        }
        double tolerance = 1e-6 * values.length;
        assertThat(sum).isCloseTo(statistics.get("sum").doubleValue(), offset(tolerance));
        assertThat(absolute).isCloseTo(statistics.get("abs_sum").doubleValue(), offset(tolerance));
        for (JsonNode probe : statistics.get("probes").values()) {
            int index = probe.get(0).intValue() * 1176 + probe.get(1).intValue();
            assertThat(values[index]).isCloseTo(probe.get(2).floatValue(), offset(2e-6f));
        }
    }

    private static byte[] channelFirst(RgbImage image) {
        int area = image.width() * image.height();
        byte[] bytes = new byte[3 * area];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i % 3 * area + i / 3] = image.pixels()[i];
        }
        return bytes;
    }

    private static long sum(byte[] bytes) {
        long sum = 0;
        for (byte value : bytes) {
            sum += value & 0xff;
        }
        return sum;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
