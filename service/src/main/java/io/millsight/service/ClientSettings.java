package io.millsight.service;

import io.millsight.service.labelstudio.LabelStudioSettings;
import org.jspecify.annotations.Nullable;

/**
 * The programs that the service works with beside those that ask it.
 *
 * @param labelStudio the Label Studio whose uploads may be fetched; null for none
 */
public record ClientSettings(@Nullable LabelStudioSettings labelStudio) {

    /** The service reaches nobody. */
    public static final ClientSettings NONE = new ClientSettings(null);
}
