package io.millsight.runs;

import java.util.List;

/**
 * A way to train, such as {@code lora}.
 *
 * @param name the value of the setting {@code method}
 * @param settings all that a run of this method has, in the order in which a user should meet them
 */
public record TrainingMethod(String name, List<Setting<?>> settings) {

    public TrainingMethod {
        settings = List.copyOf(settings);
    }

    boolean has(String key) {
        return settings.stream().anyMatch(setting -> setting.key().equals(key));
    }
}
