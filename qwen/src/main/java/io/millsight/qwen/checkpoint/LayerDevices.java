package io.millsight.qwen.checkpoint;

import io.millsight.qwen.config.ModelConfig;
import io.millsight.torch.Device;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where a model's weights are: each layer of the language model on a device, everything else on the first. There images and tokens go in, and logits
 * come out.
 *
 * @param first the device of everything but the layers
 * @param layers the device of each layer
 */
public record LayerDevices(Device first, List<Device> layers) {

    public LayerDevices {
        layers = List.copyOf(layers);
    }

    /** All on one device. */
    public static LayerDevices all(Device device, ModelConfig config) {
        return new LayerDevices(device, Collections.nCopies(config.text().layers(), device));
    }

    /**
     * On several devices, about as many parameters on each. Layers that follow each other share a device, so that a pass changes it as rarely as
     * possible.
     *
     * @param devices at least one; the first one has everything but the layers
     */
    public static LayerDevices spread(ModelConfig config, List<Device> devices) {
        ParameterShapes shapes = new ParameterShapes(config);
        int count = config.text().layers();
        long each = shapes.names().stream()
                .filter(name -> layer(name) == 0)
                .mapToLong(shapes::elements)
                .sum();
        long others = shapes.parameters() - count * each;
        List<Device> layers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double middle = others + (i + 0.5) * each;
            layers.add(devices.get((int) (middle * devices.size() / shapes.parameters())));
        }
        return new LayerDevices(devices.get(0), layers);
    }

    /** The device of a weight. */
    public Device of(String name) {
        int layer = layer(name);
        return layer < 0 ? first : layers.get(layer);
    }

    /** Returns the number of the layer that a weight belongs to; -1 for none. */
    private static int layer(String name) {
        if (!name.startsWith(ParameterShapes.LAYERS)) {
            return -1;
        }
        int start = ParameterShapes.LAYERS.length();
        return Integer.parseInt(name.substring(start, name.indexOf('.', start)));
    }

    /** The device, or where several share the layers how many each has. */
    @Override
    public String toString() {
        List<Device> all = layers.stream().distinct().toList();
        if (all.equals(List.of(first))) {
            return first.toString();
        }
        List<String> parts = new ArrayList<>();
        all.forEach(device -> parts.add(Collections.frequency(layers, device) + " layers on " + device));
        return String.join(", ", parts) + ", all else on " + first;
    }
}
