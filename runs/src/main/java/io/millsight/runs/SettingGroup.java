package io.millsight.runs;

import java.util.List;

/**
 * Settings that belong together, for help and templates.
 *
 * @param title of the group
 * @param settings in the order in which a user should meet them
 */
public record SettingGroup(String title, List<Setting<?>> settings) {

    public SettingGroup {
        settings = List.copyOf(settings);
    }
}
