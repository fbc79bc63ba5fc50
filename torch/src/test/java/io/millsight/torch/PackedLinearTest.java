package io.millsight.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackedLinearTest {

    @ParameterizedTest(name = "{0} rows in {1}")
    @CsvSource({
        "1, BFLOAT16, 0.004",
        "7, BFLOAT16, 0.004",
        "139, BFLOAT16, 0.004",
        "1, FLOAT32, 1e-6",
        "139, FLOAT32, 1e-6"
    })
    void isTheProductOfThePlainLayer(int rows, DType dtype, double tolerance) {
        assumeThat(PackedLinear.suits(Device.CPU, dtype))
                .as("the processor computes no bfloat16")
                .isTrue();
        long before = Scope.liveHandles();
        try (Scope scope = Scope.open();
                RandomGenerator random = RandomGenerator.seeded(1, Device.CPU)) {
            Tensor weight = random.normal(0, 1, 40, 96).to(dtype);
            Tensor bias = random.normal(0, 1, 40).to(dtype);
            Tensor input = random.normal(0, 1, 1, rows, 96).to(dtype);
            try (PackedLinear layer = PackedLinear.of(weight, bias)) {
                Tensor output = layer.apply(input);
                Tensor plain = input.linear(weight, bias).to(DType.FLOAT32);

                assertThat(output.shape()).containsExactly(1, rows, 40);
                assertThat(output.dtype()).isEqualTo(dtype);
                assertThat(output.to(DType.FLOAT32).minus(plain).norm()).isLessThan(tolerance * plain.norm());
            }
        }
        assertThat(Scope.liveHandles()).isEqualTo(before);
    }

    @Test
    void float16IsNotPacked() {
        assertThat(PackedLinear.suits(Device.CPU, DType.FLOAT16)).isFalse();
    }
}
