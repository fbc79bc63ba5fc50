package io.millsight.torch;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Loads libtorch, with JavaCPP's garbage collection of native memory switched off, so that no program needs a flag of the JVM. Code that may be the
 * first in a process to use libtorch calls {@link #require} before it does.
 *
 * <p>Tensors are freed by their {@link Scope} or by their owner. With JavaCPP's garbage collection each call costs about twice as much, and JavaCPP
 * throws an {@link OutOfMemoryError} when the resident memory of the process, mapped weights included, exceeds four times the Java heap. JavaCPP
 * reads the switch once, when it starts, and the switch holds for all users of JavaCPP in the process. A process in which JavaCPP collects is
 * therefore refused: another setting would be unsafe for Millsight, and overriding an explicit one would leak the memory of the program that chose
 * it.
 */
final class Libtorch {

    /** JavaCPP's own property. */
    static final String COLLECTION_OFF = "org.bytedeco.javacpp.noPointerGC";

    /** Why libtorch cannot be used. */
    private record Failure(String message, @Nullable LinkageError cause) {

        LibtorchException exception() {
            return cause == null ? new LibtorchException(message) : new LibtorchException(message, cause);
        }
    }

    private static final @Nullable Failure FAILURE = load();

    private Libtorch() {}

    /**
     * Loads libtorch on the first call.
     *
     * @throws LibtorchException if JavaCPP collects native memory in this process, or libtorch's native libraries do not load
     */
    static void require() {
        if (FAILURE != null) {
            throw FAILURE.exception();
        }
    }

    /** On some virtual machines libtorch takes all cores for one, and would use one thread. The environment has the last word. */
    private static void useAllCores() {
        torch.get_num_threads(); // the first reading in a thread would undo what is set before it
        if (System.getenv("OMP_NUM_THREADS") == null) {
            int cores = Math.min(Loader.totalCores(), Runtime.getRuntime().availableProcessors());
            torch.set_num_threads(Math.max(cores, 1));
        }
    }

    private static @Nullable Failure load() {
        LibraryFiles.require();
        try (BytePointer probe = new BytePointer(1)) {
            if (Pointer.totalCount() > 0) { // JavaCPP counts only what it would collect
                return new Failure(
                        "JavaCPP collects native memory in this process, and Millsight's tensors cannot be collected;"
                                + " start Java with -D" + COLLECTION_OFF
                                + "=true, or use Millsight before other libraries"
                                + " that are built on JavaCPP",
                        null);
            }
            Loader.load(torch.class);
            torch.globalContext().setUserEnabledNNPACK(false); // it warns on every convolution where it cannot run
            useAllCores();
            return null;
        } catch (LinkageError e) {
            return new Failure(
                    "libtorch cannot be loaded (" + e.getMessage()
                            + "); the class path needs org.bytedeco:pytorch, openblas and"
                            + " javacpp with the classifier " + Loader.getPlatform()
                            + ", and for a GPU CUDA 13, cuDNN 9 and"
                            + " NCCL 2 must be installed",
                    e);
        }
    }
}
