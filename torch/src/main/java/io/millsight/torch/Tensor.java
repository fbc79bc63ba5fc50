package io.millsight.torch;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * An array of numbers in native memory, with libtorch's operations.
 *
 * <p>A tensor belongs to the {@link Scope} in which it was made, and is freed with the scope. A tensor that was made outside of any scope, or that
 * was {@linkplain #retain retained}, belongs to an owner, who {@linkplain #close closes} it. Operations return new tensors. Only {@link #copyFrom}
 * and operations whose names end in {@code InPlace} change a tensor. Views ({@link #narrow}, {@link #reshape}, {@link #transpose} …) share memory
 * with their source and keep the memory alive. Negative dimensions count from the end. A failed operation throws {@link TorchException} with the
 * first line of libtorch's message.
 *
 * <p>Any number of threads may read a tensor while no thread writes to it.
 */
public final class Tensor implements AutoCloseable {

    private final org.bytedeco.pytorch.Tensor handle;
    private boolean owned;

    private Tensor(org.bytedeco.pytorch.Tensor handle) {
        this.handle = handle;
    }

    /** Runs an operation. Outside of any scope, the operation's temporary objects are freed at once, and the result belongs to the caller. */
    static Tensor of(Supplier<org.bytedeco.pytorch.Tensor> operation) {
        if (Scope.isOpen()) {
            return made(operation);
        }
        try (Scope scope = Scope.open()) {
            return scope.keep(made(operation));
        }
    }

    private static Tensor made(Supplier<org.bytedeco.pytorch.Tensor> operation) {
        try {
            return new Tensor(operation.get());
        } catch (TorchException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new TorchException(e);
        }
    }

    private static void run(Runnable operation) {
        try (Scope scope = Scope.open()) {
            operation.run();
        } catch (RuntimeException e) {
            throw new TorchException(e);
        }
    }

    org.bytedeco.pytorch.Tensor handle() {
        return handle;
    }

    // Making

    /** Copies values in row-major order into a float32 tensor on the processor. */
    public static Tensor of(float[] values, long... shape) {
        checkElements(values.length, shape);
        Libtorch.require();
        try (FloatPointer pointer = new FloatPointer(values)) {
            return of(() -> torch.from_blob(pointer, shape, options(DType.FLOAT32, Device.CPU))
                    .clone());
        }
    }

    /** Copies values in row-major order into an int64 tensor on the processor. */
    public static Tensor of(long[] values, long... shape) {
        checkElements(values.length, shape);
        Libtorch.require();
        try (LongPointer pointer = new LongPointer(values)) {
            return of(() -> torch.from_blob(pointer, shape, options(DType.INT64, Device.CPU))
                    .clone());
        }
    }

    private static void checkElements(int count, long[] shape) {
        if (count != Arrays.stream(shape).reduce(1, Math::multiplyExact)) {
            throw new IllegalArgumentException(count + " values do not fill the shape " + Arrays.toString(shape));
        }
    }

    public static Tensor zeros(DType dtype, Device device, long... shape) {
        return full(0, dtype, device, shape);
    }

    public static Tensor full(double value, DType dtype, Device device, long... shape) {
        return of(() -> torch.full(shape, new Scalar(value), options(dtype, device)));
    }

    /** Joins tensors along a dimension that exists in all of them. */
    public static Tensor concatenate(List<Tensor> tensors, int dimension) {
        return of(() -> torch.cat(vector(tensors), dimension));
    }

    /** Joins tensors of one shape along a new dimension. */
    public static Tensor stack(List<Tensor> tensors, int dimension) {
        return of(() -> torch.stack(vector(tensors), dimension));
    }

    static TensorVector vector(List<Tensor> tensors) {
        TensorVector vector = new TensorVector();
        for (Tensor tensor : tensors) {
            vector.push_back(tensor.handle);
        }
        return vector;
    }

    static TensorOptions options(DType dtype, Device device) {
        return new TensorOptions()
                .dtype(new ScalarTypeOptional(dtype.scalarType()))
                .device(new DeviceOptional(device.handle()));
    }

    // What it is

    public long[] shape() {
        try (Scope scope = Scope.open()) {
            return handle.shape();
        }
    }

    /** Returns the size of one dimension. */
    public long size(int dimension) {
        return handle.size(dimension);
    }

    public int dimensions() {
        return (int) handle.dim();
    }

    public long elements() {
        return handle.numel();
    }

    public DType dtype() {
        return DType.of(handle.scalar_type().intern());
    }

    public Device device() {
        try (Scope scope = Scope.open()) {
            org.bytedeco.pytorch.Device device = handle.device();
            if (device.is_cpu()) {
                return Device.CPU;
            }
            return device.is_cuda() ? new Device(Device.Kind.CUDA, Math.max(0, device.index())) : Device.META;
        }
    }

    // Owning

    /** Keeps this tensor beyond its scope. The caller becomes the owner and closes the tensor. A tensor has at most one owner. */
    public Tensor retain() {
        if (!owned) {
            owned = true;
            handle.retainReference();
            Scope.owned();
        }
        return this;
    }

    /** Ends the ownership, which frees the tensor unless others refer to it. Does nothing to a tensor without an owner. */
    @Override
    public void close() {
        if (owned) {
            owned = false;
            handle.releaseReference();
            Scope.disowned();
        }
    }

    // Arithmetic

    public Tensor plus(Tensor other) {
        return of(() -> handle.add(other.handle));
    }

    public Tensor plus(double number) {
        return of(() -> handle.add(new Scalar(number)));
    }

    public Tensor minus(Tensor other) {
        return of(() -> handle.sub(other.handle));
    }

    public Tensor times(Tensor other) {
        return of(() -> handle.mul(other.handle));
    }

    public Tensor times(double number) {
        return of(() -> handle.mul(new Scalar(number)));
    }

    public Tensor dividedBy(Tensor other) {
        return of(() -> handle.div(other.handle));
    }

    public Tensor dividedBy(double number) {
        return of(() -> handle.div(new Scalar(number)));
    }

    public Tensor negated() {
        return of(handle::neg);
    }

    public Tensor squared() {
        return of(handle::square);
    }

    /** Returns the inverse tangent of each element, in radians. */
    public Tensor atan() {
        return of(handle::atan);
    }

    /** Returns the larger of two elements at each place; shapes are broadcast. */
    public Tensor max(Tensor other) {
        return of(() -> torch.maximum(handle, other.handle));
    }

    /** Returns the smaller of two elements at each place; shapes are broadcast. */
    public Tensor min(Tensor other) {
        return of(() -> torch.minimum(handle, other.handle));
    }

    /** Replaces elements below a number by the number. */
    public Tensor atLeast(double number) {
        return of(() -> torch.clamp_min(handle, new Scalar(number)));
    }

    public Tensor cos() {
        return of(handle::cos);
    }

    public Tensor sin() {
        return of(handle::sin);
    }

    /** Returns 1 / √x of each element. */
    public Tensor rsqrt() {
        return of(handle::rsqrt);
    }

    public Tensor exp() {
        return of(handle::exp);
    }

    /** Returns the sum of all elements, a scalar. */
    public Tensor sum() {
        return of(() -> handle.sum());
    }

    /** Returns the sum along a dimension, which stays with size 1. */
    public Tensor sum(int dimension) {
        return of(() -> torch.sum(handle, new long[] {dimension}, true, new ScalarTypeOptional()));
    }

    /** Returns the mean along a dimension, which stays with size 1. */
    public Tensor mean(int dimension) {
        return of(() -> torch.mean(handle, new long[] {dimension}, true, new ScalarTypeOptional()));
    }

    /** Returns the positions of the largest elements along a dimension, int64. On a tie the first position is returned. */
    public Tensor argmax(int dimension) {
        return of(() -> torch.argmax(handle, new LongOptional(dimension), false));
    }

    /** Returns whether the other tensor has the same shape, type and values. A NaN equals no number. */
    public boolean sameAs(Tensor other) {
        return dtype() == other.dtype() && Arrays.equals(shape(), other.shape()) && handle.equal(other.handle);
    }

    /** Moves the elements along a dimension by so many places; those that leave at the end come in at the beginning. */
    public Tensor rolled(int dimension, long places) {
        return of(() -> handle.roll(new long[] {places}, dimension));
    }

    /** Returns the 2-norm of all elements. Rows are summed in float32 (a float64 tensor in float64), the norms of the rows in float64. */
    public double norm() {
        try (Scope scope = Scope.open()) {
            Tensor wide = dtype() == DType.FLOAT64 ? this : to(DType.FLOAT32);
            Tensor rows = wide.dimensions() < 2
                    ? wide
                    : of(() -> torch.linalg_vector_norm(
                            wide.handle, new Scalar(2), new long[] {-1}, false, new ScalarTypeOptional()));
            return Math.sqrt(rows.to(DType.FLOAT64).squared().sum().item());
        }
    }

    // Products

    public Tensor matmul(Tensor other) {
        return of(() -> handle.matmul(other.handle));
    }

    /** Multiplies this tensor {@code [..., in]} by the transpose of a weight {@code [out, in]} and adds a bias {@code [out]}, if given. */
    public Tensor linear(Tensor weight, @Nullable Tensor bias) {
        return of(() -> torch.linear(
                handle, weight.handle, bias == null ? new TensorOptional() : new TensorOptional(bias.handle)));
    }

    /**
     * Computes this + factor · a · b as one operation, which rounds once.
     *
     * @param a {@code [N, K]}
     * @param b {@code [K, M]}
     * @return {@code [N, M]}, as this
     */
    public Tensor plusMatmul(Tensor a, Tensor b, double factor) {
        return of(() -> torch.addmm(handle, a.handle, b.handle, new Scalar(1), new Scalar(factor)));
    }

    /** Adds factor · a · b to this tensor, which no operation may need for its gradient. */
    public Tensor plusMatmulInPlace(Tensor a, Tensor b, double factor) {
        return of(() -> handle.addmm_(a.handle, b.handle, new Scalar(1), new Scalar(factor)));
    }

    // Functions of neural networks

    /** Returns x · sigmoid(x) of each element. */
    public Tensor silu() {
        return of(() -> torch.silu(handle));
    }

    /** Returns 1 / (1 + exp(−x)) of each element. */
    public Tensor sigmoid() {
        return of(() -> torch.sigmoid(handle));
    }

    /** Replaces each element by max(x, 0), also in the graph of gradients; returns this tensor. */
    public Tensor reluInPlace() {
        run(() -> torch.relu_(handle));
        return this;
    }

    /** Replaces each element by max(x, 0) + slope · min(x, 0), also in the graph of gradients; returns this tensor. */
    public Tensor leakyReluInPlace(double slope) {
        run(() -> torch.leaky_relu_(handle, new Scalar(slope)));
        return this;
    }

    /** Returns clip(x / 6 + ½, 0, 1) of each element. */
    public Tensor hardSigmoid() {
        return of(() -> torch.hardsigmoid(handle));
    }

    /** Returns x · clip(x / 6 + ½, 0, 1) of each element. */
    public Tensor hardSwish() {
        return of(() -> torch.hardswish(handle));
    }

    /** Returns the exact Gaussian error linear unit of each element. */
    public Tensor gelu() {
        return of(() -> torch.gelu(handle));
    }

    public Tensor softmax(int dimension) {
        return of(() -> torch.softmax(handle, dimension));
    }

    public Tensor logSoftmax(int dimension) {
        return of(() -> torch.log_softmax(handle, dimension));
    }

    /** Looks up the rows of this table {@code [V, D]} at int64 ids {@code [...]}; returns {@code [..., D]}. */
    public Tensor embedding(Tensor ids) {
        return of(() -> torch.embedding(handle, ids.handle));
    }

    // Shapes

    public Tensor reshape(long... shape) {
        return of(() -> handle.reshape(shape));
    }

    public Tensor transpose(int first, int second) {
        return of(() -> handle.transpose(first, second));
    }

    public Tensor permute(long... dimensions) {
        return of(() -> handle.permute(dimensions));
    }

    public Tensor unsqueeze(int dimension) {
        return of(() -> handle.unsqueeze(dimension));
    }

    /** Repeats dimensions of size 1 without copying. */
    public Tensor expand(long... shape) {
        return of(() -> handle.expand(shape));
    }

    /** Returns a range of indices of a dimension, as a view. */
    public Tensor narrow(int dimension, long start, long length) {
        return of(() -> handle.narrow(dimension, start, length));
    }

    /** Returns one index of a dimension, without the dimension, as a view. */
    public Tensor select(int dimension, long index) {
        return of(() -> handle.select(dimension, index));
    }

    public Tensor contiguous() {
        return of(() -> handle.contiguous());
    }

    /** Returns images {@code [B, C, H, W]} with the channels of a pixel side by side in memory, which convolutions on a processor work fastest on. */
    public Tensor channelsLast() {
        return of(() -> handle.contiguous(torch.MemoryFormat.ChannelsLast));
    }

    /** Returns whether {@link #channelsLast} would change nothing. */
    public boolean isChannelsLast() {
        return handle.is_contiguous(torch.MemoryFormat.ChannelsLast);
    }

    /** Returns a copy in memory of its own. */
    public Tensor copy() {
        return of(() -> handle.clone());
    }

    /** Shifts the elements of each row by some places; elements at the end move to the beginning. */
    public Tensor rolled(long places) {
        return of(() -> handle.roll(new long[] {places}, new long[] {-1}));
    }

    // Picking

    /** Returns the slices of a dimension at int64 indices {@code [N]}. */
    public Tensor indexSelect(int dimension, Tensor indices) {
        return of(() -> handle.index_select(dimension, indices.handle));
    }

    /** Returns a copy in which the slices of a dimension at int64 indices {@code [N]} are replaced by the slices of the source. */
    public Tensor indexCopy(int dimension, Tensor indices, Tensor source) {
        return of(() -> torch.index_copy(handle, dimension, indices.handle, source.handle));
    }

    /** Returns the elements of a dimension at int64 indices; the result has the shape of the indices. */
    public Tensor gather(int dimension, Tensor indices) {
        return of(() -> torch.gather(handle, dimension, indices.handle));
    }

    // Conversion

    /** Converts to an element type; returns the same values without a copy if this tensor has the type already. */
    public Tensor to(DType dtype) {
        return of(() -> handle.to(dtype.scalarType()));
    }

    /** Reads the same bytes as another type. The size of the last dimension changes with the element size. */
    Tensor viewAs(DType dtype) {
        return of(() -> handle.view(dtype.scalarType()));
    }

    /** Copies to a device; returns the same values without a copy if this tensor is there already. */
    public Tensor to(Device device) {
        return of(() -> handle.to(device.handle(), handle.scalar_type()));
    }

    // Gradients

    /** Returns the same values without the graph of the backward pass. */
    public Tensor detach() {
        return of(handle::detach);
    }

    /** Decides whether this tensor is a leaf that collects a gradient. */
    public Tensor requireGradient(boolean required) {
        run(() -> handle.set_requires_grad(required));
        return this;
    }

    public boolean requiresGradient() {
        return handle.requires_grad();
    }

    /** Adds the gradient of this scalar to every leaf that collects one. */
    public void backward() {
        backward(null, false);
    }

    /**
     * Adds to every leaf that collects a gradient what follows from a gradient of this tensor.
     *
     * @param gradient of the shape of this tensor; null for 1, if it is a scalar
     * @param keepsGraph whether another backward pass may follow through the same graph, which otherwise is freed on the way
     */
    void backward(@Nullable Tensor gradient, boolean keepsGraph) {
        run(() -> handle.backward(
                gradient == null ? new org.bytedeco.pytorch.Tensor() : gradient.handle,
                new BoolOptional(keepsGraph),
                false,
                new TensorArrayRefOptional()));
    }

    /** Returns the gradient collected so far, or null if there is none. The memory is shared with this tensor. */
    public @Nullable Tensor gradient() {
        org.bytedeco.pytorch.Tensor gradient = handle.grad();
        return gradient.defined() ? of(() -> new org.bytedeco.pytorch.Tensor(gradient)) : null;
    }

    /** Frees the gradient. */
    public void clearGradient() {
        handle.mutable_grad().reset();
    }

    /** Gives this leaf a gradient as if a backward pass had left it. The memory is shared with the given tensor. */
    public void takeGradient(Tensor gradient) {
        run(() -> handle.mutable_grad().put(gradient.handle));
    }

    // Writing

    /** Overwrites this tensor with values of the same shape, converting type and device. */
    public void copyFrom(Tensor source) {
        run(() -> handle.copy_(source.handle));
    }

    /** Overwrites the slices of a dimension at int64 indices {@code [N]} with the slices of the source. */
    public void indexCopyInPlace(int dimension, Tensor indices, Tensor source) {
        run(() -> handle.index_copy_(dimension, indices.handle, source.handle));
    }

    public void plusInPlace(Tensor other) {
        run(() -> handle.add_(other.handle));
    }

    public void timesInPlace(double factor) {
        run(() -> handle.mul_(new Scalar(factor)));
    }

    /** Moves this tensor by a share of the way to another one of its shape: this + share · (other − this). */
    public void moveTowards(Tensor other, double share) {
        run(() -> handle.lerp_(other.handle, new Scalar(share)));
    }

    // Values

    /** Returns whether no element is NaN or infinite. */
    public boolean isFinite() {
        try (Scope scope = Scope.open()) {
            return of(() -> handle.isfinite().all()).item() != 0;
        }
    }

    /** Returns the value of a tensor with one element. */
    public double item() {
        return handle.item_double();
    }

    /** Returns all values in row-major order. */
    public float[] toFloats() {
        try (Scope scope = Scope.open()) {
            float[] values = new float[Math.toIntExact(elements())];
            if (values.length > 0) {
                to(Device.CPU)
                        .to(DType.FLOAT32)
                        .contiguous()
                        .handle
                        .data_ptr_float()
                        .get(values);
            }
            return values;
        }
    }

    /** Returns all values in row-major order. */
    public long[] toLongs() {
        try (Scope scope = Scope.open()) {
            long[] values = new long[Math.toIntExact(elements())];
            if (values.length > 0) {
                to(Device.CPU)
                        .to(DType.INT64)
                        .contiguous()
                        .handle
                        .data_ptr_long()
                        .get(values);
            }
            return values;
        }
    }

    /** Names type, shape and device, without values. */
    @Override
    public String toString() {
        return dtype().fileName() + " " + Arrays.toString(shape()) + " on " + device();
    }
}
