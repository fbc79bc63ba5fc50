package io.millsight.history;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;

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
        return text(last);
    }

    /** Returns the smallest identifier of a moment. */
    static String first(Instant time) {
        return text(BigInteger.valueOf(time.toEpochMilli()).shiftLeft(RANDOM_BITS));
    }

    /** Returns when an identifier was made, to the millisecond. */
    static Instant time(String id) {
        long millis = 0;
        for (int i = 0; i < LENGTH - RANDOM_BITS / BITS_PER_DIGIT; i++) {
            millis = millis << BITS_PER_DIGIT | DIGITS.indexOf(id.charAt(i));
        }
        return Instant.ofEpochMilli(millis);
    }

    /** Returns whether a text has the form of an identifier. */
    static boolean isOne(String text) {
        return text.length() == LENGTH && text.chars().allMatch(digit -> DIGITS.indexOf(digit) >= 0);
    }

    private static String text(BigInteger number) {
        char[] text = new char[LENGTH];
        BigInteger rest = number;
        for (int i = LENGTH - 1; i >= 0; i--) {
            text[i] = DIGITS.charAt(rest.intValue() & (DIGITS.length() - 1));
            rest = rest.shiftRight(BITS_PER_DIGIT);
        }
        return new String(text);
    }
}
