package io.millsight.qwen.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import io.millsight.torch.TorchException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeyValueCacheTest {

    private static Tensor buffer(int layer, int rows, int slots) {
        return Tensor.zeros(DType.FLOAT32, Device.CPU, rows, slots, 1, 2);
    }

    @Test
    void whereMemoryIsFullAfterSomeLayersTheirBuffersAreFreed() {
        long before = Scope.liveHandles();
        AtomicInteger made = new AtomicInteger();
        assertThatThrownBy(() -> new KeyValueCache(4, 1, 4, (layer, rows, slots) -> {
                    if (made.incrementAndGet() == 6) {
                        throw new TorchException("not enough memory");
                    }
                    return buffer(layer, rows, slots);
                }))
                .isInstanceOf(TorchException.class);
        assertThat(made.get()).isEqualTo(6);
        assertThat(Scope.liveHandles()).isEqualTo(before);
    }

    @Test
    void aClosedCacheLeavesNoBuffersBehind() {
        long before = Scope.liveHandles();
        KeyValueCache cache = new KeyValueCache(3, 1, 4, KeyValueCacheTest::buffer);
        assertThat(Scope.liveHandles()).isEqualTo(before + 6);
        cache.close();
        assertThat(Scope.liveHandles()).isEqualTo(before);
    }

    @Test
    void growsWithTheAnswersAndKeepsWhatItHolds() {
        try (Scope scope = Scope.open();
                KeyValueCache cache = new KeyValueCache(1, 2, 3, KeyValueCacheTest::buffer)) {
            long before = Scope.liveHandles();
            List<Float> all = new ArrayList<>();
            for (int token = 0; token < 200; token++) {
                try (Scope step = Scope.open()) {
                    append(cache, token, token + 0.5f);
                }
                all.add((float) token);
                all.add((float) token);
            }
            assertThat(Scope.liveHandles()).isEqualTo(before);
            assertThat(cache.length(1)).isEqualTo(200);
            assertThat(floats(cache.keys(0).select(0, 0))).isEqualTo(all);
        }
    }

    @Test
    void rowsThatAreNotKeptLeaveTheBuffers() {
        try (Scope scope = Scope.open();
                KeyValueCache cache = new KeyValueCache(1, 3, 3, KeyValueCacheTest::buffer)) {
            append(cache, 1, 2, 3);
            cache.expect(0, 0, 1); // a row that is longer than the others
            write(cache, Tensor.of(new float[] {9, 9}, 1, 1, 1, 2));
            cache.advance();
            cache.keep(0, 2);
            assertThat(cache.rows()).isEqualTo(2);
            assertThat(cache.sample(1)).isEqualTo(2);
            assertThat(cache.length(0)).isEqualTo(1);
            assertThat(cache.length(1)).isEqualTo(2);
            assertThat(floats(cache.values(0))).containsExactly(1f, 1f, 0f, 0f, 3f, 3f, 9f, 9f);
        }
    }

    /** Appends a token with one number in each row. */
    private static void append(KeyValueCache cache, float... numbers) {
        int[] ones = new int[numbers.length];
        Arrays.fill(ones, 1);
        cache.expect(ones);
        float[] both = new float[2 * numbers.length];
        for (int i = 0; i < both.length; i++) {
            both[i] = numbers[i / 2];
        }
        write(cache, Tensor.of(both, 1, 1, numbers.length, 2));
        cache.advance();
    }

    private static void write(KeyValueCache cache, Tensor tokens) {
        long[] slots = cache.arrivingSlots();
        cache.append(0, Tensor.of(slots, slots.length), tokens, tokens);
    }

    private static List<Float> floats(Tensor tensor) {
        List<Float> values = new ArrayList<>();
        for (float value : tensor.toFloats()) {
            values.add(value);
        }
        return values;
    }
}
