package io.millsight.tuning.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.adapter.lora.LoraAdapter;
import io.millsight.adapter.lora.LoraConfig;
import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.checkpoint.LayerDevices;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Recomputation;
import io.millsight.torch.Scope;
import io.millsight.tuning.GoldenSamples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Training with the layers of the base on several devices. */
class SpreadTrainingTest {

    @Test
    void theMatricesOfAnAdapterAreBesideTheWeightsThatTheyCorrect() {
        ModelFolder folder = ModelFolder.open(GoldenFolder.model());
        int count = folder.config().text().layers();
        List<Device> layers = new ArrayList<>(Collections.nCopies(count, Device.META));
        layers.set(0, Device.CPU);
        try (QwenModel base = folder.load(DType.FLOAT32, new LayerDevices(Device.CPU, layers));
                LoraAdapter adapter = LoraAdapter.initialize(base, LoraConfig.paper(), 1);
                VisionRows rows = new VisionRows();
                Scope scope = Scope.open()) {
            AdapterTraining training = new AdapterTraining(base, adapter, "tiny");
            training.parameters()
                    .forEach((name, parameter) -> assertThat(parameter.device())
                            .as(name)
                            .isEqualTo(
                                    name.contains("language_model.layers.") && !name.contains("layers.0.")
                                            ? Device.META
                                            : Device.CPU));
            List<MicroBatch> pack = GoldenSamples.training().stream()
                    .map(sample -> new MicroBatch(List.of(sample), List.of(7L), 1, 0))
                    .toList();
            assertThatThrownBy(() ->
                            new SampleLoss(training, rows, CoordinateLabelSmoothing.NONE, Recomputation.NONE).of(pack))
                    .hasMessageContaining("attempted to run this operator with Meta tensors");
        }
    }
}
