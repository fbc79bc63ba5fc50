package io.millsight.qwen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millsight.qwen.checkpoint.WeightChange;
import io.millsight.qwen.checkpoint.WeightForm;
import io.millsight.qwen.config.ModelConfig;
import io.millsight.qwen.config.ModelFolderException;
import io.millsight.qwen.text.TokenSequence;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.DeviceException;
import io.millsight.torch.Int8Linear;
import io.millsight.torch.NoGradient;
import io.millsight.torch.SafetensorsException;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A model in int8: rounded while loading, or stored so. */
class Int8ModelTest {

    private static final String UP = "model.layers.1.mlp.up_proj.weight";

    @TempDir
    Path folder;

    private Path plain;
    private Path rounded;

    @BeforeEach
    void needsInstructions() throws IOException {
        try {
            Int8Linear.requireDevice(Device.CPU);
        } catch (DeviceException e) {
            assumeThat(false).as(e.getMessage()).isTrue();
        }
        plain = Files.createDirectory(folder.resolve("plain"));
        rounded = Files.createDirectory(folder.resolve("rounded"));
        TinyModel.write(plain);
        ModelFolder.open(plain).writeInt8(rounded, DType.FLOAT32, WeightChange.NONE, bytes -> {});
    }

    private static Tensor logits(QwenModel model) {
        try (NoGradient off = NoGradient.open()) {
            Tensor hidden = model.forward(
                            model.batch(List.of(TokenSequence.of(new int[] {1, 7, 42, 200, 3}, List.of()))), null, null)
                    .last();
            return model.language().logits(hidden).to(DType.FLOAT32);
        }
    }

    private static double difference(Tensor actual, Tensor expected) {
        return actual.minus(expected).norm() / expected.norm();
    }

    @Test
    void answersNearlyAsThePlainModel() {
        try (Scope scope = Scope.open();
                QwenModel exact = ModelFolder.open(plain).load(DType.FLOAT32, Device.CPU);
                QwenModel int8 =
                        ModelFolder.open(plain).load(DType.FLOAT32, Device.CPU, WeightForm.INT8, WeightChange.NONE)) {
            assertThat(difference(logits(int8), logits(exact))).isBetween(1e-5, 0.03);
        }
    }

    @Test
    void whatIsStoredAnswersAsWhatIsRoundedWhileLoading() {
        try (Scope scope = Scope.open();
                QwenModel loaded =
                        ModelFolder.open(plain).load(DType.FLOAT32, Device.CPU, WeightForm.INT8, WeightChange.NONE);
                QwenModel stored =
                        ModelFolder.open(rounded).load(DType.FLOAT32, Device.CPU, WeightForm.INT8, WeightChange.NONE)) {
            assertThat(logits(stored).toFloats()).containsExactly(logits(loaded).toFloats());
        }
    }

    @ParameterizedTest
    @CsvSource({"PLAIN, FLOAT32", "PACKED, BFLOAT16", "PACKED, FLOAT32", "INT8, FLOAT32"})
    void freesAllWeights(WeightForm form, DType dtype) {
        long before = Scope.liveHandles();
        try (Scope scope = Scope.open();
                QwenModel model = ModelFolder.open(plain).load(dtype, Device.CPU, form, WeightChange.NONE)) {
            assertThat(logits(model).isFinite()).isTrue();
        }
        assertThat(Scope.liveHandles()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"BFLOAT16, 0.02", "FLOAT32, 1e-5"})
    void packedWeightsAnswerAsPlainOnes(DType dtype, double tolerance) {
        try (Scope scope = Scope.open();
                QwenModel exact = ModelFolder.open(plain).load(dtype, Device.CPU);
                QwenModel packed =
                        ModelFolder.open(plain).load(dtype, Device.CPU, WeightForm.PACKED, WeightChange.NONE)) {
            assertThat(difference(logits(packed), logits(exact))).isLessThan(tolerance);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WeightForm.class,
            names = {"PACKED", "INT8"})
    void aHeadOfItsOwnIsKept(WeightForm form) throws IOException {
        Path own = Files.createDirectory(folder.resolve("own"));
        TinyModel.write(own, TinyModel.CONFIG.withHead());
        try (Scope scope = Scope.open();
                QwenModel exact = ModelFolder.open(own).load(DType.BFLOAT16, Device.CPU);
                QwenModel other = ModelFolder.open(own).load(DType.BFLOAT16, Device.CPU, form, WeightChange.NONE)) {
            assertThat(other.weights()).doesNotContainKey(UP);
            assertThat(other.weights().containsKey("lm_head.weight")).isEqualTo(form == WeightForm.INT8);
            assertThat(difference(logits(other), logits(exact))).isLessThan(0.03);
        }
    }

    @Test
    void onlyDescribesAndSaysSo() {
        assertThatThrownBy(() -> ModelFolder.open(rounded).load(DType.FLOAT32, Device.CPU))
                .isInstanceOf(ModelFolderException.class)
                .hasMessage(rounded + ": its weights are in int8, which serve for describing only;"
                        + " give the model that it was quantized from");
    }

    @Test
    void aWeightThatIsNotInt8IsNamed() throws IOException {
        TinyModel.changeWeights(rounded, tensors -> {
            tensors.put(UP, Objects.requireNonNull(tensors.get(UP)).to(DType.FLOAT32));
            return tensors;
        });
        assertThatThrownBy(() -> ModelFolder.open(rounded))
                .isInstanceOf(ModelFolderException.class)
                .hasMessage(rounded.resolve("model.safetensors") + ": the tensor " + UP + " is of type F32, but "
                        + ModelConfig.FILE + " says that it is stored in I8; write the folder again with 'quantize'");
    }

    @Test
    void aMissingScaleIsNamed() throws IOException {
        TinyModel.changeWeights(rounded, tensors -> {
            tensors.remove(UP + "_scale");
            return tensors;
        });
        assertThatThrownBy(() -> ModelFolder.open(rounded))
                .isInstanceOf(ModelFolderException.class)
                .hasMessageContaining("the tensor " + UP + "_scale is missing");
    }

    @Test
    void aTruncatedFileIsNamed() throws IOException {
        Path file = rounded.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 100));
        assertThatThrownBy(() -> ModelFolder.open(rounded))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageStartingWith(file + ": tensor ")
                .hasMessageEndingWith("copy or download it again");
    }

    @Test
    void numbersThatAreNotFiniteAreRefused() throws IOException {
        TinyModel.changeWeights(plain, tensors -> {
            tensors.put(UP, Objects.requireNonNull(tensors.get(UP)).times(Double.NaN));
            return tensors;
        });
        assertThatThrownBy(() ->
                        ModelFolder.open(plain).load(DType.FLOAT32, Device.CPU, WeightForm.INT8, WeightChange.NONE))
                .isInstanceOf(ModelFolderException.class)
                .hasMessage(plain.resolve("model.safetensors") + ": the tensor " + UP
                        + " holds numbers that are not finite");
    }

    @Test
    void theConfigurationStatesTheFormatOfCompressedTensors() throws IOException {
        assertThat(Files.readString(rounded.resolve(ModelConfig.FILE)))
                .contains("\"quant_method\" : \"compressed-tensors\"", "\"format\" : \"int-quantized\"");
        assertThat(ModelFolder.open(rounded).config()).isEqualTo(TinyModel.CONFIG.withInt8());
    }
}
