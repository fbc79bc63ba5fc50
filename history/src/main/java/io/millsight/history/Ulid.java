package io.millsight.history;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * Makes identifiers that sort by the time of their making: 48 bits of milliseconds and 80 random bits in Crockford's base 32, 26 characters
 * (ULID specification, github.com/ulid/spec). Within one millisecond the random part counts up, so the identifiers of one generator always rise.
 */
final class Ulid {

    /** Number of characters. */
    static final int LENGTH = 26;

    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int BITS_PER_DIGIT = 5;
    private static final int RANDOM_BITS = 80;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private long millis = -1;
    private BigInteger last = BigInteger.ZERO;

    Ulid(Clock clock) {
        this.clock = clock;
    }

    /** Returns the clock that the identifiers follow. */
    Clock clock() {
        return clock;
    }

    /** Returns the next identifier. */
    synchronized String next() {
        long now = clock.millis();
        if (now > millis) {
            millis = now;
            last = BigInteger.valueOf(now).shiftLeft(RANDOM_BITS).or(new BigInteger(RANDOM_BITS, random));
        } else {
            last = last.add(BigInteger.ONE);
        }
        char[] text = new char[LENGTH];
        BigInteger rest = last;
        for (int i = LENGTH - 1; i >= 0; i--) {
            text[i] = DIGITS.charAt(rest.intValue() & (DIGITS.length() - 1));
            rest = rest.shiftRight(BITS_PER_DIGIT);
        }
        return new String(text);
    }
}
