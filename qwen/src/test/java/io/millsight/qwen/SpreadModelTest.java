package io.millsight.qwen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.qwen.checkpoint.LayerDevices;
import io.millsight.qwen.config.ModelConfig;
import io.millsight.qwen.text.KeyValueCache;
import io.millsight.qwen.text.NewTokens;
import io.millsight.qwen.text.SequenceBatch;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Recomputation;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A model whose layers are on several devices. */
class SpreadModelTest {

    private static final ModelFolder FOLDER = ModelFolder.open(GoldenFolder.model());

    /**
     * What libtorch says where attention normalises on a device without numbers, which cannot be done there. Tensors on different devices would have
     * been refused before, with other words.
     */
    private static final String REACHES_ATTENTION = "attempted to run this operator with Meta tensors";

    /** The first layer on the processor, the others on a device without numbers. */
    private static LayerDevices half() {
        List<Device> layers =
                new ArrayList<>(Collections.nCopies(FOLDER.config().text().layers(), Device.META));
        layers.set(0, Device.CPU);
        return new LayerDevices(Device.CPU, layers);
    }

    @Test
    void eachDeviceHoldsAboutAsMuch() {
        ModelConfig config = ModelPreset.B3.config();
        Device other = new Device(Device.Kind.CUDA, 1);
        Device gpu = new Device(Device.Kind.CUDA, 0);
        LayerDevices two = LayerDevices.spread(config, List.of(gpu, other));
        // 36 layers of 77 million parameters, and 979 million elsewhere: 12 layers more on the second
        assertThat(Collections.frequency(two.layers(), gpu)).isEqualTo(12);
        assertThat(two.layers()).isSortedAccordingTo((one, another) -> Integer.compare(one.index(), another.index()));
        assertThat(two.of("model.layers.0.mlp.up_proj.weight")).isEqualTo(gpu);
        assertThat(two.of("model.layers.35.mlp.up_proj.weight")).isEqualTo(other);
        assertThat(two.of("visual.blocks.31.norm1.weight")).isEqualTo(gpu);
        assertThat(two).hasToString("12 layers on cuda:0, 24 layers on cuda:1, all else on cuda:0");
        assertThat(LayerDevices.spread(config, List.of(Device.CPU))).isEqualTo(LayerDevices.all(Device.CPU, config));
    }

    @Test
    void whatALayerNeedsComesToItsDevice() {
        try (QwenModel model = FOLDER.load(DType.FLOAT32, half());
                Scope scope = Scope.open()) {
            JsonNode inputs = GoldenForward.inputs("single");
            SequenceBatch batch = model.batch(GoldenModel.sequences(inputs));
            Tensor rows = model.vision().forward(Objects.requireNonNull(GoldenModel.patches(inputs)), batch.images());
            assertThatThrownBy(() -> model.forward(batch, rows, null)).hasMessageContaining(REACHES_ATTENTION);

            SequenceBatch packed = model.batch(GoldenModel.sequences(inputs)).packed();
            long[] wanted = {packed.slot(0, 2), packed.slot(0, 3)};
            assertThatThrownBy(() -> model.forward(packed, rows, wanted, new long[0], Recomputation.NONE))
                    .hasMessageContaining(REACHES_ATTENTION);

            try (KeyValueCache cache = model.newCache(batch)) {
                NewTokens tokens = new NewTokens(IntStream.range(0, batch.size())
                        .mapToObj(row -> List.of(5, 6 + row))
                        .toList());
                assertThatThrownBy(() -> model.decode(batch, tokens, cache)).hasMessageContaining(REACHES_ATTENTION);
            }
        }
    }
}
