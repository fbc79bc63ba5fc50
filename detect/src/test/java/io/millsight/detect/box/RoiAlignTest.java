package io.millsight.detect.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.detect.ComparatorGoldens;
import io.millsight.detect.box.RoiAlign.BinRows;
import io.millsight.detect.box.RoiAlign.FeatureMap;
import io.millsight.detect.box.RoiAlign.Regions;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import io.millsight.torch.WeightedRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RoiAlignTest {

    private static final String TENSORS = "ops.safetensors";

    private final ComparatorGoldens goldens = ComparatorGoldens.open("ops");
    private final JsonNode json = goldens.json("ops.json");

    @Test
    void outputAndGradientAreThoseOfTheReference() {
        for (JsonNode example : json.get("roi_align").get("cases").values()) {
            String name = "roi_align/" + example.get("name").asString();
            try (Scope scope = Scope.open()) {
                Tensor input = goldens.tensor(TENSORS, "roi_align/input").requireGradient(true);
                int[] output = ComparatorGoldens.ints(example.get("output"));
                RoiAlign align = new RoiAlign(
                        output[0],
                        output[1],
                        example.get("sampling_ratio").intValue(),
                        example.get("aligned").booleanValue());
                FeatureMap map =
                        new FeatureMap(0, 12, 10, example.get("spatial_scale").floatValue());
                Tensor aligned =
                        apply(align, List.of(input), List.of(map), regions(goldens.floats(TENSORS, "roi_align/rois")));
                assertClose(aligned, goldens.tensor(TENSORS, name + "/output"), 1e-5f);

                aligned.times(rising(aligned)).sum().backward();
                assertClose(
                        Objects.requireNonNull(input.gradient()),
                        goldens.tensor(TENSORS, name + "/input_gradient"),
                        1e-4f);
            }
        }
    }

    @Test
    void aRampIsSampledWhereTheBinsLie() {
        JsonNode ramp = json.get("roi_align").get("ramp");
        float[] feature = new float[64];
        for (int i = 0; i < feature.length; i++) {
            feature[i] = 10 * (i / 8) + i % 8;
        }
        for (int roi = 0; roi < ramp.get("rois").size(); roi++) {
            Regions regions = new Regions(
                    new int[1],
                    new int[1],
                    ComparatorGoldens.floats(ramp.get("rois").get(roi)));
            for (String kind : List.of("plain", "aligned")) {
                try (Scope scope = Scope.open()) {
                    Tensor values = apply(
                            new RoiAlign(2, 2, 2, kind.equals("aligned")),
                            List.of(Tensor.of(feature, 1, 1, 8, 8)),
                            List.of(new FeatureMap(0, 8, 8, 1)),
                            regions);
                    assertThat(values.toFloats())
                            .containsExactly(
                                    ComparatorGoldens.floats(ramp.get(kind).get(roi)), within(1e-5f));
                }
            }
        }
    }

    @Test
    void readsEachBoxFromItsOwnFeatureMap() {
        JsonNode example = json.get("multi_scale");
        float[] scales = ComparatorGoldens.floats(example.get("scales"));
        try (Scope scope = Scope.open()) {
            List<Tensor> features = new ArrayList<>();
            List<FeatureMap> maps = new ArrayList<>();
            int row = 0;
            for (int level = 0; level < scales.length; level++) {
                Tensor feature = goldens.tensor(TENSORS, "multi_scale/feature/" + level);
                features.add(feature);
                int side = (int) feature.size(-1);
                maps.add(new FeatureMap(row, side, side, scales[level]));
                row += side * side;
            }
            float[] boxes = goldens.floats(TENSORS, "multi_scale/boxes");
            int[] levels = ComparatorGoldens.ints(example.get("levels"));
            Tensor output = apply(
                    new RoiAlign(7, 7, 2, false), features, maps, new Regions(new int[levels.length], levels, boxes));
            assertClose(output, goldens.tensor(TENSORS, "multi_scale/output"), 1e-5f);
        }
    }

    private static Tensor apply(RoiAlign align, List<Tensor> features, List<FeatureMap> maps, Regions regions) {
        List<Tensor> rows = new ArrayList<>();
        for (Tensor feature : features) { // [B, C, H, W]
            rows.add(feature.permute(0, 2, 3, 1).reshape(-1, feature.size(1)));
        }
        BinRows bins = align.rows(maps, regions);
        return WeightedRows.sum(Tensor.concatenate(rows, 0), bins.rows(), bins.weights(), bins.rowsPerBin())
                .reshape(regions.count(), align.height(), align.width(), -1)
                .permute(0, 3, 1, 2);
    }

    private static Regions regions(float[] imageAndBox) {
        int count = imageAndBox.length / 5;
        Regions regions = new Regions(new int[count], new int[count], new float[4 * count]);
        for (int i = 0; i < count; i++) {
            regions.images()[i] = (int) imageAndBox[5 * i];
            System.arraycopy(imageAndBox, 5 * i + 1, regions.boxes(), 4 * i, 4);
        }
        return regions;
    }

    /** Returns −1 to 1 in even steps over all elements. */
    private static Tensor rising(Tensor like) {
        int count = (int) like.elements();
        float[] values = new float[count];
        IntStream.range(0, count).forEach(i -> values[i] = (float) (-1 + 2.0 * i / (count - 1)));
        return Tensor.of(values, like.shape());
    }

    private static void assertClose(Tensor computed, Tensor reference, float tolerance) {
        assertThat(computed.shape()).isEqualTo(reference.shape());
        assertThat(computed.toFloats()).containsExactly(reference.toFloats(), within(tolerance));
    }
}
