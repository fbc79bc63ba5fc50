package io.millsight.qwen.checkpoint;

import com.sun.management.OperatingSystemMXBean;
import io.millsight.qwen.config.ModelConfig;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.PackedLinear;
import java.lang.management.ManagementFactory;

/** How the weights of the language model's layers are held in memory. */
public enum WeightForm {

    /** As in the files, and mapped from them where the type is the same: for training, and for small models. */
    PLAIN,

    /** In the order in which the kernels of the processor read them: copies, for describing. */
    PACKED,

    /** In int8, for describing. The output head keeps its type: its rows are the scores of the tokens, and nothing behind it evens errors out. */
    INT8;

    /** A model whose layers fit the processor's cache gains nothing by packing. */
    private static final long SMALLEST_PACKED_BYTES = 256L << 20;

    /** A head in packed order stands beside the embedding; a machine whose memory holds fewer heads than this does without. */
    private static final long FEWEST_HEADS = 8;

    /**
     * Chooses between plain and packed weights for describing. The choice depends on what the machine has, not on what is free now, because the two
     * round differently and an answer must not depend on free memory.
     */
    public static WeightForm suiting(ModelConfig config, Device device, DType dtype) {
        ParameterShapes shapes = new ParameterShapes(config);
        long bytes = dtype.bytes()
                * shapes.textLayers().stream().mapToLong(shapes::elements).sum();
        return gains(bytes, device, dtype) && machineBytes() >= 2 * bytes ? PACKED : PLAIN;
    }

    /** Whether the output head of a model in int8 is packed: where it gains, and its copy is a small part of the memory. */
    static boolean packsHead(long bytes, Device device, DType dtype) {
        return gains(bytes, device, dtype) && machineBytes() >= FEWEST_HEADS * bytes;
    }

    private static boolean gains(long bytes, Device device, DType dtype) {
        return bytes >= SMALLEST_PACKED_BYTES && PackedLinear.suits(device, dtype);
    }

    private static long machineBytes() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }
}
