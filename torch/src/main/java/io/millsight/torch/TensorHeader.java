package io.millsight.torch;

import java.util.Arrays;
import java.util.List;

/**
 * What a file says about one tensor.
 *
 * @param name its key
 * @param dtype its element type
 * @param shape its extents, row-major
 */
public record TensorHeader(String name, DType dtype, List<Long> shape) {

    public TensorHeader {
        shape = List.copyOf(shape);
    }

    public static TensorHeader of(String name, DType dtype, long... shape) {
        return new TensorHeader(name, dtype, Arrays.stream(shape).boxed().toList());
    }

    /** The shape as tensors take it. */
    public long[] extents() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }

    /** The number of elements; 1 for a scalar. */
    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** The size of the values in bytes. */
    public long bytes() {
        return Math.multiplyExact(elements(), dtype.bytes());
    }

    @Override
    public String toString() {
        return name + " " + dtype.fileName() + " " + shape;
    }
}
