package io.millsight.service.learning;

import io.millsight.history.KnownAdapter;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Decides whether an adapter may take the place of the active one: by what was measured of both on the gold set. */
final class Gate {

    private Gate() {}

    /**
     * Returns why an adapter may not become the active one; empty if it may.
     *
     * @param active the active model
     */
    static Optional<String> refusal(KnownAdapter candidate, KnownAdapter active) {
        Optional<GoldFigures> found = GoldFigures.of(candidate);
        if (candidate.state() != KnownAdapter.State.EVALUATED || found.isEmpty()) {
            return Optional.of("it was not measured on the gold set");
        }
        Optional<GoldFigures> now = GoldFigures.of(active);
        if (now.isEmpty() || !now.get().goldSha256().equals(found.get().goldSha256())) {
            return Optional.of(
                    "the active model was not measured on the same gold set; measure this one again, which measures both");
        }
        Double least = Optional.ofNullable(now.get().f1().low())
                .orElse(Objects.requireNonNullElse(now.get().f1().value(), 0.0));
        double f1 = Objects.requireNonNullElse(found.get().f1().value(), 0.0);
        return f1 >= least
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "its F1 on the gold set is %.3f, below the interval of the active model, which begins at %.3f",
                        f1,
                        least));
    }
}
