package io.millsight.qwen.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import io.millsight.torch.TorchException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeyValueCacheTest {

    private static Tensor buffer() {
        return Tensor.zeros(DType.FLOAT32, Device.CPU, 1, 1, 4, 2);
    }

    @Test
    void whereMemoryIsFullAfterSomeLayersTheirBuffersAreFreed() {
        long before = Scope.liveHandles();
        AtomicInteger made = new AtomicInteger();
        assertThatThrownBy(() -> new KeyValueCache(4, 1, 4, () -> {
                    if (made.incrementAndGet() == 6) {
                        throw new TorchException("not enough memory");
                    }
                    return buffer();
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
}
