package io.millsight.torch;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Limits how many threads compute a product of float32 matrices on the processor. libtorch leaves these products to OpenBLAS, which has threads of
 * its own: as many as there are cores, for the whole process, whatever {@link Torch#threads(int)} says. Where several of our threads compute side by
 * side, theirs only stand in the way: a training step of the small model with two packs side by side takes twice as long with them.
 *
 * <p>A limit holds until it is closed; of several, the smallest holds. Where {@code OPENBLAS_NUM_THREADS} is set, that number holds, and limits do
 * nothing. So they do on systems other than Linux and where no native code can be unpacked. Results are the same up to rounding.
 */
public final class ProductThreads implements AutoCloseable {

    private static final String SET = "OPENBLAS_NUM_THREADS";

    /** The libraries of a process on Linux; other systems have no such file. */
    private static final Path MAPS = Path.of("/proc/self/maps");

    private static final List<Integer> LIMITS = new ArrayList<>();

    /** Does not limit anything; closing it does nothing. */
    public static final ProductThreads UNLIMITED = new ProductThreads(Integer.MAX_VALUE, false);

    private final Integer limit;
    private boolean open;

    private ProductThreads(Integer limit, boolean open) {
        this.limit = limit;
        this.open = open;
    }

    /**
     * Sets a limit.
     *
     * @param threads at least 1
     */
    public static ProductThreads atMost(int threads) {
        Libtorch.require();
        ProductThreads limit = new ProductThreads(threads, true);
        synchronized (LIMITS) {
            LIMITS.add(limit.limit);
            apply();
        }
        return limit;
    }

    private static void apply() {
        if (System.getenv(SET) == null) {
            OpenBlas.LOADED.forEach(library -> library.threads(
                    LIMITS.isEmpty() ? library.usual : Math.min(library.usual, Collections.min(LIMITS))));
        }
    }

    /** The number of threads of a product now; 0 where it is not known. */
    static int now() {
        return OpenBlas.LOADED.stream().mapToInt(OpenBlas::threads).max().orElse(0);
    }

    @Override
    public void close() {
        synchronized (LIMITS) {
            if (open) {
                open = false;
                LIMITS.remove(limit);
                apply();
            }
        }
    }

    /** The functions of OpenBLAS, for which JavaCPP has no door. */
    private static final class OpenBlas {

        private static final int IF_LOADED = 0x1 | 0x4; // RTLD_LAZY | RTLD_NOLOAD

        /** JavaCPP loads two copies; which of them libtorch uses depends on their order. */
        private static final List<OpenBlas> LOADED = find();

        private final Function setter;
        private final Function getter;
        private final int usual;

        private OpenBlas(Function setter, Function getter) {
            this.setter = setter;
            this.getter = getter;
            usual = threads();
        }

        int threads() {
            return getter.invokeInt(new Object[0]);
        }

        void threads(int count) {
            if (count != threads()) {
                setter.invokeVoid(new Object[] {count});
            }
        }

        private static List<OpenBlas> find() {
            List<OpenBlas> found = new ArrayList<>();
            try (Stream<String> maps = Files.lines(MAPS)) {
                NativeLibrary process = NativeLibrary.getProcess();
                List<String> files = maps.filter(line -> line.contains("/libopenblas"))
                        .map(line -> line.substring(line.indexOf('/')))
                        .distinct()
                        .toList();
                for (String file : files) {
                    Pointer library = process.getFunction("dlopen").invokePointer(new Object[] {file, IF_LOADED});
                    Function symbol = process.getFunction("dlsym");
                    Pointer setter = symbol.invokePointer(new Object[] {library, "openblas_set_num_threads"});
                    Pointer getter = symbol.invokePointer(new Object[] {library, "openblas_get_num_threads"});
                    if (library != null && setter != null && getter != null) {
                        found.add(new OpenBlas(Function.getFunction(setter), Function.getFunction(getter)));
                    }
                }
            } catch (IOException | UncheckedIOException | UnsatisfiedLinkError e) {
                return List.of(); // products then have all the threads, which is slower and no error
            }
            return List.copyOf(found);
        }
    }
}
