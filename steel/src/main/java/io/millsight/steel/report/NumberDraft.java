package io.millsight.steel.report;

import java.util.BitSet;

/**
 * The first digits of a number that has to become one of some values. Zero is its own whole number: there are no leading zeros.
 *
 * @param values that it may become
 * @param digits how many there are
 * @param value of these digits
 */
record NumberDraft(BitSet values, int digits, int value) {

    static final int BASE = 10;

    /** A number without digits. */
    static NumberDraft of(BitSet values) {
        return new NumberDraft(values, 0, 0);
    }

    NumberDraft with(int digit) {
        return new NumberDraft(values, digits + 1, value * BASE + digit);
    }

    boolean isWhole() {
        return digits > 0 && values.get(value);
    }

    boolean mayContinueWith(int digit) {
        if (digits > 0 && value == 0) {
            return false;
        }
        long least = (long) value * BASE + digit;
        if (least == 0) {
            return values.get(0);
        }
        for (long power = 1; least * power < values.length(); power *= BASE) {
            int next = values.nextSetBit((int) (least * power));
            if (next >= 0 && next < (least + 1) * power) {
                return true;
            }
        }
        return false;
    }
}
