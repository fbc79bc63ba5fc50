package io.millsight.service.webhook;

import java.time.Duration;

/**
 * How often a delivery is tried.
 *
 * @param look the time between two looks into the outbox
 * @param first the pause after the first failure; each further pause is twice as long
 * @param longest the longest pause
 * @param giveUp an event that is older is given up at the next failure
 */
public record WebhookPace(Duration look, Duration first, Duration longest, Duration giveUp) {

    /** Tries again after 5 seconds, 10 seconds, 20 seconds, up to every hour, for a day. */
    public static final WebhookPace USUAL =
            new WebhookPace(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofDays(1));

    private static final int MOST_DOUBLINGS = 30;

    /** Returns the pause after so many attempts. */
    Duration pause(int attempts) {
        long factor = 1L << Math.min(attempts - 1, MOST_DOUBLINGS);
        Duration pause = first.multipliedBy(factor);
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
