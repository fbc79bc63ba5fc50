package io.millsight.experiment.progress;

import io.millsight.files.InputFile;
import io.millsight.files.MessageText;
import io.millsight.files.MillsightException;
import io.millsight.files.Quantity;
import io.millsight.torch.TorchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;

/** Says in words what went wrong. */
public final class FailureMessage {

    private FailureMessage() {}

    /** Returns whether the user can mend the failure: input, settings, the disk. */
    public static boolean isMendable(Throwable failure) {
        return failure instanceof MillsightException
                || failure instanceof IOException
                || failure instanceof InvalidPathException
                || failure instanceof UncheckedIOException;
    }

    /** Returns what went wrong, perhaps in several lines. The message of an internal error begins with these words. */
    public static String of(Throwable failure) {
        if (failure instanceof FileSystemException file) {
            return file.getFile() + ": " + InputFile.reason(file);
        }
        if (failure instanceof InvalidPathException path) {
            return MessageText.quote(path.getInput()) + " is not a file name that this system allows ("
                    + path.getReason() + ")";
        }
        if (failure instanceof UncheckedIOException wrapped && wrapped.getCause() != null) {
            return ofWrapped(wrapped, wrapped.getCause());
        }
        if (isMendable(failure)) {
            return text(failure);
        }
        if (failure instanceof OutOfMemoryError) {
            return "the Java heap of " + Quantity.bytes(Runtime.getRuntime().maxMemory())
                    + " is full; give it more with MILLSIGHT_JAVA_OPTIONS=-Xmx4g";
        }
        if (failure instanceof TorchException torch && torch.isOutOfMemory()) {
            return "there is not enough memory for so much at once; train with --gradient_checkpointing true, describe with --batch-size 1 ("
                    + torch.getMessage() + ")";
        }
        if (failure instanceof LinkageError) {
            return "a native library cannot be loaded on this " + System.getProperty("os.name") + " "
                    + System.getProperty("os.arch") + ": " + failure;
        }
        return "internal error: " + failure + " (--debug shows where)";
    }

    private static String ofWrapped(UncheckedIOException failure, IOException cause) {
        if (String.valueOf(failure.getMessage()).equals(cause.toString())) {
            return of(cause); // the wrapper was given no message of its own
        }
        String reason = InputFile.reason(cause);
        return text(failure).contains(reason) ? text(failure) : text(failure) + " (" + reason + ")";
    }

    private static String text(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
