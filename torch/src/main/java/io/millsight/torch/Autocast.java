package io.millsight.torch;

import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * While it is open, this thread computes matrix products in a smaller type and keeps sums and norms in float32; weights stay as they are.
 * The copies of the weights in the smaller type are kept until it closes, so open it once per step. Use with try-with-resources.
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

    /** Opens it for a type; with {@link DType#FLOAT32} nothing is cast. */
    public static Autocast open(Device device, DType dtype) {
        return new Autocast(device, dtype);
    }

    /** Whether this thread casts on a device. */
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
