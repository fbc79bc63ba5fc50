package io.millsight.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TensorTest {

    private Scope scope;

    @BeforeEach
    void openScope() {
        scope = Scope.open();
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    @Test
    void copiesValuesInAndOut() {
        Tensor tensor = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        assertThat(tensor.shape()).containsExactly(2, 3);
        assertThat(tensor.transpose(0, 1).toFloats()).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(Tensor.of(new long[] {7, -1}, 2).toLongs()).containsExactly(7, -1);
    }

    @Test
    void refusesValuesThatDoNotFillTheShape() {
        assertThatThrownBy(() -> Tensor.of(new float[5], 2, 3)).hasMessage("5 values do not fill the shape [2, 3]");
    }

    @Test
    void aNativeErrorIsOneLine() {
        Tensor left = Tensor.zeros(DType.FLOAT32, Device.CPU, 2, 3);
        assertThatThrownBy(() -> left.matmul(left))
                .isInstanceOf(TorchException.class)
                .message()
                .contains("shapes cannot be multiplied")
                .doesNotContain("\n");
    }

    @Test
    void zeroesAsManyElementsAsAskedFor() {
        Tensor ones = Tensor.full(1, DType.BFLOAT16, Device.CPU, 333, 301);
        Tensor kept = dropped(ones, 7);
        assertThat(kept.to(DType.FLOAT32).sum().item() / ones.elements()).isCloseTo(0.95, within(0.003));
        assertThat(dropped(ones, 7).toFloats()).containsExactly(kept.toFloats());
        assertThat(dropped(ones, 8).toFloats()).isNotEqualTo(kept.toFloats());
    }

    private static Tensor dropped(Tensor input, long seed) {
        return DropoutMask.apply(input, 0.05, new int[] {(int) input.size(0)}, new long[] {seed});
    }

    @Test
    void whatIsDroppedOfSomeRowsDoesNotDependOnTheOthers() {
        Tensor ones = Tensor.full(1, DType.FLOAT32, Device.CPU, 5, 33);
        Tensor together = DropoutMask.apply(ones, 0.5, new int[] {2, 3}, new long[] {7, 8});
        Tensor alone = DropoutMask.apply(ones.narrow(0, 0, 3), 0.5, new int[] {3}, new long[] {8});
        assertThat(together.narrow(0, 2, 3).toFloats()).containsExactly(alone.toFloats());
    }

    @Test
    void zeroedElementsHaveNoGradient() {
        Tensor leaf = Tensor.full(3, DType.FLOAT32, Device.CPU, 1, 41).requireGradient(true);
        Tensor kept = DropoutMask.apply(leaf, 0.5, new int[] {1}, new long[] {1});
        kept.sum().backward();
        assertThat(Objects.requireNonNull(leaf.gradient()).times(3).toFloats()).containsExactly(kept.toFloats());
    }

    @Test
    void addsAProductToAMatrix() {
        Tensor matrix = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        Tensor column = Tensor.of(new float[] {1, 2}, 2, 1);
        Tensor row = Tensor.of(new float[] {10, 20}, 1, 2);
        assertThat(matrix.plusMatmul(column, row, 2).toFloats()).containsExactly(21, 42, 43, 84);
    }

    private static Tensor normal(long seed, long... shape) {
        try (RandomGenerator generator = RandomGenerator.seeded(seed, Device.CPU)) {
            return generator.normal(0, 1, shape);
        }
    }

    @Test
    void attentionIsSoftmaxOfScaledScoresTimesValues() {
        Tensor query = normal(1, 1, 2, 5, 8);
        Tensor key = normal(2, 1, 2, 5, 8);
        Tensor value = normal(3, 1, 2, 5, 8);
        float[] mask = new float[25];
        for (int row = 0; row < 5; row++) {
            for (int column = row + 1; column < 5; column++) {
                mask[row * 5 + column] = -1e30f;
            }
        }
        Tensor additive = Tensor.of(mask, 5, 5);
        Tensor scores =
                query.matmul(key.transpose(2, 3)).times(1 / Math.sqrt(8)).plus(additive);
        float[] expected = scores.softmax(-1).matmul(value).toFloats();
        assertThat(Attention.scaledDotProduct(query, key, value, null, true).toFloats())
                .containsExactly(expected, within(1e-5f));
        assertThat(Attention.scaledDotProduct(query, key, value, additive.reshape(1, 1, 5, 5), false)
                        .toFloats())
                .containsExactly(expected, within(1e-5f));
    }

    @Test
    void crossEntropySkipsIgnoredTargets() {
        Tensor logits = Tensor.of(new float[] {0, 0, 5, 5}, 2, 2);
        assertThat(CrossEntropy.sum(logits, Tensor.of(new long[] {1, -100}, 2)).item())
                .isCloseTo(Math.log(2), within(1e-6));
    }

    @Test
    void softCrossEntropyWeighsAllTargetsOfARow() {
        Tensor logits = Tensor.of(new float[] {1, 2, 3, 0, 0, 0}, 2, 3);
        double first = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3));
        assertThat(CrossEntropy.softRows(logits, Tensor.of(new float[] {0, 0.25f, 0.75f, 1, 0, 0}, 2, 3))
                        .sum()
                        .item())
                .isCloseTo(0.25 * (first - 2) + 0.75 * (first - 3) + Math.log(3), within(1e-6));
    }

    @Test
    void rollingMovesTheEndOfEachRowToItsBeginning() {
        assertThat(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).rolled(1).toFloats())
                .containsExactly(3, 1, 2, 6, 4, 5);
    }

    @Test
    void gradientsReachLeavesAndCanBeCleared() {
        Tensor leaf = Tensor.of(new float[] {1, 2, 3}, 3).requireGradient(true);
        assertThat(leaf.gradient()).isNull();
        leaf.squared().sum().backward();
        leaf.squared().sum().backward();
        assertThat(Objects.requireNonNull(leaf.gradient()).toFloats()).containsExactly(4, 8, 12);
        leaf.clearGradient();
        assertThat(leaf.gradient()).isNull();
    }

    @Test
    void noGraphIsRecordedWhileGradientsAreOff() {
        Tensor leaf = Tensor.of(new float[] {1}, 1).requireGradient(true);
        try (NoGradient off = NoGradient.open()) {
            assertThat(leaf.times(2).requiresGradient()).isFalse();
        }
        assertThat(leaf.times(2).requiresGradient()).isTrue();
    }

    @Test
    void autocastComputesProductsInTheSmallerTypeAndEndsWithItsBlock() {
        Tensor weight = normal(4, 4, 4);
        try (Autocast autocast = Autocast.open(Device.CPU, DType.BFLOAT16)) {
            assertThat(weight.linear(weight, null).dtype()).isEqualTo(DType.BFLOAT16);
        }
        try (Autocast autocast = Autocast.open(Device.CPU, DType.FLOAT32)) {
            assertThat(weight.linear(weight, null).dtype()).isEqualTo(DType.FLOAT32);
        }
        assertThat(weight.linear(weight, null).dtype()).isEqualTo(DType.FLOAT32);
    }

    @Test
    void generatorsOfOneSeedDrawTheSameNumbersAndDoNotDisturbEachOther() {
        try (RandomGenerator one = RandomGenerator.seeded(5, Device.CPU);
                RandomGenerator other = RandomGenerator.seeded(5, Device.CPU)) {
            float[] first = one.uniform(-1, 1, 100).toFloats();
            float[] second = one.uniform(-1, 1, 100).toFloats();
            assertThat(other.uniform(-1, 1, 100).toFloats()).containsExactly(first);
            one.seed(6);
            assertThat(other.uniform(-1, 1, 100).toFloats()).containsExactly(second);
        }
    }

    @Test
    void aGeneratorDrawsWhatPyTorchDraws() {
        try (RandomGenerator generator = RandomGenerator.seeded(0, Device.CPU)) {
            // torch.manual_seed(0); torch.rand(3)
            assertThat(generator.uniform(0, 1, 3).toFloats())
                    .containsExactly(new float[] {0.4963f, 0.7682f, 0.0885f}, within(5e-5f));
        }
    }

    @Test
    void aNaNOrAnInfinityIsNotFinite() {
        assertThat(Tensor.of(new float[] {1, -3e38f, 0}, 3).isFinite()).isTrue();
        assertThat(Tensor.of(new float[] {1, Float.NaN, 0}, 3).isFinite()).isFalse();
        assertThat(Tensor.of(new float[] {1, 0, Float.NEGATIVE_INFINITY}, 3).isFinite())
                .isFalse();
    }

    @Test
    void indexedRowsAreReplacedInACopy() {
        Tensor table = Tensor.zeros(DType.FLOAT32, Device.CPU, 3, 2);
        Tensor rows = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        Tensor indices = Tensor.of(new long[] {2, 0}, 2);
        assertThat(table.indexCopy(0, indices, rows).toFloats()).containsExactly(3, 4, 0, 0, 1, 2);
        assertThat(table.toFloats()).containsOnly(0);
        assertThat(rows.indexSelect(0, Tensor.of(new long[] {1, 1}, 2)).toFloats())
                .containsExactly(3, 4, 3, 4);
        assertThat(Tensor.concatenate(List.of(rows, table), 0).size(0)).isEqualTo(5);
    }

    @Test
    void settingsNameDevicesAndTypes() {
        assertThat(Device.parse("cpu")).isEqualTo(Device.CPU);
        assertThat(DType.parse("bf16", Device.CPU)).isEqualTo(DType.BFLOAT16);
        assertThat(DType.parse("float32", Device.CPU)).isEqualTo(DType.FLOAT32);
        for (String text : List.of("tpu", "gpu", "CPU", "", "cuda:", "cuda:-1", "cuda:1000", "cpu:0")) {
            assertThat(Device.isName(text)).as(text).isFalse();
            assertThatThrownBy(() -> Device.parse(text))
                    .isInstanceOf(DeviceException.class)
                    .hasMessage("device: \"" + text + "\" is none of auto, cpu, cuda, cuda:N");
        }
        for (String text : List.of("int4", "int8", "float64", "FLOAT32", "")) {
            assertThat(DType.isName(text)).as(text).isFalse();
            assertThatThrownBy(() -> DType.parse(text, Device.CPU))
                    .isInstanceOf(DeviceException.class)
                    .hasMessage("dtype: \"" + text + "\" is none of auto, float32, bfloat16, float16");
        }
    }

    @Test
    void aGpuThatIsNotThereIsNamed() {
        assertThat(Device.isName("cuda:127")).isTrue();
        assertThatThrownBy(() -> Device.parse("cuda:127"))
                .isInstanceOf(DeviceException.class)
                .hasMessageStartingWith("device: \"cuda:127\" names a GPU");
    }
}
