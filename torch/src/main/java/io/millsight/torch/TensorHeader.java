package io.millsight.torch;

import java.util.Arrays;
import java.util.List;

/**
 * The header of one tensor in a safetensors file.
 *
 * @param name its key
 * @param dtype its element type
 * @param shape its sizes, outermost first
 */
public record TensorHeader(String name, DType dtype, List<Long> shape) {

    public TensorHeader {
        shape = List.copyOf(shape);
    }

    public static TensorHeader of(String name, DType dtype, long... shape) {
        return new TensorHeader(name, dtype, Arrays.stream(shape).boxed().toList());
    }

    /** Returns the shape as an array. */
    public long[] extents() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }

    /** Returns the number of elements; 1 for a scalar. */
    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** Returns the size of the values in bytes. */
    public long bytes() {
        return Math.multiplyExact(elements(), dtype.bytes());
    }

    @Override
    public String toString() {
        return name + " " + dtype.fileName() + " " + shape;
    }
}
