package io.millsight.evaluation.robustness;

import java.util.Locale;

/** What may befall a picture on its way from the steel to the model. */
public enum CorruptionType {
    /** A lens out of focus, or motion. */
    BLUR,
    /** A sensor in poor light. */
    NOISE,
    /** Another lamp or shutter. */
    BRIGHTNESS,
    /** Haze, or glare. */
    CONTRAST,
    /** An archive that saves space. */
    JPEG;

    /** The name in tables and files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
