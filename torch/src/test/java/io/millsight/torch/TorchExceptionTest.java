package io.millsight.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TorchExceptionTest {

    @Test
    void tellsWhenThereWasNoMemory() {
        assertThatThrownBy(() -> Tensor.zeros(DType.FLOAT32, Device.CPU, 1L << 48))
                .isInstanceOfSatisfying(
                        TorchException.class, e -> assertThat(e.isOutOfMemory()).isTrue());
        assertThat(new TorchException("CUDA out of memory. Tried to allocate 2.00 GiB").isOutOfMemory())
                .isTrue();
        assertThat(new TorchException("expected a matrix").isOutOfMemory()).isFalse();
    }
}
