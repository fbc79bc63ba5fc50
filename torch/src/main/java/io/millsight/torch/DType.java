package io.millsight.torch;

import java.util.Arrays;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Element types of tensors, with the names that safetensors files use. */
public enum DType {
    FLOAT32("F32", 4, ScalarType.Float),
    BFLOAT16("BF16", 2, ScalarType.BFloat16),
    FLOAT16("F16", 2, ScalarType.Half),
    FLOAT64("F64", 8, ScalarType.Double),
    INT64("I64", 8, ScalarType.Long),
    INT32("I32", 4, ScalarType.Int),
    INT8("I8", 1, ScalarType.Char),
    UINT8("U8", 1, ScalarType.Byte),
    BOOL("BOOL", 1, ScalarType.Bool);

    private final String fileName;
    private final int bytes;
    private final ScalarType scalarType;

    DType(String fileName, int bytes, ScalarType scalarType) {
        this.fileName = fileName;
        this.bytes = bytes;
        this.scalarType = scalarType;
    }

    /** Returns the name in a safetensors header: {@code BF16}. */
    public String fileName() {
        return fileName;
    }

    /** Returns the size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    public boolean isFloatingPoint() {
        return this == FLOAT32 || this == BFLOAT16 || this == FLOAT16 || this == FLOAT64;
    }

    ScalarType scalarType() {
        return scalarType;
    }

    static DType of(ScalarType type) {
        for (DType dtype : values()) {
            if (dtype.scalarType == type) {
                return dtype;
            }
        }
        throw new TorchException("a tensor of type " + type + " is not supported");
    }

    /** Finds the type by the name in a safetensors header; returns null if there is none. */
    static @Nullable DType ofFileName(String name) {
        return Arrays.stream(values())
                .filter(dtype -> dtype.fileName.equals(name))
                .findFirst()
                .orElse(null);
    }

    /** The values that {@link #parse} accepts, for messages. */
    public static final String NAMES = "auto, float32, bfloat16, float16";

    /** Returns whether {@link #parse} accepts a text. */
    public static boolean isName(String text) {
        return text.equals("auto") || ofName(text) != null;
    }

    /**
     * Reads a setting: {@code float32}, {@code bfloat16}, {@code float16} and their short forms {@code fp32}, {@code bf16}, {@code fp16};
     * {@code auto} is the fastest type that the device computes natively.
     *
     * @throws DeviceException if the text is none of these
     */
    public static DType parse(String text, Device device) {
        DType named = text.equals("auto") ? automatic(device) : ofName(text);
        if (named == null) {
            throw new DeviceException("dtype: \"" + text + "\" is none of " + NAMES);
        }
        return named;
    }

    private static @Nullable DType ofName(String text) {
        return switch (text) {
            case "float32", "fp32" -> FLOAT32;
            case "bfloat16", "bf16" -> BFLOAT16;
            case "float16", "fp16" -> FLOAT16;
            default -> null;
        };
    }

    /** Returns bfloat16 where the device computes it natively, else float32. */
    public static DType automatic(Device device) {
        return device.computesBfloat16() ? BFLOAT16 : FLOAT32;
    }
}
