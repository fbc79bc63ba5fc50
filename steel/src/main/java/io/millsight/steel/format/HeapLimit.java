package io.millsight.steel.format;

import io.millsight.steel.InputException;

/** What to say where a file needs more memory than there is. The message is to follow the file's name. */
final class HeapLimit {

    private HeapLimit() {}

    static InputException because(OutOfMemoryError error) {
        return new InputException(
                "needs more memory than the " + (Runtime.getRuntime().maxMemory() >> 20)
                        + " MiB of the Java heap; divide it, or give more with MILLSIGHT_JAVA_OPTIONS=-Xmx4g",
                error);
    }
}
