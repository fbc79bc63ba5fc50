package io.millsight.torch;

import io.millsight.files.MillsightException;

/** A device or an element type that cannot be computed with here. The message is one line that names the value and those that are allowed. */
public class DeviceException extends MillsightException {

    private static final long serialVersionUID = 1L;

    public DeviceException(String message) {
        super(message);
    }
}
