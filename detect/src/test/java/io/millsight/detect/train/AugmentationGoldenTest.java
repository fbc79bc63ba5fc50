package io.millsight.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.detect.ComparatorGoldens;
import io.millsight.detect.box.Letterbox;
import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.augment.AffineJitter;
import io.millsight.steel.augment.BrightnessFactor;
import io.millsight.steel.augment.Mosaic;
import io.millsight.steel.augment.Sample;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The augmentation and the frame of YOLOv7 against recorded numbers of the reference implementation. */
class AugmentationGoldenTest {

    private static final int GREY_TOLERANCE = 3; // the reference interpolates in steps of 1/32 pixel

    private static ComparatorGoldens golden() {
        return ComparatorGoldens.open("yolov7");
    }

    private static JsonNode parts() {
        return golden().json("parts.json");
    }

    @Test
    void enlargesAndMovesImagesAndBoxes() {
        ComparatorGoldens golden = golden();
        JsonNode cases = golden.json("parts.json").path("affine").path("cases");
        for (int i = 0; i < cases.size(); i++) {
            JsonNode example = cases.path(i);
            int side = example.path("input_size").asInt();
            int size = side + 2 * example.path("border").path(0).asInt();
            Sample sample =
                    new Sample(image(golden, "affine/" + i + "/image", side), defects(example.path("boxes_in")));
            Sample moved = new AffineJitter(size, 0, 0)
                    .apply(
                            sample,
                            example.path("scale").asDouble(),
                            example.path("translate_x_fraction").asDouble() * size,
                            example.path("translate_y_fraction").asDouble() * size);
            compare(moved.defects(), example.path("boxes_out"));
            if (i > 0) { // the first case records boxes only
                compare(moved.image(), image(golden, "affine/" + i + "/result", size));
            }
        }
    }

    @Test
    void combinesFourImagesAroundACorner() {
        ComparatorGoldens golden = golden();
        JsonNode mosaic = golden.json("parts.json").path("mosaic4");
        int size = mosaic.path("size").asInt();
        List<Sample> images = new ArrayList<>();
        for (int i = 0; i < Mosaic.IMAGES; i++) {
            int height = mosaic.path("images_height_width").path(i).path(0).asInt();
            int width = mosaic.path("images_height_width").path(i).path(1).asInt();
            byte[] pixels = new byte[3 * width * height];
            Arrays.fill(pixels, (byte) mosaic.path("grey_of_image").path(i).asInt());
            List<Defect> defects = new ArrayList<>();
            for (JsonNode row : mosaic.path("labels_normalised").path(i).values()) {
                double x = row.path(1).asDouble() * width;
                double y = row.path(2).asDouble() * height;
                double w = row.path(3).asDouble() * width;
                double h = row.path(4).asDouble() * height;
                defects.add(new Defect(type(row), new BoundingBox(x - w / 2, y - h / 2, x + w / 2, y + h / 2)));
            }
            images.add(new Sample(new RgbImage(width, height, pixels), defects));
        }
        JsonNode cases = mosaic.path("cases");
        for (int i = 0; i < cases.size(); i++) {
            Sample combined = new Mosaic(size)
                    .combine(images, (int) cases.path(i).path("centre_x").asDouble(), (int)
                            cases.path(i).path("centre_y").asDouble());
            compare(combined.defects(), cases.path(i).path("labels"));
            compare(combined.image(), image(golden, "mosaic/" + i + "/canvas", 2 * size));
        }
    }

    @Test
    void brightensGreyImages() {
        JsonNode recorded = parts().path("hsv_on_grey");
        int count = recorded.path("in").size();
        byte[] pixels = new byte[3 * count];
        for (int i = 0; i < count; i++) {
            Arrays.fill(
                    pixels, 3 * i, 3 * i + 3, (byte) recorded.path("in").path(i).asInt());
        }
        Sample bright = BrightnessFactor.apply(
                new Sample(new RgbImage(count, 1, pixels), List.of()),
                recorded.path("gains").path(2).asDouble());
        for (int i = 0; i < count; i++) {
            assertThat(bright.image().value(i, 0, 1))
                    .isEqualTo(recorded.path("out").path(i).asInt());
        }
    }

    @Test
    void fitsBoxesOfTheSquareBackIntoTheImage() {
        JsonNode recorded = parts().path("scale_coords");
        Letterbox frame = new Letterbox(
                recorded.path("image").path(1).asInt(),
                recorded.path("image").path(0).asInt(),
                recorded.path("network").path(0).asInt());
        for (int i = 0; i < recorded.path("boxes").size(); i++) {
            JsonNode box = recorded.path("boxes").path(i);
            JsonNode expected = recorded.path("in_image").path(i);
            BoundingBox found = Objects.requireNonNull(frame.toImage(
                    box.path(0).floatValue(),
                    box.path(1).floatValue(),
                    box.path(2).floatValue(),
                    box.path(3).floatValue()));
            assertThat(found.xMin()).isCloseTo(expected.path(0).asDouble(), within(1e-4));
            assertThat(found.yMin()).isCloseTo(expected.path(1).asDouble(), within(1e-4));
            assertThat(found.xMax()).isCloseTo(expected.path(2).asDouble(), within(1e-4));
            assertThat(found.yMax()).isCloseTo(expected.path(3).asDouble(), within(1e-4));
        }
    }

    @Test
    void averagesFasterAtTheStart() {
        WeightAverage average = new WeightAverage(0.9999, 2000);
        parts().path("ema_decay")
                .properties()
                .forEach(entry -> assertThat(average.at(Integer.parseInt(entry.getKey())))
                        .isCloseTo(entry.getValue().asDouble(), within(1e-6)));
    }

    private static DefectType type(JsonNode row) {
        return DefectType.NEU_DET.get((int) row.path(0).asDouble());
    }

    /** The reference keeps boxes without an area until a later step drops them. */
    private static List<Defect> defects(JsonNode rows) {
        List<Defect> defects = new ArrayList<>();
        for (JsonNode row : rows.values()) {
            if (row.path(3).asDouble() <= row.path(1).asDouble()
                    || row.path(4).asDouble() <= row.path(2).asDouble()) {
                continue;
            }
            defects.add(new Defect(
                    type(row),
                    new BoundingBox(
                            row.path(1).asDouble(),
                            row.path(2).asDouble(),
                            row.path(3).asDouble(),
                            row.path(4).asDouble())));
        }
        return defects;
    }

    private static void compare(List<Defect> found, JsonNode rows) {
        List<Defect> expected = defects(rows);
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i).type()).isEqualTo(expected.get(i).type());
            BoundingBox own = found.get(i).box();
            BoundingBox other = expected.get(i).box();
            assertThat(own.xMin()).isCloseTo(other.xMin(), within(1e-3));
            assertThat(own.yMin()).isCloseTo(other.yMin(), within(1e-3));
            assertThat(own.xMax()).isCloseTo(other.xMax(), within(1e-3));
            assertThat(own.yMax()).isCloseTo(other.yMax(), within(1e-3));
        }
    }

    private static RgbImage image(ComparatorGoldens golden, String name, int side) {
        byte[] pixels = new byte[3 * side * side];
        if (golden.names("parts.safetensors").contains(name)) {
            try (Scope scope = Scope.open()) {
                Tensor recorded = golden.tensor("parts.safetensors", name);
                float[] values = recorded.toFloats();
                for (int i = 0; i < values.length; i++) {
                    Arrays.fill(pixels, 3 * i, 3 * i + 3, (byte) (int) values[i]);
                }
            }
        }
        return new RgbImage(side, side, pixels);
    }

    private static void compare(RgbImage found, RgbImage expected) {
        for (int y = 0; y < expected.height(); y++) {
            for (int x = 0; x < expected.width(); x++) {
                assertThat(found.value(x, y, 0)).isCloseTo(expected.value(x, y, 0), within(GREY_TOLERANCE));
            }
        }
    }
}
