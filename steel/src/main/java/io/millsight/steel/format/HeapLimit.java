package io.millsight.steel.format;

import io.millsight.steel.InputException;

/** Message for a file that needs more memory than the Java heap has. The caller puts the file's name in front. */
final class HeapLimit {

    private HeapLimit() {}

    static InputException because(OutOfMemoryError error) {
        return new InputException(
                "needs more memory than the " + (Runtime.getRuntime().maxMemory() >> 20)
                        + " MiB of the Java heap; divide it, or give more with MILLSIGHT_JAVA_OPTIONS=-Xmx4g",
                error);
    }
}
