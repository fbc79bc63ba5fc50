package io.millsight.tuning;

import io.millsight.files.RunLayout;
import io.millsight.runs.InvalidSettingException;
import io.millsight.runs.RunSettings;
import io.millsight.runs.Setting;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The settings of a run that is continued, with the few that may change.
 *
 * @param settings of the run, changed
 * @param isEmpty whether nothing changes
 */
record RunChanges(TrainingSettings settings, boolean isEmpty) {

    /** Settings that decide when a run ends. All others would make it another run. */
    private static final List<Setting<?>> ALLOWED =
            List.of(RunSettings.EPOCHS, RunSettings.MAX_STEPS, RunSettings.PATIENCE);

    /**
     * Refuses changes that would make it another run.
     *
     * @param run folder of the run
     * @param keys of the settings to change
     * @throws InvalidSettingException if a setting may not change
     */
    static void requireAllowed(Path run, Set<String> keys) {
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
     * Reads the settings of a run and changes some.
     *
     * @param run folder of the run
     * @param changes by key; allowed ones
     */
    static RunChanges of(Path run, Map<String, String> changes) {
        Map<String, String> overrides = new LinkedHashMap<>(changes);
        if (changes.containsKey(RunSettings.EPOCHS.key()) && !changes.containsKey(RunSettings.MAX_STEPS.key())) {
            overrides.put(RunSettings.MAX_STEPS.key(), "-1"); // else the steps would win
        }
        overrides.put(RunSettings.OUTPUT.key(), run.toString());
        Path file = run.resolve(RunLayout.SETTINGS_FILE);
        return new RunChanges(TrainingSettings.ofRun(file, overrides), changes.isEmpty());
    }
}
