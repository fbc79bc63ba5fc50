package io.millsight.service.model;

/** Loads the model of the service. */
@FunctionalInterface
public interface ModelLoader {

    /**
     * Loads the model on the calling thread, which uses it from then on.
     *
     * @throws io.millsight.files.MillsightException if something is wrong in a folder; nothing stays loaded
     */
    LoadedModel load();
}
