package io.millsight.torch;

import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer that multiplies in int8: the weight has one scale for each output channel, the input one for each row. It is computed by fbgemm, on
 * a processor with VNNI instructions, without gradients.
 *
 * <p>fbgemm rounds all rows of a call with one scale, so that a row of large numbers would leave nothing of the others. So several rows are
 * divided by their largest absolute values first, and the products multiplied by these values: the scale of the call then suits every row. A single
 * row needs none of this.
 *
 * <p>The layer owns its weight, in the order in which fbgemm reads it, until it is closed. Several threads may use it.
 */
public final class Int8Linear implements AutoCloseable {

    /** What stands for the largest value of a row of zeros. */
    private static final double SMALLEST = 1e-30;

    private final IValue weight;
    private final @Nullable Tensor bias; // float32
    private final int outputs;
    private final int inputs;

    /** The operators, looked up where they are used, not before. */
    private static final class Kernels {

        private static final Operator PER_CHANNEL = Operator.named("aten::_make_per_channel_quantized_tensor");
        private static final OperatorHandle PREPACK = handle("quantized::linear_prepack");
        private static final OperatorHandle LINEAR = handle("quantized::linear_dynamic");

        private static OperatorHandle handle(String name) {
            OperatorHandle handle = Dispatcher.singleton().findSchemaOrThrow(name, "");
            handle.retainReference();
            return handle;
        }
    }

    private Int8Linear(IValue weight, @Nullable Tensor bias, Int8Weight source) {
        this.weight = weight;
        this.bias = bias;
        outputs = Math.toIntExact(source.values().size(0));
        inputs = Math.toIntExact(source.values().size(1));
    }

    /**
     * Checks that layers in int8 can be computed.
     *
     * @throws DeviceException if the device is no processor, or has no instructions for it
     */
    public static void requireDevice(Device device) {
        require(device, device.computesInt8());
    }

    static void require(Device device, boolean computesInt8) {
        if (!computesInt8) {
            throw new DeviceException("dtype: int8 needs a processor with VNNI instructions (avx512_vnni or avx_vnni), "
                    + (device.kind() == Device.Kind.CPU ? "which this one lacks" : "not " + device)
                    + "; use float32 or bfloat16 with the model that was not quantized");
        }
    }

    /**
     * Brings a weight into the order of the kernel; the weight itself is not needed any more.
     *
     * @param bias {@code [O]}; null for none
     */
    public static Int8Linear pack(Int8Weight weight, @Nullable Tensor bias) {
        try (Scope scope = Scope.open()) {
            Tensor scales = weight.scales().reshape(-1).to(DType.FLOAT64);
            Tensor zeroPoints = Tensor.zeros(DType.INT64, Device.CPU, scales.size(0));
            Tensor quantized = Kernels.PER_CHANNEL.call(weight.values(), scales, zeroPoints, 0L);
            IValueVector stack = new IValueVector();
            stack.push_back(new IValue(quantized.handle()));
            stack.push_back(new IValue());
            Kernels.PREPACK.callBoxed(stack);
            IValue packed = new IValue(stack.get(0)); // a copy that outlives the stack
            packed.retainReference();
            Scope.owned();
            Tensor kept = bias == null ? null : bias.to(DType.FLOAT32).copy().retain();
            return new Int8Linear(packed, kept, weight);
        } catch (TorchException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new TorchException(e);
        }
    }

    /** Maps {@code [..., I]} to {@code [..., O]}, in the input's type. */
    public Tensor apply(Tensor input) {
        return Scope.within(() -> {
            Tensor rows = input.to(DType.FLOAT32); // [..., I]
            Tensor product = input.elements() == inputs ? withBias(product(rows)) : rowByRow(rows);
            return product.to(input.dtype());
        });
    }

    private Tensor rowByRow(Tensor rows) {
        Tensor largest = Int8Weight.largest(rows).atLeast(SMALLEST); // [..., 1]
        Tensor product = product(rows.dividedBy(largest)); // [..., O]
        Tensor shift = bias;
        return shift == null
                ? product.times(largest)
                : Tensor.of(() -> torch.addcmul(shift.handle(), product.handle(), largest.handle()));
    }

    private Tensor withBias(Tensor product) {
        return bias == null ? product : product.plus(bias);
    }

    private Tensor product(Tensor rows) {
        return Tensor.of(() -> {
            IValueVector stack = new IValueVector();
            stack.push_back(new IValue(rows.handle()));
            stack.push_back(weight);
            stack.push_back(new IValue(false)); // all eight bits: VNNI does not saturate
            Kernels.LINEAR.callBoxed(stack);
            return Operator.tensor(stack);
        });
    }

    /** Returns the size of the weight and its scales in bytes. */
    public long bytes() {
        return (long) outputs * inputs + (long) outputs * Float.BYTES;
    }

    @Override
    public void close() {
        weight.releaseReference();
        Scope.disowned();
        if (bias != null) {
            bias.close();
        }
    }
}
