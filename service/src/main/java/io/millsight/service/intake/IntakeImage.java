package io.millsight.service.intake;

import io.millsight.history.CaptureContext;

/** The file of an image as somebody brought it, with what is known about it. */
public final class IntakeImage {

    /** The largest image file. */
    public static final int MOST_BYTES = 32 << 20;

    private final byte[] file;
    private final CaptureContext context;

    /**
     * @param file is not copied: do not write to it
     */
    public IntakeImage(byte[] file, CaptureContext context) {
        this.file = file;
        this.context = context;
    }

    /** Returns the image file. The array is not copied: do not write to it. */
    byte[] file() {
        return file;
    }

    /** Returns where the picture was taken. */
    CaptureContext context() {
        return context;
    }
}
