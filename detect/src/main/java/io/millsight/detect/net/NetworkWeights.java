package io.millsight.detect.net;

import io.millsight.torch.Device;
import io.millsight.torch.RandomGenerator;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The named tensors of one network, in the order in which the network asked for them, and their owner. A network is built over a
 * {@link WeightSource} that fills them:
 *
 * <pre>{@code
 * NetworkWeights weights = new NetworkWeights(Device.CPU);
 * YoloV7 network = YoloV7.build(configuration, weights.fresh(random));
 * }</pre>
 */
public final class NetworkWeights implements AutoCloseable {

    /** The end of the names of counts of batches, which PyTorch's norms keep and no computation uses. */
    public static final String UNUSED = ".num_batches_tracked";

    private final Device device;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Set<String> parameters = new LinkedHashSet<>();

    /** Starts without tensors. */
    public NetworkWeights(Device device) {
        this.device = device;
    }

    /** Returns a source of fresh values. */
    public WeightSource fresh(RandomGenerator random) {
        return source((name, initial, shape) -> initial.make(random, shape));
    }

    /**
     * Returns a source that copies the tensors of a complete set of the same shapes.
     *
     * @param others by name
     */
    public WeightSource copying(Map<String, Tensor> others) {
        return source((name, initial, shape) -> {
            Tensor other = others.get(name);
            if (other == null || !Arrays.equals(other.shape(), shape)) {
                throw new IllegalArgumentException("no tensor " + name + " of the shape " + Arrays.toString(shape));
            }
            return other.copy();
        });
    }

    /** Makes the value of a tensor. */
    @FunctionalInterface
    public interface Maker {

        /** Returns a new tensor, which belongs to the current scope. */
        Tensor make(String name, Initial initial, long... shape);
    }

    /** Returns a source that makes each tensor when the network asks for it. */
    public WeightSource source(Maker maker) {
        return new WeightSource() {
            @Override
            public Tensor parameter(String name, Initial initial, long... shape) {
                parameters.add(name);
                return add(name, initial, shape);
            }

            @Override
            public Tensor buffer(String name, Initial initial, long... shape) {
                return add(name, initial, shape);
            }

            private Tensor add(String name, Initial initial, long... shape) {
                if (tensors.containsKey(name)) {
                    throw new IllegalStateException("the network asks twice for " + name);
                }
                try (Scope scope = Scope.open()) {
                    Tensor tensor = maker.make(name, initial, shape).to(device);
                    tensors.put(name, tensor.retain());
                    return tensor;
                }
            }
        };
    }

    /**
     * Adds a tensor that was computed, such as a weight with a norm folded in.
     *
     * @return the same tensor, which belongs to these weights from now on
     */
    public Tensor keep(Tensor computed) {
        tensors.put("computed." + tensors.size(), computed.retain());
        return computed;
    }

    /** Lets the parameters collect gradients. */
    public void requireGradients() {
        parameters.forEach(name -> get(name).requireGradient(true));
    }

    /** Returns the device of all tensors. */
    public Device device() {
        return device;
    }

    /**
     * Returns a tensor.
     *
     * @throws IllegalArgumentException if the network has none of that name
     */
    public Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("the network has no tensor " + name);
        }
        return tensor;
    }

    /** Returns all tensors by name. */
    public Map<String, Tensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** Returns the tensors that training changes, by name. */
    public Map<String, Tensor> parameters() {
        Map<String, Tensor> trained = new LinkedHashMap<>();
        parameters.forEach(name -> trained.put(name, get(name)));
        return trained;
    }

    /** Returns the number of elements of all parameters. */
    public long parameterCount() {
        return parameters().values().stream().mapToLong(Tensor::elements).sum();
    }

    @Override
    public void close() {
        tensors.values().forEach(Tensor::close);
        tensors.clear();
    }
}
