package io.millsight.torch;

import java.io.IOException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** Settings of libtorch that hold for the whole process. */
public final class Torch {

    private Torch() {}

    /** Starts the default random generators of all devices anew; the same seed draws the same values as PyTorch does. */
    public static void seed(long seed) {
        torch.manual_seed(seed);
    }

    /** How many processor threads an operation may use. */
    public static void threads(int count) {
        torch.set_num_threads(count);
    }

    public static int threads() {
        return torch.get_num_threads();
    }

    /** The version of libtorch and of its Java API: {@code 2.10.0-1.5.13}. */
    public static String version() {
        try {
            return Loader.getVersion("org.bytedeco", "pytorch");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
