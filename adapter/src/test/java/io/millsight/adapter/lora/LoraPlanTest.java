package io.millsight.adapter.lora;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.qwen.GoldenModel;
import io.millsight.qwen.ModelPreset;
import io.millsight.qwen.QwenModel;
import io.millsight.torch.DType;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoraPlanTest {

    @Test
    void countsThePapersAdapterOnThe3bModel() {
        LoraPlan named = LoraPlan.of(ModelPreset.B3.config(), LoraConfig.paper());
        LoraPlan textOnly =
                LoraPlan.of(ModelPreset.B3.config(), LoraConfig.paper().textOnly());

        assertThat(named.modules()).hasSize(348);
        assertThat(named.parameters()).isEqualTo(37_152_768);
        assertThat(textOnly.modules()).hasSize(252);
        assertThat(textOnly.parameters()).isEqualTo(29_933_568);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void foreseesWhatAnAdapterTurnsOutToHold(boolean weightDecomposed) {
        LoraConfig everything = new LoraConfig(
                4, 8, 0, false, weightDecomposed, new ModuleSelector.AllLinear(), null, Map.of("q_proj", 2), Map.of());
        try (QwenModel model = GoldenModel.load(DType.FLOAT32);
                LoraAdapter adapter = LoraAdapter.initialize(model, everything, 0)) {
            LoraPlan plan = LoraPlan.of(model.config(), everything);

            assertThat(plan.modules()).containsExactlyInAnyOrderElementsOf(adapter.modules());
            assertThat(plan.parameters()).isEqualTo(adapter.parameterCount());
        }
    }
}
