package io.millsight.service.labelstudio;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The Label Studio whose uploads the service may fetch.
 *
 * @param address its address, for example {@code https://labels.mill.example/}
 * @param token an access token: a legacy one, or a personal one; null for none
 */
public record LabelStudioSettings(URI address, @Nullable String token) {

    /** Leaves the secret out, so that no log shows it. */
    @Override
    public String toString() {
        return "LabelStudioSettings[address=" + address + "]";
    }
}
