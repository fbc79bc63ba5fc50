package io.millsight.torch;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * Loads the libraries of libtorch's CPU build by name, for a process in which JavaCPP is told to load nothing itself.
 *
 * <p>JavaCPP looks for each library under all names that it could have on any system, in every jar and in several folders. That takes 17,763
 * failed look-ups of files and 0.6 of 1.3 s (two cores of an AMD EPYC; {@code strace -fc java ... Loader.load(torch.class)}). Where the names are
 * known, they are unpacked with JavaCPP's own method, which compares size and date with the jar, and loaded in the order of their dependencies.
 * On other platforms, and where a build of libtorch for GPUs is on the class path, JavaCPP is told to search after all.
 */
final class LibraryFiles {

    /** JavaCPP's own property, which it reads whenever it is asked to load something. */
    private static final String JAVACPP_LOADS = "org.bytedeco.javacpp.loadlibraries";

    private static final String PLATFORM = "linux-x86_64";

    /** Each after those that it needs. */
    private static final List<String> FILES = List.of(
            "javacpp/linux-x86_64/libjnijavacpp.so",
            "pytorch/linux-x86_64/libgomp.so.1",
            "openblas/linux-x86_64/libgcc_s.so.1",
            "openblas/linux-x86_64/libquadmath.so.0",
            "openblas/linux-x86_64/libgfortran.so.5",
            "openblas/linux-x86_64/libopenblas.so.0",
            "pytorch/linux-x86_64/libc10.so",
            "pytorch/linux-x86_64/libtorch_cpu.so",
            "pytorch/linux-x86_64/libtorch.so",
            "pytorch/linux-x86_64/libjnitorch.so",
            "pytorch/linux-x86_64/libjnitorch_gloo.so");

    private static final String GPU_BUILD = "pytorch/linux-x86_64-gpu/libjnitorch.so";

    private LibraryFiles() {}

    /** Tells JavaCPP to load nothing by itself in this process, unless someone has decided that already. */
    static void loadWithoutJavaCpp() {
        setIfMissing(JAVACPP_LOADS, "false");
    }

    /** Tells JavaCPP to collect no native memory, unless someone has decided that already. It asks when its first library is loaded. */
    private static void collectNothing() {
        setIfMissing(Libtorch.COLLECTION_OFF, "true");
    }

    private static void setIfMissing(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * Loads the files if JavaCPP is told not to do it; collection is off in either case. Returns when the files are loaded, or when JavaCPP is
     * told to load them after all.
     */
    static void require() {
        collectNothing();
        if (!Loader.isLoadLibraries()) {
            Once.run();
        }
    }

    /** Its initialiser does the work: once, and other threads wait for it. */
    private static final class Once {

        static {
            if (!load()) {
                System.clearProperty(JAVACPP_LOADS);
            }
        }

        static void run() {}
    }

    private static boolean load() {
        if (!Loader.getPlatform().equals(PLATFORM) || resource(GPU_BUILD) != null) {
            return false;
        }
        try {
            List<File> files = new ArrayList<>();
            for (String name : FILES) {
                URL resource = resource(name);
                File file = resource == null ? null : Loader.cacheResource(resource);
                if (file == null) {
                    return false;
                }
                files.add(file);
            }
            files.forEach(file -> System.load(file.getAbsolutePath()));
            return true;
        } catch (IOException | UnsatisfiedLinkError e) {
            return false; // JavaCPP says better what is wrong
        }
    }

    private static @Nullable URL resource(String name) {
        return Loader.class.getResource("/org/bytedeco/" + name);
    }
}
