package io.millsight.service.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** Limits how often an address may fail to log in. Safe for use by several threads. */
final class FailureLimit {

    private static final int FAILURES = 10;
    private static final Duration WINDOW = Duration.ofMinutes(5);

    /** The addresses that are remembered; beyond, the one that was remembered first is forgotten. */
    private static final int ADDRESSES = 10_000;

    private final Clock clock;
    private final Map<String, Deque<Instant>> failures = new LinkedHashMap<>();

    FailureLimit(Clock clock) {
        this.clock = clock;
    }

    /** Ends the request of an address that has failed too often. */
    synchronized void require(String address) {
        Deque<Instant> times = recent(address);
        if (times.size() >= FAILURES) {
            Duration left = Duration.between(clock.instant(), times.getFirst().plus(WINDOW));
            throw new ProblemException(
                            429, "too_many_failures", "too many failed logins from this address; wait some minutes")
                    .retryAfter(left.toSeconds() + 1);
        }
    }

    /** Remembers a failure. */
    synchronized void failed(String address) {
        Deque<Instant> times = recent(address);
        times.addLast(clock.instant());
        failures.put(address, times);
        if (failures.size() > ADDRESSES) {
            failures.remove(failures.keySet().iterator().next());
        }
    }

    private Deque<Instant> recent(String address) {
        Deque<Instant> times = failures.getOrDefault(address, new ArrayDeque<>());
        Instant since = clock.instant().minus(WINDOW);
        while (!times.isEmpty() && !times.getFirst().isAfter(since)) {
            times.removeFirst();
        }
        return times;
    }
}
