package io.millsight.hub;

import java.time.Duration;

/**
 * How files are fetched. The values for use are in {@link #USUAL}; tests take smaller ones.
 *
 * @param pieceBytes size of a range. A break costs at most the connection, not the piece: each piece goes on where it stopped.
 * @param connections number of ranges at a time
 * @param attempts number of attempts in a row that bring no new byte before the download fails
 * @param firstPause pause after the first such attempt; doubles each time
 * @param longestPause the longest pause, also if the server asks for a longer one
 * @param stall a connection on which nothing arrives for so long is given up
 */
record Pace(
        long pieceBytes, int connections, int attempts, Duration firstPause, Duration longestPause, Duration stall) {

    static final Pace USUAL =
            new Pace(32L << 20, 4, 8, Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofMinutes(1));

    /** The longest pause that doubling reaches; a server may ask for more. */
    private static final Duration LONGEST_DOUBLED = Duration.ofSeconds(30);

    /** Returns the pause before the next attempt, after a number of attempts in a row without a new byte. */
    Duration pause(int failures) {
        Duration doubled = firstPause.multipliedBy(1L << Math.min(Math.max(0, failures - 1), 10));
        return doubled.compareTo(LONGEST_DOUBLED) > 0 ? LONGEST_DOUBLED : doubled;
    }
}
