package io.millsight.tuning.process;

import io.millsight.files.Hashes;
import io.millsight.runs.TrainingException;
import io.millsight.torch.Device;
import io.millsight.torch.NoGradient;
import io.millsight.torch.ProcessGroup;
import io.millsight.torch.ProcessGroupException;
import io.millsight.torch.ProductThreads;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import io.millsight.torch.Torch;
import io.millsight.tuning.step.GradientExchange;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The processes that train one run together. Process 0 is the leader: it evaluates, saves and reports; the others follow. All of them make the same
 * steps on the same parameters.
 *
 * <p>Every method is a meeting: all processes call it at the same point of the run. It throws a {@link ProcessGroupException} if another process has
 * ended. The caller closes the group.
 */
public final class TrainingGroup implements AutoCloseable {

    /** How long the others may take to start. */
    private static final Duration PATIENCE_AT_START = Duration.ofMinutes(5);

    /** How long the others may take to come to the same point of a step. */
    static final Duration PATIENCE = Duration.ofMinutes(30);

    /** How long the leader may take to load a model, or to describe the validation images. */
    private static final Duration PATIENCE_WITH_LEADER = Duration.ofDays(2);

    private static final int CHECKED_AT_ONCE = 1 << 20; // elements

    private final @Nullable ProcessGroup group;
    private final ProductThreads products;
    private final int localRank;
    private final GradientExchange exchange;

    private TrainingGroup(
            @Nullable ProcessGroup group, ProductThreads products, int localRank, GradientExchange exchange) {
        this.group = group;
        this.products = products;
        this.localRank = localRank;
        this.exchange = exchange;
    }

    /** Returns the group of a single process. Closing it does nothing. */
    public static TrainingGroup single() {
        return new TrainingGroup(null, ProductThreads.UNLIMITED, 0, GradientExchange.NONE);
    }

    /**
     * Waits for the other processes. The calling thread then computes with its share of the machine's cores, unless {@code OMP_NUM_THREADS} says how
     * many.
     */
    public static TrainingGroup join(ProcessPlace place) {
        ProcessGroup group = ProcessGroup.join(place.rendezvous(), place.rank(), place.size(), PATIENCE_AT_START);
        if (System.getenv("OMP_NUM_THREADS") == null) {
            Torch.threads(Math.max(1, Torch.threads() / place.localSize()));
        }
        return new TrainingGroup(
                group, ProductThreads.atMost(Torch.threads()), place.localRank(), new GroupExchange(group));
    }

    /** Returns whether this process is the leader. */
    public boolean isLeader() {
        return group == null || group.rank() == 0;
    }

    /** Returns the number of processes. */
    public int size() {
        return group == null ? 1 : group.size();
    }

    /** Returns the place of this process among those of its machine, which chooses its GPU. */
    public int localRank() {
        return localRank;
    }

    /** Returns how this process exchanges gradients. */
    public GradientExchange exchange() {
        return exchange;
    }

    /** Returns whether a condition holds in any process. */
    public boolean any(boolean condition) {
        if (group == null) {
            return condition;
        }
        try (Scope scope = Scope.open()) {
            Tensor count = Tensor.of(new long[] {condition ? 1 : 0}, 1);
            group.sum(count, PATIENCE);
            return count.toLongs()[0] > 0;
        }
    }

    /** Returns numbers that the leader computes. The others wait for them. */
    public double[] ofLeader(int count, Supplier<double[]> computation) {
        if (group == null) {
            return computation.get();
        }
        long[] bits = isLeader()
                ? Arrays.stream(computation.get())
                        .mapToLong(Double::doubleToRawLongBits)
                        .toArray()
                : new long[count];
        return Arrays.stream(ofLeader(bits))
                .mapToDouble(Double::longBitsToDouble)
                .toArray();
    }

    private long[] ofLeader(long[] values) {
        if (group == null) {
            return values;
        }
        try (Scope scope = Scope.open()) {
            Tensor told = Tensor.of(values, values.length);
            group.broadcast(told, PATIENCE_WITH_LEADER);
            return told.toLongs();
        }
    }

    /** Opens something in the leader first, so that a mistake in the input is found once. The others open it afterwards. */
    public <T> T leaderFirst(Supplier<T> opening) {
        if (isLeader()) {
            T opened = opening.get();
            ofLeader(new long[1]);
            return opened;
        }
        ofLeader(new long[1]);
        return opening.get();
    }

    /**
     * Compares what the processes have found with what the leader has found.
     *
     * @param found by what it is; in the same order everywhere
     * @throws TrainingException in a process that has found something else
     */
    public void requireSame(Map<String, String> found) {
        found.forEach((what, value) -> {
            long[] own = digest(value);
            if (!Arrays.equals(own, ofLeader(own))) {
                throw new TrainingException("process " + rank() + " of " + size() + " does not have the same " + what
                        + " as process 0; all processes need the same files, options and software");
            }
        });
        any(false); // nobody goes on before all have compared
    }

    private int rank() {
        return group == null ? 0 : group.rank();
    }

    private static long[] digest(String text) {
        ByteBuffer hash = ByteBuffer.wrap(Hashes.sha256(text));
        return new long[] {hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong()};
    }

    /** Replaces tensors by those of the leader. */
    public void copyFromLeader(Map<String, Tensor> tensors) {
        if (group == null) {
            return;
        }
        try (NoGradient off = NoGradient.open()) {
            for (Tensor tensor : tensors.values()) {
                try (Scope scope = Scope.open()) {
                    Tensor values = tensor.detach().to(Device.CPU).contiguous();
                    group.broadcast(values, PATIENCE);
                    tensor.copyFrom(values);
                }
            }
        }
    }

    /**
     * Checks that all processes have the same values in their tensors, bit for bit.
     *
     * @throws TrainingException if this process has others than the leader
     */
    public void requireSameValues(Map<String, Tensor> tensors) {
        if (group == null) {
            return;
        }
        long own = checksum(tensors);
        if (ofLeader(new long[] {own})[0] != own) {
            throw new TrainingException("process " + rank() + " of " + size()
                    + ": its weights are not those of process 0 any more, so its machine computes other numbers; train on"
                    + " machines with the same processor and the same software");
        }
    }

    private static long checksum(Map<String, Tensor> tensors) {
        CRC32C checksum = new CRC32C();
        ByteBuffer bytes = ByteBuffer.allocate(CHECKED_AT_ONCE * Float.BYTES);
        for (Tensor tensor : tensors.values()) {
            long elements = tensor.elements();
            for (long start = 0; start < elements; start += CHECKED_AT_ONCE) {
                try (Scope scope = Scope.open()) {
                    long length = Math.min(CHECKED_AT_ONCE, elements - start);
                    float[] values =
                            tensor.detach().reshape(-1).narrow(0, start, length).toFloats();
                    bytes.clear();
                    bytes.asFloatBuffer().put(values);
                    checksum.update(bytes.limit(values.length * Float.BYTES));
                }
            }
        }
        return checksum.getValue();
    }

    @Override
    public void close() {
        if (group != null) {
            group.close();
        }
        products.close();
    }
}
