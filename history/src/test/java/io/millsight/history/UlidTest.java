package io.millsight.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UlidTest {

    @Test
    void identifiersRiseWithinOneMillisecond() {
        Ulid ids = new Ulid(Clock.fixed(Instant.parse("2026-11-28T16:00:00Z"), ZoneOffset.UTC));

        assertThat(Stream.generate(ids::next).limit(1000)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void beginsWithTheTimeAsTheSpecificationWritesIt() {
        // The example of the specification: 1469918176385 ms.
        Ulid ids = new Ulid(Clock.fixed(Instant.ofEpochMilli(1469918176385L), ZoneOffset.UTC));

        assertThat(ids.next()).startsWith("01ARYZ6S41").hasSize(Ulid.LENGTH).matches("[0-9A-HJKMNP-TV-Z]+");
    }

    @Test
    void tellsTheTimeOfAnIdentifierAndTheFirstOneOfATime() {
        Instant time = Instant.ofEpochMilli(1469918176385L);
        String id = new Ulid(Clock.fixed(time, ZoneOffset.UTC)).next();

        assertThat(Ulid.time(id)).isEqualTo(time);
        assertThat(Ulid.first(time)).isLessThanOrEqualTo(id).startsWith("01ARYZ6S41");
        assertThat(Ulid.first(time.plusMillis(1))).isGreaterThan(id);
        assertThat(Ulid.isOne(id)).isTrue();
        assertThat(Ulid.isOne("01ARYZ6S41")).isFalse();
        assertThat(Ulid.isOne(id.replace('0', 'u'))).isFalse();
    }
}
