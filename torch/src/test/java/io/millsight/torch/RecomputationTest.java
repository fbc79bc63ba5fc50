package io.millsight.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What is computed again gives the same losses and gradients. */
class RecomputationTest {

    private static final int ROWS = 5;
    private static final int WIDTH = 4;

    private static float[] numbers(int count, long seed) {
        try (Scope scope = Scope.open();
                RandomGenerator random = RandomGenerator.seeded(seed, Device.CPU)) {
            return random.normal(0, 1, count).toFloats();
        }
    }

    private static Tensor leaf(long seed, long... shape) {
        return Tensor.of(numbers((int) (shape[0] * shape[1]), seed), shape).requireGradient(true);
    }

    private static float[] gradient(Tensor leaf) {
        return Objects.requireNonNull(leaf.gradient()).toFloats();
    }

    /** The loss of two layers, and the gradients of their weights and of what went in. */
    private static List<float[]> learned(Recomputation recomputation, DType type) {
        List<float[]> found = new ArrayList<>();
        try (Scope scope = Scope.open();
                Autocast autocast = Autocast.open(Device.CPU, type)) {
            Tensor input = leaf(1, ROWS, WIDTH);
            Tensor first = leaf(2, WIDTH, WIDTH);
            Tensor second = leaf(3, WIDTH, WIDTH);
            Tensor scaled = input.times(2); // gradients flow on behind the first part
            Tensor hidden =
                    recomputation.part(scaled, rows -> rows.linear(first, null).silu());
            Tensor output = recomputation.part(hidden, rows -> rows.plus(rows.linear(second, null)));
            Tensor loss = output.squared().sum().plus(hidden.sum()); // hidden has two uses
            recomputation.backward(loss);
            found.add(loss.toFloats());
            found.add(gradient(input));
            found.add(gradient(first));
            found.add(gradient(second));
        }
        return found;
    }

    /** Gradients of a tensor with two uses are added in another order. */
    private static void assertSame(DType type, double tolerance) {
        List<float[]> plain = learned(Recomputation.NONE, type);
        List<float[]> again = learned(Recomputation.start(), type);
        for (int i = 0; i < plain.size(); i++) {
            double largest = 0;
            for (float value : plain.get(i)) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertThat(largest).isPositive();
            assertThat(again.get(i)).containsExactly(plain.get(i), Offset.offset((float) (tolerance * largest)));
        }
    }

    @Test
    void lossesAndGradientsAreTheSame() {
        assertSame(DType.FLOAT32, 1e-6);
    }

    /** Copies of weights that autocast made without a graph would hide the weights from the second computation. */
    @Test
    void weightsThatAutocastCopiesLearnToo() {
        assertSame(DType.BFLOAT16, 0.02);
    }

    /** A kept graph would hold what each layer computed until the end of the backward pass. */
    @Test
    void whereNothingIsComputedAgainTheGraphIsFreedOnTheWay() {
        try (Scope scope = Scope.open()) {
            Tensor loss = Recomputation.NONE
                    .part(leaf(1, ROWS, WIDTH), Tensor::squared)
                    .sum();
            Recomputation.NONE.backward(loss);
            assertThatThrownBy(loss::backward).hasMessageContaining("a second time");
        }
    }

    @Test
    void aPartThatTheLossDoesNotNeedIsNotComputedAgain() {
        try (Scope scope = Scope.open()) {
            Recomputation recomputation = Recomputation.start();
            Tensor weight = leaf(2, WIDTH, WIDTH);
            int[] calls = new int[1];
            recomputation.part(leaf(1, ROWS, WIDTH), rows -> {
                calls[0]++;
                return rows.linear(weight, null);
            });
            recomputation.backward(weight.sum());
            assertThat(calls[0]).isOne();
            assertThat(gradient(weight)).containsOnly(1);
        }
    }

    /** What they share saves tensors for its own gradient. */
    @Test
    void partsAndTheLossMayShareWhatIsComputedBefore() {
        try (Scope scope = Scope.open()) {
            Recomputation recomputation = Recomputation.start();
            Tensor input = leaf(1, ROWS, WIDTH);
            Tensor shared = input.squared();
            Tensor first = recomputation.part(shared.narrow(0, 0, 2), rows -> rows.times(3));
            Tensor second = recomputation.part(shared.narrow(0, 2, ROWS - 2), rows -> rows.times(3));
            recomputation.backward(first.sum().plus(second.sum()).plus(shared.sum()));
            float[] expected = input.detach().times(8).toFloats();
            assertThat(gradient(input)).containsExactly(expected, Offset.offset(1e-5f));
        }
    }

    @Test
    void gradientsPassAPartWithoutParameters() {
        try (Scope scope = Scope.open()) {
            Recomputation recomputation = Recomputation.start();
            Tensor input = leaf(1, ROWS, WIDTH);
            recomputation.backward(
                    recomputation.part(input, rows -> rows.times(3)).sum());
            assertThat(gradient(input)).containsOnly(3);
        }
    }

    @Test
    void nothingFlowsBackToAnInputThatDoesNotLearn() {
        try (Scope scope = Scope.open()) {
            Recomputation recomputation = Recomputation.start();
            Tensor input = Tensor.of(numbers(ROWS * WIDTH, 1), ROWS, WIDTH);
            Tensor weight = leaf(2, WIDTH, WIDTH);
            Tensor fixed = recomputation.part(input, rows -> rows.times(2));
            recomputation.backward(
                    recomputation.part(fixed, rows -> rows.linear(weight, null)).sum());
            assertThat(input.gradient()).isNull();
            assertThat(gradient(weight)).isNotEqualTo(new float[WIDTH * WIDTH]);
        }
    }
}
