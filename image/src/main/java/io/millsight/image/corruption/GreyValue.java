package io.millsight.image.corruption;

/** Converts numbers to grey values from 0 to 255. */
public final class GreyValue {

    private GreyValue() {}

    /** Rounds a value and clips it to the range from 0 to 255. */
    public static byte of(double value) {
        return (byte) Math.round(Math.min(Math.max(value, 0), 255));
    }
}
