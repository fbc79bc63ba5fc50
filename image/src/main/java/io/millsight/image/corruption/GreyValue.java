package io.millsight.image.corruption;

/** Grey values from 0 to 255 in a byte. */
public final class GreyValue {

    private GreyValue() {}

    /** Rounds, and cuts off what is too dark or too bright. */
    public static byte of(double value) {
        return (byte) Math.round(Math.min(Math.max(value, 0), 255));
    }
}
