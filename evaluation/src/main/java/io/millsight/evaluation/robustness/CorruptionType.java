package io.millsight.evaluation.robustness;

import java.util.Locale;

/** Types of image corruptions. */
public enum CorruptionType {
    /** Lens out of focus, or motion. */
    BLUR,
    /** Sensor noise in poor light. */
    NOISE,
    /** Other lamp or shutter time. */
    BRIGHTNESS,
    /** Haze or glare. */
    CONTRAST,
    /** Strong compression. */
    JPEG;

    /** Returns the name in tables and files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
