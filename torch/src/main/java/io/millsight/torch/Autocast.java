package io.millsight.torch;

import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * PyTorch's autocast: while it is open, this thread computes matrix products in a smaller type, and sums and norms in float32. Weights stay as they
 * are. Their copies in the smaller type are kept until the autocast closes, so open one per step. Use with try-with-resources.
 */
public final class Autocast implements AutoCloseable {

    private final DeviceType device;
    private final boolean wasEnabled;
    private final ScalarType formerType;

    private Autocast(Device device, DType dtype) {
        Libtorch.require();
        this.device = device.type();
        wasEnabled = torch.is_autocast_enabled(this.device);
        formerType = torch.get_autocast_dtype(this.device);
        torch.increment_nesting();
        torch.set_autocast_enabled(this.device, dtype != DType.FLOAT32);
        if (dtype != DType.FLOAT32) {
            torch.set_autocast_dtype(this.device, dtype.scalarType());
        }
    }

    /** Opens an autocast to a type. With {@link DType#FLOAT32} nothing is cast. */
    public static Autocast open(Device device, DType dtype) {
        return new Autocast(device, dtype);
    }

    /** Returns whether this thread casts on a device. */
    static boolean isOpen(Device device) {
        Libtorch.require();
        return torch.is_autocast_enabled(device.type());
    }

    @Override
    public void close() {
        torch.set_autocast_enabled(device, wasEnabled);
        torch.set_autocast_dtype(device, formerType);
        if (torch.decrement_nesting() == 0) {
            torch.clear_cache();
        }
    }
}
