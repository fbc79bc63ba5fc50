package io.millsight.adapter.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.qwen.layer.DenseLinear;
import io.millsight.qwen.layer.SampleRows;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.DropoutMask;
import io.millsight.torch.NoGradient;
import io.millsight.torch.RandomGenerator;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoraLinearTest {

    private static final int IN = 12;
    private static final int OUT = 7;
    private static final int RANK = 3;
    private static final double SCALING = 1.5;

    private Scope scope;
    private RandomGenerator random;
    private DenseLinear layer;
    private LoraPair pair;

    @BeforeEach
    void make() {
        scope = Scope.open();
        random = RandomGenerator.seeded(3, Device.CPU);
        layer = new DenseLinear(random.normal(0, 1, OUT, IN), random.normal(0, 1, OUT));
        pair = pair(layer, random.normal(0, 0.5, OUT, RANK));
    }

    private LoraPair pair(DenseLinear dense, Tensor b) {
        Tensor a = random.normal(0, 0.5, RANK, IN).retain();
        return new LoraPair(a, b.retain(), SCALING, RowMagnitudes.of(dense));
    }

    @AfterEach
    void release() {
        pair.close();
        random.close();
        scope.close();
    }

    /** m / ‖W + s B A‖ by its definition, in double. */
    private double[] factors() {
        float[] weight =
                layer.weight().plus(pair.b().matmul(pair.a()).times(SCALING)).toFloats();
        float[] magnitudes = magnitudes().toFloats();
        double[] factors = new double[OUT];
        for (int row = 0; row < OUT; row++) {
            double squares = 0;
            for (int i = 0; i < IN; i++) {
                squares += (double) weight[row * IN + i] * weight[row * IN + i];
            }
            factors[row] = magnitudes[row] / Math.sqrt(squares);
        }
        return factors;
    }

    private Tensor magnitudes() {
        return Objects.requireNonNull(pair.magnitudes()).magnitudes();
    }

    private Tensor factorRow() {
        double[] factors = factors();
        float[] values = new float[OUT];
        for (int row = 0; row < OUT; row++) {
            values[row] = (float) factors[row];
        }
        return Tensor.of(values, OUT);
    }

    @Test
    void rowsAreScaledToTheirMagnitudes() {
        Tensor input = random.normal(0, 1, 2, 5, IN);
        Tensor plain = input.linear(layer.weight(), null);
        Tensor low = input.linear(pair.a(), null).linear(pair.b(), null).times(SCALING);
        Tensor bias = Objects.requireNonNull(layer.bias());
        assertClose(
                plain.plus(low).times(factorRow()).plus(bias),
                pair.on(layer, new Dropout(0)).apply(input));
    }

    @Test
    void droppedInputsChangeOnlyWhatTheCorrectionAdds() {
        double probability = 0.4;
        Tensor input = random.normal(0, 1, 6, IN);
        Dropout dropout = new Dropout(probability);
        dropout.activate(true);
        SampleRows samples = SampleRows.of(List.of(2, 4), new long[] {11, 12});
        Tensor kept = DropoutMask.apply(input, probability, new int[] {2, 4}, new long[] {11, 12})
                .times(1 / (1 - probability));
        Tensor low = kept.linear(pair.a(), null).linear(pair.b(), null).times(SCALING);
        Tensor expected = layer.apply(input)
                .plus(kept.linear(layer.weight(), null).times(factorRow().plus(-1)))
                .plus(low.times(factorRow()));
        assertClose(expected, pair.on(layer, dropout).apply(input, samples));
    }

    @ParameterizedTest
    @ValueSource(strings = {"FLOAT32", "BFLOAT16"})
    void aNewCorrectionChangesNothing(DType type) {
        DenseLinear typed = new DenseLinear(layer.weight().to(type), null);
        try (LoraPair fresh = pair(typed, Tensor.zeros(DType.FLOAT32, Device.CPU, OUT, RANK))) {
            Tensor input = random.normal(0, 1, 6, IN).to(type);
            Tensor result = fresh.on(typed, new Dropout(0)).apply(input);
            assertThat(result.dtype()).isEqualTo(type);
            assertClose(typed.apply(input).to(DType.FLOAT32), result.to(DType.FLOAT32));
        }
    }

    @Test
    void whatIsRememberedIsForgottenBeforeLearning() {
        Tensor input = random.normal(0, 1, 6, IN);
        Dropout dropout = new Dropout(0);
        try (NoGradient off = NoGradient.open()) {
            float[] before = pair.on(layer, dropout).apply(input).toFloats();
            long handles = Scope.liveHandles();
            pair.aboutToLearn();
            magnitudes().copyFrom(magnitudes().times(2));
            float[] after = pair.on(layer, dropout).apply(input).toFloats();
            assertThat(after[0]).isNotCloseTo(before[0], within(1e-3f));
            assertThat(Scope.liveHandles()).isGreaterThanOrEqualTo(handles);
        }
    }

    @Test
    void aRowOfZerosStaysOne() {
        DenseLinear zeros = new DenseLinear(Tensor.zeros(DType.FLOAT32, Device.CPU, OUT, IN), null);
        try (LoraPair fresh = pair(zeros, Tensor.zeros(DType.FLOAT32, Device.CPU, OUT, RANK))) {
            Tensor result = fresh.on(zeros, new Dropout(0)).apply(random.normal(0, 1, 2, IN));
            assertThat(result.norm()).isZero();
        }
    }

    private static void assertClose(Tensor expected, Tensor actual) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.minus(expected).norm()).isLessThanOrEqualTo(1e-5 * expected.norm());
    }
}
