package io.millsight.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Int8LinearTest {

    private static final int INPUTS = 256;
    private static final int OUTPUTS = 96;

    @BeforeEach
    void needsInstructions() {
        assumeThat(Device.CPU.computesInt8())
                .as("the processor has no VNNI instructions")
                .isTrue();
    }

    private static Tensor normal(long seed, long... shape) {
        try (RandomGenerator random = RandomGenerator.seeded(seed, Device.CPU)) {
            return random.normal(0, 1, shape);
        }
    }

    private static double error(Tensor actual, Tensor expected) {
        return actual.to(DType.FLOAT32).minus(expected).norm() / expected.norm();
    }

    @Test
    void aWeightIsRoundedToAStepOfItsOwnChannel() {
        try (Scope scope = Scope.open()) {
            Tensor weight = Tensor.of(new float[] {1.27f, -0.634f, 0, 100, 0, -127, 0, 0, 0}, 3, 3);
            Int8Weight rounded = Int8Weight.of(weight);

            assertThat(rounded.values().dtype()).isEqualTo(DType.INT8);
            assertThat(rounded.values().toLongs()).containsExactly(127, -63, 0, 100, 0, -127, 0, 0, 0);
            assertThat(rounded.scales().toFloats()[1]).isEqualTo(1f);
            assertThat(rounded.toFloat32().isFinite()).isTrue();
        }
    }

    @ParameterizedTest(name = "{0} rows, {1}, bias {2}")
    @CsvSource({
        "1, FLOAT32, false",
        "1, BFLOAT16, true",
        "5, FLOAT32, true",
        "139, BFLOAT16, false",
        "139, BFLOAT16, true",
    })
    void isTheProductWithinTheStepsOfInt8(int rows, DType dtype, boolean withBias) {
        try (Scope scope = Scope.open()) {
            Tensor weight = normal(1, OUTPUTS, INPUTS);
            Tensor bias = withBias ? normal(2, OUTPUTS) : null;
            Tensor input = normal(3, 1, rows, INPUTS).to(dtype);
            try (Int8Linear layer = Int8Linear.pack(Int8Weight.of(weight), bias)) {
                Tensor output = layer.apply(input);

                assertThat(output.dtype()).isEqualTo(dtype);
                assertThat(output.shape()).containsExactly(1, rows, OUTPUTS);
                assertThat(error(output, input.to(DType.FLOAT32).linear(weight, bias)))
                        .isLessThan(0.02);
            }
        }
    }

    @Test
    void oneRowOfLargeNumbersDoesNotDisturbTheOthers() {
        try (Scope scope = Scope.open()) {
            Tensor weight = normal(1, OUTPUTS, INPUTS);
            Tensor input = normal(2, 12, INPUTS);
            input.narrow(0, 3, 1).timesInPlace(1000);
            try (Int8Linear layer = Int8Linear.pack(Int8Weight.of(weight), null)) {
                Tensor output = layer.apply(input);
                for (int row = 0; row < 12; row++) {
                    Tensor expected = input.narrow(0, row, 1).linear(weight, null);
                    assertThat(error(output.narrow(0, row, 1), expected))
                            .as("row " + row)
                            .isLessThan(0.02);
                }
            }
        }
    }

    @Test
    void rowsOfZerosGiveTheBias() {
        try (Scope scope = Scope.open()) {
            Tensor bias = normal(2, OUTPUTS);
            try (Int8Linear layer = Int8Linear.pack(Int8Weight.of(normal(1, OUTPUTS, INPUTS)), bias)) {
                Tensor output = layer.apply(Tensor.zeros(DType.FLOAT32, Device.CPU, 2, INPUTS));

                assertThat(output.select(0, 1).toFloats()).containsExactly(bias.toFloats());
            }
        }
    }

    @Test
    void freesWhatItPacks() {
        long before = Scope.liveHandles();
        for (int i = 0; i < 3; i++) {
            try (Scope scope = Scope.open();
                    Int8Linear layer = Int8Linear.pack(Int8Weight.of(normal(1, OUTPUTS, INPUTS)), normal(2, OUTPUTS))) {
                layer.apply(normal(3, 2, INPUTS));
            }
        }
        assertThat(Scope.liveHandles()).isEqualTo(before);
    }

    @Test
    void aGpuIsRefused() {
        assertThatThrownBy(() -> Int8Linear.requireDevice(new Device(Device.Kind.CUDA, 0)))
                .isInstanceOf(DeviceException.class)
                .hasMessage(
                        "dtype: int8 needs a processor with VNNI instructions (avx512_vnni or avx_vnni), not cuda:0;"
                                + " use float32 or bfloat16 with the model that was not quantized");
    }

    @Test
    void aProcessorWithoutTheInstructionsIsRefused() {
        assertThatThrownBy(() -> Int8Linear.require(Device.CPU, false))
                .isInstanceOf(DeviceException.class)
                .hasMessage("dtype: int8 needs a processor with VNNI instructions (avx512_vnni or avx_vnni), which this"
                        + " one lacks; use float32 or bfloat16 with the model that was not quantized");
    }
}
