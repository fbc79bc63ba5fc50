package io.millsight.service.model;

import io.millsight.history.Deployment;
import io.millsight.steel.InputException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Loads the models of the service. */
@FunctionalInterface
public interface ModelLoader {

    /**
     * Loads the model that the service is started with. One thread at a time uses it.
     *
     * @throws io.millsight.files.MillsightException if something is wrong in a folder; nothing stays loaded
     */
    LoadedModel load();

    /**
     * Loads the same base with another adapter.
     *
     * @param adapter its folder, or a run
     * @throws io.millsight.files.MillsightException if something is wrong in a folder, or the model takes no adapters; nothing stays loaded
     */
    default LoadedModel load(Path adapter) {
        throw new InputException(adapter + ": this model takes no adapters");
    }

    /**
     * Tells what {@link #load(Path)} would load, without loading it.
     *
     * @throws io.millsight.files.MillsightException if something is wrong in a folder, or the model takes no adapters
     */
    default Deployment.Model describe(Path adapter) {
        throw new InputException(adapter + ": this model takes no adapters");
    }

    /** Returns the folder of the adapter that {@link #load()} loads; null for a base without one. */
    default @Nullable Path adapterFolder() {
        return null;
    }
}
