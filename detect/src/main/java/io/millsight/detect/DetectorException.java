package io.millsight.detect;

import io.millsight.files.MillsightException;
import io.millsight.torch.Tensor;
import java.nio.file.Path;

/** A detector's folder or weights cannot be used. The message names the file, what is wrong and what to do. */
public final class DetectorException extends MillsightException {

    private static final long serialVersionUID = 1L;

    public DetectorException(String message) {
        super(message);
    }

    public DetectorException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Returns a tensor as it is.
     *
     * @param file that it was read from
     * @throws DetectorException if a value is NaN or infinite
     */
    public static Tensor requireFinite(Path file, String name, Tensor values) {
        if (!values.isFinite()) {
            throw new DetectorException(file + ": the tensor " + name + " has values that are not finite");
        }
        return values;
    }
}
