package io.millsight.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedLinearTest {

    @ParameterizedTest(name = "{0} rows")
    @ValueSource(ints = {1, 7, 139})
    void isTheProductOfThePlainLayer(int rows) {
        assumeThat(PackedLinear.suits(Device.CPU, DType.BFLOAT16))
                .as("the processor computes no bfloat16")
                .isTrue();
        long before = Scope.liveHandles();
        try (Scope scope = Scope.open();
                RandomGenerator random = RandomGenerator.seeded(1, Device.CPU)) {
            Tensor weight = random.normal(0, 1, 40, 96).to(DType.BFLOAT16);
            Tensor bias = random.normal(0, 1, 40).to(DType.BFLOAT16);
            Tensor input = random.normal(0, 1, 1, rows, 96).to(DType.BFLOAT16);
            try (PackedLinear layer = PackedLinear.of(weight, bias)) {
                Tensor output = layer.apply(input);
                Tensor plain = input.linear(weight, bias).to(DType.FLOAT32);

                assertThat(output.shape()).containsExactly(1, rows, 40);
                assertThat(output.dtype()).isEqualTo(DType.BFLOAT16);
                assertThat(output.to(DType.FLOAT32).minus(plain).norm()).isLessThan(0.004 * plain.norm());
            }
        }
        assertThat(Scope.liveHandles()).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"FLOAT32", "FLOAT16"})
    void otherTypesAreNotPacked(String dtype) {
        assertThat(PackedLinear.suits(Device.CPU, DType.valueOf(dtype))).isFalse();
    }
}
