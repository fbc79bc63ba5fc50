package io.millsight.service;

import io.millsight.service.labelstudio.LabelStudioSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The programs that the service works with beside those that ask it.
 *
 * @param labelStudio the Label Studio whose uploads may be fetched; null for none
 * @param watched the folder whose images are inspected; null for none
 */
public record ClientSettings(
        @Nullable LabelStudioSettings labelStudio, @Nullable Path watched) {

    /** The service reaches nobody. */
    public static final ClientSettings NONE = new ClientSettings(null, null);
}
