package io.millsight.service;

import io.millsight.service.labelstudio.LabelStudioSettings;
import io.millsight.service.webhook.WebhookSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The programs that the service works with beside those that ask it.
 *
 * @param labelStudio the Label Studio whose uploads may be fetched; null for none
 * @param watched the folder whose images are inspected; null for none
 * @param webhook who is told of inspections; null for nobody
 */
public record ClientSettings(
        @Nullable LabelStudioSettings labelStudio,
        @Nullable Path watched,
        @Nullable WebhookSettings webhook) {

    /** The service reaches nobody. */
    public static final ClientSettings NONE = new ClientSettings(null, null, null);
}
