package io.millsight.torch;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.AllreduceOptions;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.ReduceOp;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.Work;

/**
 * Processes that compute together and exchange tensors over sockets, with Gloo as the backend. All of them call the same operations in the same
 * order; each call waits for the others. The caller closes the group.
 *
 * <p>Gloo works on the processor's memory and knows float32, float64 and the integers, but not bfloat16. A sum over two processes is the same in
 * either order. With more processes the order depends on their number only, and all of them get the same bits.
 */
public final class ProcessGroup implements AutoCloseable {

    /** The environment variable that names the network interfaces to talk over, as in PyTorch. */
    public static final String INTERFACE_VARIABLE = "GLOO_SOCKET_IFNAME";

    private static final String LOOPBACK = "127.0.0.1";

    private final Store store;
    private final ProcessGroupGloo group;
    private final int rank;
    private final int size;

    private ProcessGroup(Store store, ProcessGroupGloo group, int rank, int size) {
        this.store = store;
        this.group = group;
        this.rank = rank;
        this.size = size;
    }

    /**
     * Waits for the other processes and connects with them.
     *
     * @param rank the number of this process, from 0
     * @param size the number of processes
     * @param patience how long to wait for the others
     * @throws ProcessGroupException if they do not come in time
     */
    public static ProcessGroup join(Rendezvous rendezvous, int rank, int size, Duration patience) {
        Libtorch.require();
        try (Scope scope = Scope.open()) {
            Milliseconds wait = new Milliseconds(patience.toMillis());
            Store store = store(rendezvous, rank, size, wait);
            store.setTimeout(wait);
            ProcessGroupGloo.Options options = rendezvous.isOnOneMachine()
                    ? ProcessGroupGloo.Options.create(wait)
                            .devices(new GlooDeviceVector(ProcessGroupGloo.createDeviceForHostname(LOOPBACK)))
                    : ProcessGroupGloo.Options.create_default(wait);
            ProcessGroupGloo group = new ProcessGroupGloo(store, rank, size, options);
            store.retainReference();
            group.retainReference();
            return new ProcessGroup(store, group, rank, size);
        } catch (RuntimeException e) {
            throw new ProcessGroupException(
                    "process " + rank + " of " + size + " found not all of the others within " + patience.toSeconds()
                            + " s (" + new TorchException(e).getMessage() + ")",
                    e);
        }
    }

    private static Store store(Rendezvous rendezvous, int rank, int size, Milliseconds wait) {
        if (rendezvous instanceof Rendezvous.ServerPort server) {
            return new TCPStore(
                    server.host(),
                    new TCPStoreOptions()
                            .port((short) server.port())
                            .isServer(rank == 0)
                            .waitWorkers(false)
                            .timeout(wait));
        }
        return new FileStore(((Rendezvous.SharedFile) rendezvous).file().toString(), size);
    }

    /** The number of this process. */
    public int rank() {
        return rank;
    }

    /** The number of processes. */
    public int size() {
        return size;
    }

    /**
     * Replaces a tensor by the sum of the tensors of all processes.
     *
     * @param tensor on the processor, contiguous, of one shape and type everywhere
     * @param patience how long the others may take until they call this operation
     * @throws ProcessGroupException if another process has ended or takes too long
     */
    public void sum(Tensor tensor, Duration patience) {
        await(
                "sum",
                () -> group.allreduce(
                        Tensor.vector(List.of(tensor)),
                        new AllreduceOptions()
                                .reduceOp(new ReduceOp(ReduceOp.RedOpType.SUM))
                                .timeout(new Milliseconds(patience.toMillis()))));
    }

    /**
     * Replaces a tensor by that of process 0.
     *
     * @param tensor on the processor, contiguous, of one shape and type everywhere
     * @param patience how long process 0 may take until it calls this operation
     * @throws ProcessGroupException if another process has ended or takes too long
     */
    public void broadcast(Tensor tensor, Duration patience) {
        await(
                "broadcast",
                () -> group.broadcast(
                        Tensor.vector(List.of(tensor)),
                        new BroadcastOptions().rootRank(0).timeout(new Milliseconds(patience.toMillis()))));
    }

    private void await(String operation, Supplier<Work> start) {
        try (Scope scope = Scope.open()) {
            start.get()._wait();
        } catch (RuntimeException e) {
            throw new ProcessGroupException(
                    "process " + rank + " of " + size + " lost another one: it has ended or does not answer ("
                            + operation + ": " + new TorchException(e).getMessage() + ")",
                    e);
        }
    }

    @Override
    public void close() {
        group.releaseReference();
        store.releaseReference();
    }
}
