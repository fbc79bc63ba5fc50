package io.millsight.runs;

import io.millsight.files.RunLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The few settings that may change when a run is continued: those that decide when it ends. All others would make it another run. */
public final class RunChanges {

    private static final List<Setting<?>> ALLOWED =
            List.of(RunSettings.EPOCHS, RunSettings.MAX_STEPS, RunSettings.PATIENCE);

    private RunChanges() {}

    /**
     * Refuses changes that would make it another run.
     *
     * @param run folder of the run
     * @param keys of the settings to change
     * @throws InvalidSettingException if a setting may not change
     */
    public static void requireAllowed(Path run, Set<String> keys) {
        List<String> allowed = ALLOWED.stream().map(Setting::key).toList();
        for (String key : keys) {
            if (!allowed.contains(key)) {
                throw new InvalidSettingException("--resume: " + key + " cannot change within a run; only "
                        + String.join(", ", allowed) + " can, the others are those of "
                        + run.resolve(RunLayout.SETTINGS_FILE));
            }
        }
    }

    /**
     * Returns what differs from the settings in the run's file.
     *
     * @param run folder of the run
     * @param changes by key; allowed ones
     */
    public static Map<String, String> overrides(Path run, Map<String, String> changes) {
        Map<String, String> overrides = new LinkedHashMap<>(changes);
        if (changes.containsKey(RunSettings.EPOCHS.key()) && !changes.containsKey(RunSettings.MAX_STEPS.key())) {
            overrides.put(RunSettings.MAX_STEPS.key(), "-1"); // else the steps would win
        }
        overrides.put(RunSettings.OUTPUT.key(), run.toString());
        return overrides;
    }
}
