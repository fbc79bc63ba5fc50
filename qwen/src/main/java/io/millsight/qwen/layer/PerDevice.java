package io.millsight.qwen.layer;

import io.millsight.torch.Device;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What a pass needs on each device that holds layers, made when the first layer there asks for it. Belongs to the scope of the pass.
 *
 * @param <T> what is needed
 */
public final class PerDevice<T> {

    private final Function<Device, T> source;
    private final Map<Device, T> made = new HashMap<>();

    /**
     * @param source makes it for a device
     */
    public PerDevice(Function<Device, T> source) {
        this.source = source;
    }

    /** Returns what there is for a device. */
    public T on(Device device) {
        return made.computeIfAbsent(device, source);
    }
}
