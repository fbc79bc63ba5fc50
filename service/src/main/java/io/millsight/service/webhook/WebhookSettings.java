package io.millsight.service.webhook;

import io.millsight.history.StoredInspection;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of which inspections.
 *
 * @param address where to send to
 * @param secret signs what is sent; null for no signature
 * @param wanted verdicts and dispositions in lower case, of which an inspection has at least one
 * @param pace how often to try
 */
public record WebhookSettings(URI address, @Nullable String secret, Set<String> wanted, WebhookPace pace) {

    public WebhookSettings {
        wanted = Set.copyOf(wanted);
    }

    /** Returns whether an inspection is announced. */
    public boolean announces(StoredInspection inspection) {
        return wanted.contains(word(inspection.content().answer().verdict()))
                || wanted.contains(word(inspection.disposition()));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Leaves the secret out, so that no log shows it. */
    @Override
    public String toString() {
        return "WebhookSettings[address=" + address + ", wanted=" + wanted + "]";
    }
}
