package io.millsight.torch;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** The loading of libtorch, its version and the number of its threads. */
public final class Torch {

    private Torch() {}

    /**
     * Starts to load libtorch in a thread of its own, so that a program can read its input meanwhile. Whatever needs libtorch waits for that thread,
     * and reports what it could not load.
     *
     * <p>For programs that own their process: where the names of libtorch's libraries are known, JavaCPP loads no others in this process from then
     * on. Such a program calls {@link #leaveOutEndings} before it ends.
     */
    public static void loadInBackground() {
        LibraryFiles.loadWithoutJavaCpp();
        Thread thread = new Thread(LibraryFiles::require, "libtorch-loading");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Lets the {@link System#exit} that follows leave out the native libraries' own endings: libtorch takes apart what it has registered, entry by
     * entry, which takes 0.15 s, and while it is being loaded that may crash. Does nothing if the program is ending already.
     *
     * @param code the exit code
     */
    public static void leaveOutEndings(int code) {
        try {
            Function end = NativeLibrary.getProcess().getFunction("_exit");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end.invokeVoid(new Object[] {code}), "exit"));
        } catch (IllegalStateException | UnsatisfiedLinkError e) {
            LibraryFiles.require();
        }
    }

    /**
     * Sets how many processor threads an operation of the calling thread may use. Other threads keep their number, and so do threads that start
     * later, so that two runs in one process do not change each other's results.
     */
    public static void threads(int count) {
        Libtorch.require();
        synchronized (Torch.class) {
            // libtorch keeps the number for each thread, but hands the last one that was set to threads that begin
            // later.
            torch.get_num_threads(); // the first reading in a thread would undo what is set before it
            ThreadCount others = new ThreadCount();
            others.read();
            torch.set_num_threads(count);
            others.write();
        }
    }

    /** Returns how many processor threads an operation of the calling thread may use. */
    public static int threads() {
        Libtorch.require();
        return torch.get_num_threads();
    }

    /** The number of threads that a new thread starts with. Only a new thread can read and write this number. */
    private static final class ThreadCount {

        private volatile int count;

        void read() {
            onNewThread(() -> count = torch.get_num_threads());
        }

        void write() {
            onNewThread(() -> torch.set_num_threads(count));
        }

        private static void onNewThread(Runnable action) {
            Thread thread = new Thread(action, "thread-count");
            thread.start();
            boolean interrupted = false;
            while (true) {
                try {
                    thread.join();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns the folder into which libtorch's native libraries are unpacked at first use. */
    public static Path nativeFolder() throws IOException {
        return Loader.getCacheDir().toPath();
    }

    /** Returns the version of libtorch and of its Java API: {@code 2.10.0-1.5.13}. */
    public static String version() {
        try {
            return Loader.getVersion("org.bytedeco", "pytorch");
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Returns what a run notes of the engine that computes it: the version of libtorch, and the threads of the calling thread. */
    public static Map<String, Object> description() {
        Map<String, Object> engine = new LinkedHashMap<>();
        engine.put("libtorch", version());
        engine.put("threads", threads());
        return engine;
    }
}
