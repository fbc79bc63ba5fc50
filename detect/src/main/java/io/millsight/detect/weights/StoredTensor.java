package io.millsight.detect.weights;

import io.millsight.torch.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle says of a tensor: a part of a storage.
 *
 * @param storage key of the storage
 * @param type of the storage's elements
 * @param count of the storage's elements
 * @param offset of the first element
 */
@SuppressWarnings("ArrayRecordComponent") // a bundle of numbers, which is never compared
record StoredTensor(String storage, ElementType type, long count, long offset, long[] shape, long[] strides) {

    private static final int MAXIMUM_AXES = 64; // of a tensor in libtorch

    /** The types of elements by the names of PyTorch's storages. */
    enum ElementType {
        FLOAT(4),
        HALF(2),
        BFLOAT16(2),
        DOUBLE(8),
        LONG(8),
        INT(4),
        SHORT(2),
        CHAR(1),
        BYTE(1),
        BOOL(1);

        private final int bytes;

        ElementType(int bytes) {
            this.bytes = bytes;
        }

        int bytes() {
            return bytes;
        }

        static @Nullable ElementType of(String storage) {
            return switch (storage) {
                case "torch.FloatStorage" -> FLOAT;
                case "torch.HalfStorage" -> HALF;
                case "torch.BFloat16Storage" -> BFLOAT16;
                case "torch.DoubleStorage" -> DOUBLE;
                case "torch.LongStorage" -> LONG;
                case "torch.IntStorage" -> INT;
                case "torch.ShortStorage" -> SHORT;
                case "torch.CharStorage" -> CHAR;
                case "torch.ByteStorage" -> BYTE;
                case "torch.BoolStorage" -> BOOL;
                default -> null;
            };
        }

        float read(ByteBuffer bytes, int index) {
            int at = index * this.bytes;
            return switch (this) {
                case FLOAT -> bytes.getFloat(at);
                case HALF -> half(bytes.getShort(at));
                case BFLOAT16 -> Float.intBitsToFloat(bytes.getShort(at) << Short.SIZE);
                case DOUBLE -> (float) bytes.getDouble(at);
                case LONG -> bytes.getLong(at);
                case INT -> bytes.getInt(at);
                case SHORT -> bytes.getShort(at);
                case CHAR -> bytes.get(at);
                case BYTE, BOOL -> bytes.get(at) & 0xff;
            };
        }

        /** Converts a number of IEEE 754's 16-bit format. */
        private static float half(short bits) {
            int exponent = (bits >> 10) & 0x1f;
            int fraction = bits & 0x3ff;
            float size = switch (exponent) {
                case 0 -> Math.scalb((float) fraction, -24);
                case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
                default -> Math.scalb((float) (fraction | 0x400), exponent - 25);
            };
            return bits < 0 ? -size : size;
        }
    }

    /**
     * Understands a call of {@code torch._utils._rebuild_tensor_v2} or of {@code _rebuild_parameter}.
     *
     * @return null if the node is another
     * @throws IllegalArgumentException if the node would be a tensor that does not lie within its storage
     */
    static @Nullable StoredTensor of(@Nullable Object value) {
        if (!(value instanceof PickleNode node) || node.kind() != PickleNode.Kind.CALL) {
            return null;
        }
        return switch (node.name()) {
            case "torch._utils._rebuild_parameter" ->
                node.item(0) instanceof PickleNode inner && !inner.name().equals(node.name()) ? of(inner) : null;
            case "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor" -> rebuilt(node);
            default -> null;
        };
    }

    private static StoredTensor rebuilt(PickleNode node) {
        if (!(node.item(0) instanceof PickleNode reference)
                || reference.kind() != PickleNode.Kind.PERSISTENT
                || !"storage".equals(reference.item(0))
                || !(reference.item(1) instanceof PickleNode kind)
                || !(reference.item(4) instanceof Long count)
                || !(node.item(1) instanceof Long offset)) {
            throw new IllegalArgumentException("is not described as PyTorch does it");
        }
        if (reference.item(5) != null) {
            throw new IllegalArgumentException("is a view of another storage, as PyTorch 0.3 wrote them");
        }
        ElementType type = ElementType.of(kind.name());
        if (type == null) {
            throw new IllegalArgumentException("has elements of an unknown type, " + kind.name());
        }
        StoredTensor tensor = new StoredTensor(
                String.valueOf(text(reference.item(2))), type, count, offset, sizes(node.item(2)), sizes(node.item(3)));
        tensor.check();
        return tensor;
    }

    private static @Nullable Object text(@Nullable Object key) {
        return key instanceof String || key instanceof Long ? key : "";
    }

    private static long[] sizes(@Nullable Object value) {
        List<@Nullable Object> items = value instanceof PickleNode node ? node.items() : List.of();
        return items.stream()
                .mapToLong(item -> item instanceof Long size ? size : -1)
                .toArray();
    }

    private void check() {
        boolean fits = shape.length == strides.length
                && shape.length <= MAXIMUM_AXES
                && count >= 0
                && count <= Integer.MAX_VALUE / type.bytes
                && offset >= 0
                && Arrays.stream(shape).allMatch(size -> size >= 0 && size <= count)
                && Arrays.stream(strides).allMatch(stride -> stride >= 0 && stride <= Math.max(1, count))
                && elements() <= count
                && (elements() == 0 || last() < count);
        if (!fits) {
            throw new IllegalArgumentException("of the shape " + Arrays.toString(shape) + " with the strides "
                    + Arrays.toString(strides) + " from element " + offset + " on does not lie within its storage of "
                    + count + " elements");
        }
    }

    private long elements() {
        long elements = 1;
        for (long size : shape) {
            elements *= size;
            if (elements > count) { // before it overflows
                return elements;
            }
        }
        return elements;
    }

    private long last() {
        long last = offset;
        for (int axis = 0; axis < shape.length; axis++) {
            last += (shape[axis] - 1) * strides[axis];
        }
        return last;
    }

    /** Returns the number of bytes of the storage. */
    int storageBytes() {
        return Math.toIntExact(count * type.bytes);
    }

    /**
     * Copies the elements into a float32 tensor.
     *
     * @param bytes of the storage
     */
    Tensor read(ByteBuffer bytes) {
        float[] values = new float[(int) elements()];
        long[] index = new long[shape.length];
        long place = offset;
        for (int i = 0; i < values.length; i++) {
            values[i] = type.read(bytes, (int) place);
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                place += strides[axis];
                if (++index[axis] < shape[axis]) {
                    break;
                }
                place -= shape[axis] * strides[axis];
                index[axis] = 0;
            }
        }
        return Tensor.of(values, shape);
    }
}
