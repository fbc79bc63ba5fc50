package io.millsight.torch;

import java.util.Locale;

/** An error of libtorch. The message is the first line of libtorch's own; the rest, a native stack trace, is in the cause. */
public class TorchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TorchException(String message) {
        super(message);
    }

    TorchException(RuntimeException nativeError) {
        super(firstLine(nativeError), nativeError);
    }

    /** Whether there was no memory for a tensor, on the device or beside it. */
    public boolean isOutOfMemory() {
        String message = String.valueOf(getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("out of memory") // of CUDA
                || message.contains("not enough memory")
                || message.contains("can't allocate memory");
    }

    private static String firstLine(RuntimeException nativeError) {
        String message = String.valueOf(nativeError.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
